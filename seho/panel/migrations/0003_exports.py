from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("panel", "0002_saved_views")]

    operations: list[migrations.RunSQL] = []
