import django.db.models.deletion
from django.db import migrations, models


def photo() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="wagtailimages.image",
        verbose_name="own picture",
    )


class Migration(migrations.Migration):
    """Playlists and their stops may have a picture of their own."""

    dependencies = [("opportunities", "0012_edition"), ("wagtailimages", "0027_image_description")]

    operations = [
        migrations.AddField("playlist", "photo", photo()),
        migrations.AddField("playliststop", "photo", photo()),
    ]
