from django.db import migrations

from seho.accounts.immutability import install_on_logs, remove_from_logs


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_memberships_and_logs")]

    operations = [migrations.RunPython(install_on_logs, remove_from_logs)]
