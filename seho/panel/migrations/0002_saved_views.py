import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0001_snapshots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("panel:dashboard", "Tablero"),
                            ("patients:list", "Estudiantes"),
                            ("attendance:sessions", "Sesiones"),
                            ("convalidation:list", "Documentos"),
                            ("convalidation:returns", "Retorno"),
                        ],
                        max_length=40,
                        verbose_name="página",
                    ),
                ),
                ("query", models.CharField(blank=True, max_length=400, verbose_name="filtros")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                (
                    "shared_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seho", "El equipo del SEHO"),
                            ("ugel", "La UGEL"),
                            ("region", "La DRE o GRE"),
                            ("pais", "El Minedu"),
                        ],
                        max_length=6,
                        verbose_name="compartida con",
                    ),
                ),
                ("shared_unit_id", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="guardada el"),
                ),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="quitada el")),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="de",
                    ),
                ),
            ],
            options={
                "verbose_name": "vista guardada",
                "verbose_name_plural": "vistas guardadas",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shared_kind__in", ["", "pais"]), ("shared_unit_id", None)),
                            models.Q(
                                ("shared_kind__in", ["seho", "ugel", "region"]), ("shared_unit_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="panel_savedview_shared_unit",
                    )
                ],
            },
        ),
    ]
