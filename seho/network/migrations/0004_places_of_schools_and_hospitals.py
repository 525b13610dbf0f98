from django.db import migrations, models


def place(name: str) -> models.DecimalField:
    return models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name=name)


class Migration(migrations.Migration):
    dependencies = [("network", "0003_words_of_hospitals")]

    operations = [
        migrations.AddField("hospital", "latitude", place("latitud")),
        migrations.AddField("hospital", "longitude", place("longitud")),
        migrations.AddField("school", "latitude", place("latitud")),
        migrations.AddField("school", "longitude", place("longitud")),
    ]
