from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0004_places_of_schools_and_hospitals")]

    operations: list[migrations.RunSQL] = []
