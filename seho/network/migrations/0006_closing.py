from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0005_founding")]

    operations: list[migrations.RunSQL] = []
