from django.db import migrations, models


def take_over(apps, schema_editor):
    """The signs that were kept with the figures of each period that went on: the last of each scope."""
    snapshots = apps.get_model("panel", "Snapshot").objects.filter(
        computed_at__isnull=False, starts_on__lte=models.F("as_of"), ends_on__gte=models.F("as_of")
    )
    KeptSigns = apps.get_model("panel", "KeptSigns")
    last = {(row.scope_kind, row.scope_pk): row for row in snapshots.order_by("computed_at").defer("figures", "before")}
    KeptSigns.objects.bulk_create(
        KeptSigns(
            scope_kind=kind, scope_pk=pk, seho_ids=row.seho_ids, as_of=row.as_of, computed_at=row.computed_at,
            signs=row.signs,
        )
        for (kind, pk), row in last.items()
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("panel", "0003_exports")]

    operations = [
        migrations.CreateModel(
            name="KeptSigns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_kind", models.CharField(max_length=4)),
                ("scope_pk", models.PositiveBigIntegerField()),
                ("seho_ids", models.JSONField(blank=True, default=list)),
                ("as_of", models.DateField(verbose_name="al día")),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="calculado")),
                ("acts", models.PositiveIntegerField(default=0, verbose_name="actos conocidos")),
                ("signs", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "señales guardadas",
                "verbose_name_plural": "señales guardadas",
                "constraints": [
                    models.UniqueConstraint(fields=("scope_kind", "scope_pk"), name="panel_signs_once"),
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField("snapshot", "signs"),
        migrations.AddField("snapshot", "acts", models.PositiveIntegerField(default=0, verbose_name="actos conocidos")),
    ]
