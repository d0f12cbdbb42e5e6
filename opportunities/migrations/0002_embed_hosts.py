import django.contrib.postgres.fields
from django.db import migrations, models

import opportunities.models.hosts


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0001_catalogue")]

    operations = [
        migrations.AddField(
            model_name="city",
            name="embed_hosts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=260, validators=[opportunities.models.hosts.a_host]),
                blank=True,
                default=list,
                help_text="Names of hosts, separated by commas: www.library.lt, *.schools.lt",
                size=None,
                verbose_name="sites that may show this city inside their pages",
            ),
        ),
    ]
