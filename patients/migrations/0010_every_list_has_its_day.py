from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_day_of_the_list")]

    operations = [
        migrations.AlterField("hospitallist", "listed_on", models.DateField(verbose_name="lista del")),
    ]
