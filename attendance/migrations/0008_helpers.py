import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from seho.accounts.immutability import install_triggers, remove_triggers

CERTIFICATES = "attendance_helpercertificate"
ANNULMENT = ("annulled_at", "annulled_by_id", "annulled_reason")


def install(apps, schema_editor):
    install_triggers(schema_editor.connection, (CERTIFICATES,), mutable=ANNULMENT)


def remove(apps, schema_editor):
    remove_triggers(schema_editor.connection, (CERTIFICATES,))


class Migration(migrations.Migration):
    dependencies = [("attendance", "0007_support"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="HelperCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("VOLUNTEER", "Voluntaria o voluntario"), ("INTERN", "Practicante")],
                        max_length=20,
                        verbose_name="como",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="desde")),
                ("ends_on", models.DateField(verbose_name="hasta")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutos confirmados")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="número")),
                ("label", models.CharField(max_length=80, verbose_name="número completo")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="código de verificación")),
                ("content", models.JSONField()),
                ("path", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("seal", models.CharField(max_length=64)),
                ("issued_on", models.DateField(verbose_name="fecha de emisión")),
                ("issued_at", models.DateTimeField()),
                ("annulled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "annulled_reason",
                    models.CharField(blank=True, max_length=400, verbose_name="motivo de la anulación"),
                ),
                (
                    "annulled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_certificates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_certificates",
                        to="network.seho",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificado",
                "ordering": ["-issued_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("seho", "year", "number"), name="helper_certificate_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="helper_certificate_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("annulled_at", None), ("annulled_by", None), ("annulled_reason", "")),
                            models.Q(
                                ("annulled_at__isnull", False),
                                ("annulled_by__isnull", False),
                                models.Q(("annulled_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="helper_certificate_annulled_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelperEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("held_on", models.DateField(verbose_name="fecha")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="entrada")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="salida")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutos")),
                ("what", models.CharField(blank=True, max_length=200, verbose_name="qué hizo")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helper_entries", to="network.seho"
                    ),
                ),
            ],
            options={
                "verbose_name": "horas anotadas",
                "verbose_name_plural": "horas anotadas",
                "ordering": ["-held_on", "-pk"],
                "indexes": [models.Index(fields=["seho", "helper", "held_on"], name="helper_entry_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 720))), name="helper_entry_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("starts_at", None)),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="helper_entry_leaves_after_entering",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelperTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("what", models.CharField(max_length=200, verbose_name="qué hacer")),
                ("due_on", models.DateField(verbose_name="para el")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="hecha el")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutos")),
                ("word", models.CharField(blank=True, max_length=300, verbose_name="cómo fue")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="encargada por",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_tasks_done",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hecha por",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_tasks",
                        to="patients.episode",
                        verbose_name="estudiante",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="para",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helper_tasks", to="network.seho"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attendance.session",
                        verbose_name="durante la sesión",
                    ),
                ),
            ],
            options={
                "verbose_name": "tarea",
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["seho", "done_on"], name="helper_task_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by", None), ("done_on", None), ("minutes", None), ("session", None)),
                            models.Q(
                                ("cancelled_at", None),
                                ("done_by__isnull", False),
                                ("done_on__isnull", False),
                                ("minutes__range", (1, 480)),
                            ),
                            _connector="OR",
                        ),
                        name="helper_task_done_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at", None), ("cancelled_by", None)),
                            models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="helper_task_cancelled_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelperWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("monday", models.DateField(verbose_name="semana del")),
                ("counted", models.PositiveSmallIntegerField(verbose_name="minutos registrados")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutos confirmados")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="por qué se corrige")),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmó",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helper_weeks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helper_weeks", to="network.seho"
                    ),
                ),
            ],
            options={
                "verbose_name": "semana confirmada",
                "verbose_name_plural": "semanas confirmadas",
                "ordering": ["-monday"],
                "constraints": [
                    models.UniqueConstraint(fields=("seho", "helper", "monday"), name="helper_week_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes", models.F("counted")), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="helper_week_correction_has_reason",
                    ),
                    models.CheckConstraint(condition=models.Q(("minutes__lte", 10080)), name="helper_week_minutes"),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
