from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0009_load")]

    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["held_on", "id"], name="session_by_day"),
        ),
    ]
