from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("panel", "0001_snapshots")]

    operations: list[migrations.RunSQL] = []
