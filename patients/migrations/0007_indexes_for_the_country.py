from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_daily_list")]

    operations: list[migrations.RunSQL] = []
