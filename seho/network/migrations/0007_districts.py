from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0006_closing")]

    operations: list[migrations.RunSQL] = []
