from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_checks_of_the_days_recorded_before")]

    operations: list[migrations.RunSQL] = []
