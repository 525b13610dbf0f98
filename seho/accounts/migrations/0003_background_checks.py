import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_logs_are_append_only")]

    operations = [
        migrations.CreateModel(
            name="BackgroundCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "law",
                    models.CharField(
                        choices=[("L29988", "Ley 29988"), ("L30794", "Ley 30794"), ("L30901", "Ley 30901")],
                        max_length=10,
                        verbose_name="ley",
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="verificado el")),
                ("valid_until", models.DateField(verbose_name="vale hasta")),
                (
                    "note",
                    models.CharField(blank=True, max_length=200, verbose_name="constancia o documento revisado"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="registrado el"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200, verbose_name="motivo")),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verificado por",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="accounts.membership",
                        verbose_name="rol",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "verificación de antecedentes",
                "verbose_name_plural": "verificaciones de antecedentes",
                "ordering": ("-checked_on", "-pk"),
                "indexes": [models.Index(fields=["membership", "law", "valid_until"], name="accounts_check_term")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("checked_on"))),
                        name="accounts_check_ends_after_start",
                        violation_error_message="Una verificación no puede vencer antes del día en que se hizo.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_check_withdrawn_paired",
                    ),
                ],
            },
        ),
    ]
