from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_checks_of_the_days_recorded_before")]

    operations = [
        migrations.AlterField(
            model_name="accessevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("HEALTH", "Dato de salud"),
                    ("PRIVATE_NOTE", "Nota reservada"),
                    ("FILE", "Archivo"),
                    ("PAPER", "Documento emitido"),
                    ("EXPORT", "Exportación"),
                    ("EMERGENCY", "Emergencia"),
                ],
                max_length=20,
                verbose_name="qué se leyó",
            ),
        ),
    ]
