import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0008_helpers")]

    operations = [
        migrations.CreateModel(
            name="EntryTime",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SESSION", "Sesión"),
                            ("EVALUATION", "Evaluación de un periodo"),
                            ("WORK", "Trabajo del portafolio"),
                            ("REGISTRATION", "Registro de una o un estudiante"),
                            ("PACKET", "Emisión de documentos"),
                        ],
                        max_length=12,
                        verbose_name="registro",
                    ),
                ),
                ("week", models.DateField(verbose_name="lunes de la semana")),
                ("seconds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="segundos")),
                ("same_day", models.BooleanField(blank=True, null=True, verbose_name="el mismo día")),
                (
                    "seho",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.seho"),
                ),
            ],
            options={
                "verbose_name": "tiempo de un registro",
                "verbose_name_plural": "tiempos de los registros",
                "ordering": ["-week"],
                "indexes": [models.Index(fields=["seho", "week"], name="entry_time_of_a_week")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seconds", None), ("seconds__lte", 1800), _connector="OR"),
                        name="entry_time_sensible",
                    )
                ],
            },
        ),
    ]
