from django.db import migrations


class Migration(migrations.Migration):
    """A number for what pages show beside the search table: see opportunities/remembering.py."""

    dependencies = [("opportunities", "0011_what_changed_and_what_ended")]

    operations = [
        # The first value counts as taken, so that the first new edition has another number.
        migrations.RunSQL(
            "CREATE SEQUENCE opportunities_edition; SELECT nextval('opportunities_edition')",
            "DROP SEQUENCE opportunities_edition",
        ),
    ]
