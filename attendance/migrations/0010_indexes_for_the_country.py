from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attendance", "0009_load")]

    operations: list[migrations.RunSQL] = []
