from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("convalidation", "0005_what_goes_on_is_few")]

    operations = [
        migrations.AddIndex(
            model_name="packet",
            index=models.Index(fields=["-issued_at", "-id"], name="packet_last_issued"),
        ),
        migrations.AddIndex(
            model_name="packet",
            index=models.Index(
                fields=["episode", "purpose", "ends_on", "issued_at", "annulled_at", "state", "band", "id"],
                name="packet_of_episode",
            ),
        ),
    ]
