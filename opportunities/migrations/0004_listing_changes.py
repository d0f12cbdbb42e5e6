import django.db.models.deletion
from django.db import migrations, models

# What is deleted is told by the database, whoever deletes it: an import, a screen, or a statement typed by hand.
TELL_DELETIONS = """
CREATE FUNCTION opportunities_tell_deletions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE opportunities_listingchange AS change SET is_listed = FALSE, changed_at = clock_timestamp()
    FROM gone WHERE change.listing = gone.id AND change.is_listed;
    RETURN NULL;
END $$;
CREATE TRIGGER opportunities_tell_deletions AFTER DELETE ON opportunities_opportunity
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION opportunities_tell_deletions();
"""
STOP_TELLING = """
DROP TRIGGER opportunities_tell_deletions ON opportunities_opportunity;
DROP FUNCTION opportunities_tell_deletions();
"""
# What was listed before anybody kept a record last changed when its row did; the first refresh takes its fingerprint.
BEGIN_THE_RECORD = """
INSERT INTO opportunities_listingchange (listing, city_id, first_at, changed_at, is_listed, digest)
SELECT id, city_id, GREATEST(published_at, updated_at), GREATEST(published_at, updated_at), TRUE, ''
FROM opportunities_opportunity WHERE status = 'published';
"""


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0003_groups_awards_and_playlists")]

    operations = [
        migrations.CreateModel(
            name="ListingChange",
            fields=[
                ("listing", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("is_listed", models.BooleanField(default=True)),
                ("digest", models.CharField(max_length=32)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="opportunities.city"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["city", "changed_at", "listing"], name="listing_changes_in_order")],
            },
        ),
        migrations.RunSQL(TELL_DELETIONS, STOP_TELLING),
        migrations.RunSQL(BEGIN_THE_RECORD, migrations.RunSQL.noop),
    ]
