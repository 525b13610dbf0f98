import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_founding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("PURPOSE", "Incumplimiento de su finalidad o de sus metas de atención (art. 34.a)"),
                            ("CONDITIONS", "Pérdida de las condiciones básicas para su funcionamiento (art. 34.b)"),
                            ("NEEDS", "Modificación de las necesidades de atención educativa (art. 34.c)"),
                            ("EXPIRED", "Vencimiento del convenio (art. 33.3)"),
                            ("TERMINATED", "Resolución del convenio por las partes que lo firmaron (art. 33.3)"),
                        ],
                        max_length=10,
                        verbose_name="criterio",
                    ),
                ),
                ("motive", models.CharField(max_length=300, verbose_name="motivo del cierre")),
                ("opened_on", models.DateField(verbose_name="iniciado el")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="dejado sin efecto el")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
            ],
            options={
                "verbose_name": "cierre del servicio",
                "verbose_name_plural": "cierres de servicios",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosingAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("TOLD", "Comunicación a la DRE"),
                            ("ASKED", "Solicitud de opinión"),
                            ("FORWARDED", "Traslado al Minedu"),
                            ("OPINION", "Opinión favorable"),
                            ("RESOLUTION", "Resolución de cierre"),
                            ("CODE_ASKED", "Solicitud de anulación"),
                            ("ANNULLED", "Código anulado"),
                            ("INVENTORY", "Inventario"),
                            ("AGREEMENT", "Convenio"),
                        ],
                        max_length=10,
                        verbose_name="paso",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="fecha")),
                ("document", models.CharField(max_length=80, verbose_name="documento")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="nota")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("FAVOURABLE", "Favorable"), ("OBSERVED", "Con observaciones")],
                        max_length=10,
                        verbose_name="opinión",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VOID", "Queda sin efecto"),
                            ("ADDENDUM", "Adenda que excluye al servicio; sigue para otros establecimientos"),
                        ],
                        max_length=8,
                        verbose_name="qué pasa con el convenio",
                    ),
                ),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="network.closing",
                        verbose_name="cierre",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="archivo",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paso del cierre",
                "verbose_name_plural": "pasos del cierre",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on", None)),
                fields=("seho",),
                name="network_closing_one",
                violation_error_message="El cierre de este servicio ya está iniciado.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closingact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "OPINION"), models.Q(("verdict", ""), _negated=True)),
                    models.Q(models.Q(("step", "OPINION"), _negated=True), ("verdict", "")),
                    _connector="OR",
                ),
                name="network_closing_opinion_has_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="closingact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "AGREEMENT"), models.Q(("outcome", ""), _negated=True)),
                    models.Q(models.Q(("step", "AGREEMENT"), _negated=True), ("outcome", "")),
                    _connector="OR",
                ),
                name="network_closing_agreement_has_outcome",
            ),
        ),
    ]
