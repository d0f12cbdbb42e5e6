import re

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_pages_of_cities")]

    operations = [
        migrations.RemoveField(model_name="citydesk", name="accent_dark"),
        migrations.AlterField(
            model_name="citydesk",
            name="accent",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        re.compile("\\A#[0-9a-f]{6}\\Z"), "Write the colour as #rrggbb, e.g. #0b6e69.", "colour"
                    )
                ],
                verbose_name="colour",
            ),
        ),
    ]
