import uuid

import django.db.models.deletion
import seho.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0006_portfolio"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SupportContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "held_with",
                    models.CharField(
                        choices=[("FAMILY", "Con la familia"), ("TEAM", "Con el equipo"), ("SCHOOL", "Con la IE")],
                        max_length=10,
                        verbose_name="con quién",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="fecha")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutos")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("WELCOME", "Acogida y primer contacto"),
                            ("ROUTINE", "Rutina y acompañamiento en el estudio"),
                            ("MOTIVATION", "Ánimo y motivación para aprender"),
                            ("BELONGING", "Vínculo con su IE y sus compañeras y compañeros"),
                            ("PLANNING", "Planificación y evaluación con docentes"),
                            ("RETURN", "Preparación del retorno"),
                            ("CARE", "Cuidado del equipo"),
                            ("OTHER", "Otro tema"),
                        ],
                        max_length=12,
                        verbose_name="tema",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="acuerdos o lo conversado")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pupils",
                    models.ManyToManyField(
                        blank=True, related_name="support_contacts", to="patients.episode", verbose_name="estudiantes"
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="support_contacts", to="network.seho"
                    ),
                ),
            ],
            options={
                "verbose_name": "trabajo de soporte",
                "verbose_name_plural": "trabajos de soporte",
                "ordering": ["-held_on", "-pk"],
                "indexes": [models.Index(fields=["seho", "held_on"], name="support_contact_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 480))), name="support_contact_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at", None), ("cancelled_by", None)),
                            models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_contact_cancelled_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WellBeing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField(verbose_name="fecha")),
                (
                    "before",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Muy mal"), (2, "Mal"), (3, "Más o menos"), (4, "Bien"), (5, "Muy bien")],
                        null=True,
                        verbose_name="antes",
                    ),
                ),
                (
                    "after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Muy mal"), (2, "Mal"), (3, "Más o menos"), (4, "Bien"), (5, "Muy bien")],
                        null=True,
                        verbose_name="después",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="well_being", to="patients.episode"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="well_being",
                        to="attendance.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "cómo se siente",
                "verbose_name_plural": "cómo se siente",
                "ordering": ["asked_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("session__isnull", False)),
                        fields=("session", "episode"),
                        name="well_being_once_a_session",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before", None), ("before__range", (1, 5)), _connector="OR"),
                            models.Q(("after", None), ("after__range", (1, 5)), _connector="OR"),
                        ),
                        name="well_being_five_faces",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                        name="well_being_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="aspecto socioemocional")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_reports",
                        to="patients.episode",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curriculum.period",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "aspecto socioemocional",
                "ordering": ["period__starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("period__isnull", False)),
                        fields=("episode", "period"),
                        name="support_report_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("period", None)),
                        fields=("episode",),
                        name="support_report_once_without_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("noted_on", models.DateField(verbose_name="fecha")),
                ("text", seho.crypto.EncryptedTextField(max_length=4000, verbose_name="nota")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                        verbose_name="estudiante",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.seho"),
                ),
            ],
            options={
                "verbose_name": "nota privada",
                "verbose_name_plural": "notas privadas",
                "ordering": ["-noted_on", "-pk"],
                "indexes": [models.Index(fields=["author", "patient"], name="private_note_of_author")],
            },
        ),
    ]
