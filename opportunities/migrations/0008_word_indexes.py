"""What tells where a word stands without reading the texts: an index of titles, one of titles and names."""

from django.db import migrations


def index(name, letters):
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON opportunities_searchtext USING gin (ts_filter(vector, '{{{letters}}}'))",
        f"DROP INDEX {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0007_spellings")]

    operations = [
        index("search_words_of_title", "a"),
        index("search_words_of_names", "a,b"),
    ]
