import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DUTIES = [("NONE", "A criterio"), ("RECOMMENDED", "Recomendada"), ("REQUIRED", "Necesaria")]
LEVELS = [
    ("AD", "AD – Logro destacado"),
    ("A", "A – Logro esperado"),
    ("B", "B – En proceso"),
    ("C", "C – En inicio"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0004_plans"),
        ("curriculum", "0001_levels_competencies_and_calendars"),
        ("network", "0001_offices_hospitals_schools_and_services"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("school_level", models.CharField(max_length=20, verbose_name="nivel educativo")),
                ("for_ad", models.CharField(choices=DUTIES, max_length=11, verbose_name="para AD")),
                ("for_a", models.CharField(choices=DUTIES, max_length=11, verbose_name="para A")),
                ("for_b", models.CharField(choices=DUTIES, max_length=11, verbose_name="para B")),
                ("for_c", models.CharField(choices=DUTIES, max_length=11, verbose_name="para C")),
                (
                    "prints_level",
                    models.BooleanField(default=True, verbose_name="el informe lleva el nivel de logro"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluation_rules",
                        to="network.seho",
                    ),
                ),
            ],
            options={
                "verbose_name": "regla de la evaluación",
                "verbose_name_plural": "reglas de la evaluación",
                "ordering": ["seho", "school_level"],
                "constraints": [
                    models.UniqueConstraint(fields=("seho", "school_level"), name="evaluation_rule_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("seho", None)),
                        fields=("school_level",),
                        name="evaluation_rule_national_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(choices=LEVELS, max_length=2, verbose_name="nivel de logro")),
                ("text", models.CharField(max_length=400, verbose_name="frase")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="curriculum.competency",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.seho",
                    ),
                ),
            ],
            options={
                "verbose_name": "frase",
                "ordering": ["competency__number", "level", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner__isnull", False), ("seho", None)),
                            models.Q(("owner", None), ("seho__isnull", False)),
                            _connector="OR",
                        ),
                        name="phrase_of_a_team_or_a_person",
                    ),
                    models.UniqueConstraint(
                        fields=("seho", "competency", "level", "text"), name="phrase_once_in_a_team"
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "competency", "level", "text"), name="phrase_once_of_a_person"
                    ),
                ],
            },
        ),
    ]
