import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("opportunities", "0001_catalogue")]

    operations = [
        migrations.CreateModel(
            name="MapSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="what is shown")),
                ("html", models.TextField(editable=False)),
                ("taken_at", models.DateTimeField(auto_now=True, verbose_name="taken at")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="opportunities.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "map snapshot",
                "verbose_name_plural": "map snapshots",
                "ordering": ["-taken_at"],
            },
        ),
    ]
