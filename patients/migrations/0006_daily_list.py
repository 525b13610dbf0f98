from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_confirmed_without_an_account")]

    operations: list[migrations.RunSQL] = []
