"""What tells where a word stands without reading the texts: an index of titles, one of titles and names; narrow rows."""

from django.db import migrations

# With vector and words kept aside a page holds dozens of rows instead of four, and finding which opportunities have a
# word reads neither: the indexes know.
NARROW = """
ALTER TABLE opportunities_searchtext SET (toast_tuple_target = 128);
ALTER TABLE opportunities_searchtext ALTER COLUMN title SET STORAGE MAIN, ALTER COLUMN folded SET STORAGE MAIN,
    ALTER COLUMN vector SET STORAGE EXTERNAL, ALTER COLUMN words SET STORAGE EXTENDED
"""
WIDE = """
ALTER TABLE opportunities_searchtext RESET (toast_tuple_target);
ALTER TABLE opportunities_searchtext ALTER COLUMN title SET STORAGE EXTENDED,
    ALTER COLUMN folded SET STORAGE EXTENDED, ALTER COLUMN vector SET STORAGE EXTENDED
"""


def index(name, letters):
    return migrations.RunSQL(
        f"CREATE INDEX {name} ON opportunities_searchtext USING gin (ts_filter(vector, '{{{letters}}}'))",
        f"DROP INDEX {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0007_spellings")]

    operations = [
        migrations.RunSQL(NARROW, WIDE),
        index("search_words_of_title", "a"),
        index("search_words_of_names", "a,b"),
        migrations.RunSQL("UPDATE opportunities_searchrow SET due_at = now()", migrations.RunSQL.noop),
    ]
