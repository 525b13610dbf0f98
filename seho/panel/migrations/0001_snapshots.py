import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_jobs")]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_kind", models.CharField(max_length=4)),
                ("scope_pk", models.PositiveBigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("period_key", models.CharField(max_length=20)),
                ("seho_ids", models.JSONField(blank=True, default=list)),
                ("figures", models.JSONField(blank=True, null=True)),
                ("before", models.JSONField(blank=True, null=True)),
                ("signs", models.JSONField(blank=True, default=list)),
                ("as_of", models.DateField(verbose_name="al día")),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="calculado")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "cifras guardadas",
                "verbose_name_plural": "cifras guardadas",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope_kind", "scope_pk", "starts_on", "ends_on", "period_key"),
                        name="panel_snapshot_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="panel_snapshot_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("computed_at", None), ("figures__isnull", True)),
                            models.Q(("computed_at__isnull", False), ("figures__isnull", False)),
                            _connector="OR",
                        ),
                        name="panel_snapshot_computed_paired",
                    ),
                ],
            },
        ),
    ]
