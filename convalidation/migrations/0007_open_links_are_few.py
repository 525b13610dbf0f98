from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("convalidation", "0006_packets_are_counted_from_an_index")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["expires_on"], condition=Q(revoked_at=None), name="delivery_open"),
        ),
    ]
