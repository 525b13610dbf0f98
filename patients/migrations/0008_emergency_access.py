import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0007_indexes_for_the_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("ARRIVED", "Llegó a nuestro servicio y su traslado aún no está registrado"),
                            ("CARE", "Hay que saber qué tener en cuenta antes de atenderle"),
                            ("FAMILY", "Hay que ubicar a su familia con urgencia"),
                            ("PROTECTION", "Sus derechos pueden estar en riesgo"),
                        ],
                        max_length=12,
                        verbose_name="causa",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="motivo")),
                ("opened_at", models.DateTimeField(verbose_name="abierto")),
                ("expires_at", models.DateTimeField(verbose_name="hasta")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminado")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="revisado")),
                ("review_note", models.CharField(blank=True, max_length=500, verbose_name="qué hizo o a quién avisó")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_accesses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="abierto por",
                    ),
                ),
                (
                    "opened_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.seho",
                        verbose_name="desde el SEHO",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_accesses",
                        to="patients.patient",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revisado por",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_accesses",
                        to="network.seho",
                        verbose_name="SEHO del expediente",
                    ),
                ),
            ],
            options={
                "verbose_name": "expediente abierto por emergencia",
                "verbose_name_plural": "expedientes abiertos por emergencia",
                "ordering": ["-opened_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("reviewed_at", None)), fields=["seho"], name="emergency_to_review"
                    ),
                    models.Index(fields=["opened_from", "opened_at"], name="emergency_from_service"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("opened_at"))),
                        name="emergency_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="emergency_ended_after_it_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("review_note", ""), ("reviewed_at", None), ("reviewed_by", None)),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="emergency_reviewed_paired",
                    ),
                ],
            },
        ),
    ]
