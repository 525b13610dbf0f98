from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_imports_of_catalogues")]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="catalogue",
            field=models.CharField(
                choices=[
                    ("SCHOOLS", "Instituciones educativas (padrón de ESCALE)"),
                    ("HOSPITALS", "Establecimientos de salud (RENIPRESS)"),
                    ("DISTRICTS", "Distritos (ubigeo de INEI, RENIEC y SUNAT)"),
                    ("CALENDARS", "Calendarios escolares y sus periodos"),
                    ("COMPETENCIES", "Competencias y capacidades del CNEB"),
                ],
                max_length=12,
                verbose_name="catálogo",
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="kept",
            field=models.PositiveIntegerField(default=0, verbose_name="quedaron como estaban"),
        ),
    ]
