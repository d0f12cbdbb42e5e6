from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("geodata", "0003_timetables"),
    ]

    operations = [
        migrations.AddField(
            model_name="timetable",
            name="is_invented",
            field=models.BooleanField(default=False, verbose_name="invented"),
        ),
    ]
