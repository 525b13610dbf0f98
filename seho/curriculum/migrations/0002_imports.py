from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_levels_competencies_and_calendars")]

    operations: list[migrations.RunSQL] = []
