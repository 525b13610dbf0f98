import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0002_works_say_whether_they_show_the_pupil"),
        ("network", "0003_words_of_hospitals"),
        ("patients", "0005_confirmed_without_an_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Precaution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("GOWN", "Bata y mascarilla"),
                            ("HANDS", "Manos y material limpios"),
                            ("ASK", "Preguntar antes de entrar"),
                            ("ONE_HAND", "Usa una sola mano"),
                            ("TIRES", "Se cansa pronto"),
                            ("IN_BED", "No se levanta de la cama"),
                            ("SIGHT", "Ve poco"),
                            ("HEARING", "Oye poco"),
                            ("SPEECH", "No habla por ahora"),
                            ("QUIET", "Necesita silencio"),
                            ("EQUIPMENT", "No tocar los equipos"),
                            ("NO_FOOD", "Sin alimentos"),
                        ],
                        max_length=12,
                        verbose_name="precaución",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="hasta")),
                ("noted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="precautions",
                        to="patients.episode",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "precaución",
                "verbose_name_plural": "precauciones",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("episode", "kind"), name="precaution_once")],
            },
        ),
        migrations.CreateModel(
            name="RoundStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=80, verbose_name="sala o espacio")),
                ("order", models.PositiveSmallIntegerField(verbose_name="orden")),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="round_stops", to="network.seho"
                    ),
                ),
            ],
            options={
                "verbose_name": "parada del recorrido",
                "verbose_name_plural": "paradas del recorrido",
                "ordering": ["seho_id", "order", "pk"],
                "constraints": [models.UniqueConstraint(fields=("seho", "key"), name="round_stop_once")],
            },
        ),
    ]
