from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0004_enrolment_may_be_unknown"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="siagiestatus", name="siagie_confirmed_paired"),
        migrations.AddField(
            model_name="siagiestatus",
            name="confirmed_name",
            field=models.CharField(blank=True, default="", max_length=160, verbose_name="confirmado por, sin cuenta"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="siagiestatus",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("confirmed_by", None), ("confirmed_name", ""), ("confirmed_on", None)),
                    Q(("confirmed_by__isnull", False), ("confirmed_name", ""), ("confirmed_on__isnull", False)),
                    Q(
                        ("confirmed_by", None),
                        ("confirmed_on__isnull", False),
                        Q(("confirmed_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="siagie_confirmed_paired",
            ),
        ),
    ]
