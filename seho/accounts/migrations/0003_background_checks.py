from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_logs_are_append_only")]

    operations = []
