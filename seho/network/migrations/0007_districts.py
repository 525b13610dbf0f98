import django.core.validators
from django.db import migrations, models

_INEI = django.core.validators.RegexValidator("\\A[0-9]{6}\\Z", "Escriba los 6 dígitos del ubigeo del INEI.")
_OTHER = django.core.validators.RegexValidator(
    "\\A[0-9]{6}\\Z", "Escriba los 6 dígitos del código del distrito, con sus ceros."
)


class Migration(migrations.Migration):
    dependencies = [("network", "0006_closing")]

    operations = [
        migrations.CreateModel(
            name="District",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inei", models.CharField(max_length=6, unique=True, validators=[_INEI], verbose_name="código INEI")),
                (
                    "reniec",
                    models.CharField(blank=True, max_length=6, validators=[_OTHER], verbose_name="código RENIEC"),
                ),
                (
                    "sunat",
                    models.CharField(blank=True, max_length=6, validators=[_OTHER], verbose_name="código SUNAT"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="distrito")),
                ("province", models.CharField(blank=True, max_length=60, verbose_name="provincia")),
                ("department", models.CharField(blank=True, max_length=60, verbose_name="departamento")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitud"),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitud"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="vigente")),
                ("search_text", models.CharField(default="", editable=False, max_length=700)),
            ],
            options={"verbose_name": "distrito", "verbose_name_plural": "distritos", "ordering": ["inei"]},
        ),
    ]
