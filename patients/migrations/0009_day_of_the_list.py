from django.db import migrations, models


def of_the_day_they_came(apps, schema_editor):
    apps.get_model("patients", "HospitalList").objects.update(listed_on=models.F("received_on"))


class Migration(migrations.Migration):
    """Lists that came before are of the day on which they came."""

    dependencies = [("patients", "0008_emergency_access")]

    operations = [
        migrations.AddField("hospitallist", "listed_on", models.DateField(null=True, verbose_name="lista del")),
        migrations.RunPython(of_the_day_they_came, migrations.RunPython.noop, elidable=True),
    ]
