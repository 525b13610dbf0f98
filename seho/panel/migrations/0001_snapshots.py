from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations: list[migrations.RunSQL] = []
