from importlib import import_module

from django.db import migrations, models

words = import_module("patients.migrations.0007_indexes_for_the_country")


class Migration(migrations.Migration):
    """The times in a service are read from an index; the names are searched among them, no longer in the country."""

    dependencies = [("patients", "0010_every_list_has_its_day")]

    operations = [
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(
                fields=["seho", "patient", "starts_on", "ends_on", "setting", "end_reason", "id"],
                name="episode_of_seho",
            ),
        ),
        migrations.RunPython(words.drop, words.create),
    ]
