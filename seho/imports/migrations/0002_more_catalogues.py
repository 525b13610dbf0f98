from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_imports_of_catalogues")]

    operations: list[migrations.RunSQL] = []
