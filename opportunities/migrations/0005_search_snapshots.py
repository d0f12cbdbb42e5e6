"""The log of changes of the search table, and which generation of the rank index holds."""

import django.utils.timezone
from django.db import migrations, models

# A statement that changes rows logs their opportunities in the same transaction, whoever sent it: a refresh, a cascade, a
# hand at the database. What an update leaves as it was is no change.
LOG = """
CREATE FUNCTION opportunities_log_search_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT DISTINCT opportunity_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT DISTINCT opportunity_id FROM old_rows);
    ELSIF TG_OP = 'UPDATE' THEN
        changed := ARRAY(
            SELECT DISTINCT unnest(ARRAY[was.opportunity_id, is_now.opportunity_id])
            FROM old_rows was FULL JOIN new_rows is_now USING (id) WHERE was.* IS NULL OR is_now.* IS NULL OR was.* *<> is_now.*
        );
    ELSE
        changed := ARRAY[NULL]::bigint[];
    END IF;
    INSERT INTO opportunities_searchchange (transaction, opportunity)
        SELECT pg_current_xact_id()::text::bigint, unnest(changed);
    RETURN NULL;
END
$$
"""
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}


def triggers():
    for table in ("opportunities_searchrow", "opportunities_searchtext"):
        for event, tables in EVENTS.items():
            yield (
                f"CREATE TRIGGER log_{event} AFTER {event} ON {table} {tables}"
                " FOR EACH STATEMENT EXECUTE FUNCTION opportunities_log_search_change()",
                f"DROP TRIGGER log_{event} ON {table}",
            )


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0004_listing_changes")]

    operations = [
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField(db_index=True)),
                ("opportunity", models.BigIntegerField(null=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SearchSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.CharField(max_length=40)),
                ("position", models.TextField()),
                ("rows", models.PositiveIntegerField()),
                ("built_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(LOG, "DROP FUNCTION opportunities_log_search_change()"),
        *[migrations.RunSQL(make, drop) for make, drop in triggers()],
    ]
