from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attendance", "0007_support")]

    operations = []
