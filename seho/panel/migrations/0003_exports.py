import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0002_saved_views"),
        ("jobs", "0001_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("what", models.CharField(max_length=40, verbose_name="qué")),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("title", models.CharField(max_length=120, verbose_name="título")),
                ("path", models.CharField(blank=True, max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=120, verbose_name="archivo")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="huella SHA-256")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="tamaño")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="filas")),
                ("detail", models.CharField(blank=True, max_length=400)),
                ("posts", models.JSONField(blank=True, default=list)),
                ("seho_ids", models.JSONField(blank=True, default=list)),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="hecho")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="descargado")),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="export", to="jobs.job"
                    ),
                ),
            ],
            options={
                "verbose_name": "archivo pedido",
                "verbose_name_plural": "archivos pedidos",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at", None), ("made_at", None), ("path", ""), ("sha256", "")),
                            models.Q(
                                ("dropped_at", None),
                                ("made_at__isnull", False),
                                models.Q(("path", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("made_at__isnull", False),
                                ("path", ""),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="export_made_has_file",
                    )
                ],
            },
        ),
    ]
