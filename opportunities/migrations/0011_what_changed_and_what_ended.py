from django.db import migrations, models


class Migration(migrations.Migration):
    """Feeds read the last changes, and what has ended last, without reading the rest."""

    dependencies = [("opportunities", "0010_playlists_that_last")]

    operations = [
        migrations.AddIndex(
            "listingchange",
            models.Index(
                fields=["city", "changed_at", "listing"],
                condition=models.Q(is_listed=False) | models.Q(changed_at__gt=models.F("first_at")),
                name="listing_changes_since_it_came",
            ),
        ),
        migrations.AddIndex("searchrow", models.Index(fields=["city", "last_on", "opportunity"], name="search_ended")),
    ]
