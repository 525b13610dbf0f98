from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("convalidation", "0004_life_of_a_paper")]

    operations = [
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["closed_on", "episode", "outcome"], name="return_going_on"),
        ),
    ]
