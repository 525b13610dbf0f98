from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("convalidation", "0004_life_of_a_paper")]

    operations: list[migrations.RunSQL] = []
