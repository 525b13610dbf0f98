from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0003_births_are_searched"),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="is_enrolled",
            field=models.BooleanField(blank=True, null=True, verbose_name="está matriculado"),
        ),
    ]
