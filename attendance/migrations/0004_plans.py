import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0003_rounds"),
        ("curriculum", "0001_levels_competencies_and_calendars"),
        ("network", "0003_words_of_hospitals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("code", models.SlugField(blank=True, help_text="de las que trae el programa", max_length=40)),
                ("is_shared", models.BooleanField(default=False, verbose_name="compartir con los demás servicios")),
                ("title", models.CharField(max_length=120, verbose_name="título")),
                ("steps", models.TextField(max_length=2000, verbose_name="qué se hace")),
                ("materials", models.CharField(blank=True, max_length=300, verbose_name="materiales")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutos",
                    ),
                ),
                ("for_short_stay", models.BooleanField(default=False, verbose_name="para estancia corta")),
                ("is_playful", models.BooleanField(default=False, verbose_name="lúdica")),
                ("search_text", models.CharField(editable=False, max_length=2500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "actividad",
                "verbose_name_plural": "actividades",
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "verbose_name": "actividad del plan",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanAdaptation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("C_SHORT", "Sesiones breves, con pausas"),
                            ("C_ESSENTIAL", "Menos actividades: las esenciales de cada competencia"),
                            ("C_LARGE", "Material con letra grande o mayor contraste"),
                            ("C_ONE_HAND", "Actividades con una sola mano"),
                            ("C_IN_BED", "Actividades que se hacen en la cama"),
                            ("C_PLAY", "Propuestas lúdicas"),
                            ("C_CONCRETE", "Material concreto para manipular"),
                            ("C_EARLIER", "Desempeños de un grado anterior como punto de partida"),
                            ("C_VISUAL", "Imágenes, pictogramas u organizadores"),
                            ("C_READ_ALOUD", "Textos leídos en voz alta o en audio"),
                            ("C_ORAL", "Indicaciones orales, paso a paso"),
                            ("C_LITTLE_WRITING", "Poca escritura: dicta, señala o marca"),
                            ("C_DEVICE", "Tableta o computadora"),
                            ("C_LANGUAGE", "Explicación en su lengua materna"),
                            ("C_SIGNS", "Lengua de señas peruana"),
                            ("E_ORAL", "Responde de manera oral"),
                            ("E_TIME", "Más tiempo"),
                            ("E_PARTS", "Por partes, en varios días"),
                            ("E_MOMENT", "En el momento del día en que se siente mejor"),
                            ("E_FEWER", "Menos preguntas por competencia"),
                            ("E_WORKS", "Con las producciones de su portafolio"),
                            ("E_OBSERVED", "Por observación durante la sesión"),
                            ("E_MARK", "Marca o señala en lugar de escribir"),
                            ("E_DICTATED", "Dicta y otra persona escribe"),
                            ("E_LARGE", "Con letra grande o leída en voz alta"),
                            ("E_DEVICE", "Con tableta, audio o foto"),
                            ("E_LANGUAGE", "Puede responder en su lengua materna"),
                        ],
                        max_length=20,
                        verbose_name="adaptación",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="detalle")),
            ],
            options={
                "verbose_name": "adaptación",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("GOALS", "Propósitos y competencias"),
                            ("ADAPT", "Adaptaciones"),
                            ("SUPPORT", "Soporte socioemocional"),
                            ("SCHOOL", "Coordinación con la IE"),
                            ("WHOLE", "El plan en conjunto"),
                        ],
                        default="WHOLE",
                        max_length=7,
                        verbose_name="sobre",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="comentario")),
                ("made_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="respuesta")),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "comentario al plan",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanContribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("TEACHER", "Docente del SEHO"),
                            ("PSYCHO", "Psicóloga o psicólogo"),
                            ("SCHOOL", "Docente de la IE"),
                        ],
                        max_length=7,
                        verbose_name="parte",
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("written_version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "aporte al plan",
            },
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reviewed_on", models.DateField(verbose_name="revisado el")),
                ("note", models.CharField(max_length=300, verbose_name="por qué sigue igual")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "revisión del plan",
                "ordering": ["-reviewed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("is_shared", models.BooleanField(default=False, verbose_name="compartir con los demás servicios")),
                ("title", models.CharField(max_length=120, verbose_name="nombre de la plantilla")),
                (
                    "kind",
                    models.CharField(
                        choices=[("SHORT", "Plan breve"), ("FULL", "Plan completo")],
                        max_length=5,
                        verbose_name="extensión",
                    ),
                ),
                ("cycle", models.CharField(blank=True, max_length=20, verbose_name="ciclo")),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("uses", models.PositiveIntegerField(default=0, verbose_name="planes que empezaron con ella")),
            ],
            options={
                "verbose_name": "plantilla de plan",
                "verbose_name_plural": "plantillas de plan",
                "ordering": ["title", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="planversion",
            name="plan_one_draft",
        ),
        migrations.AddField(
            model_name="planversion",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planversion",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="kind",
            field=models.CharField(
                choices=[("SHORT", "Plan breve"), ("FULL", "Plan completo")],
                default="FULL",
                max_length=5,
                verbose_name="extensión",
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="language_support",
            field=models.CharField(blank=True, max_length=300, verbose_name="cómo se atiende su lengua"),
        ),
        migrations.AddField(
            model_name="planversion",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planversion",
            name="sent_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="special_needs_support",
            field=models.TextField(
                blank=True, max_length=1000, verbose_name="cómo responde el plan a los apoyos que necesita"
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="teaching_language",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curriculum.mothertongue",
                verbose_name="lengua en la que se le enseña",
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="wishes",
            field=models.TextField(
                blank=True, max_length=1000, verbose_name="lo que la o el estudiante quiere aprender"
            ),
        ),
        migrations.AlterField(
            model_name="planversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAFT", "En elaboración"),
                    ("SENT", "Por aprobar"),
                    ("RETURNED", "Devuelto con comentarios"),
                    ("IN_FORCE", "Vigente"),
                    ("SUPERSEDED", "Reemplazado"),
                ],
                default="DRAFT",
                max_length=10,
                verbose_name="estado",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="competencies",
            field=models.ManyToManyField(related_name="+", to="curriculum.competency", verbose_name="competencias"),
        ),
        migrations.AddField(
            model_name="activity",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="grades",
            field=models.ManyToManyField(related_name="+", to="curriculum.schoolgrade", verbose_name="grados"),
        ),
        migrations.AddField(
            model_name="activity",
            name="seho",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="network.seho",
            ),
        ),
        migrations.AddField(
            model_name="planactivity",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan_uses", to="attendance.activity"
            ),
        ),
        migrations.AddField(
            model_name="planactivity",
            name="plan_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planned_activities",
                to="attendance.planversion",
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="activities",
            field=models.ManyToManyField(related_name="+", through="attendance.PlanActivity", to="attendance.activity"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("DRAFT", "SENT", "RETURNED"))), fields=("plan",), name="plan_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("sent_by", None)),
                    models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_sent_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_approved_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "SENT"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="plan_waiting_was_sent",
            ),
        ),
        migrations.AddField(
            model_name="planadaptation",
            name="plan_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="adaptations", to="attendance.planversion"
            ),
        ),
        migrations.AddField(
            model_name="plancomment",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="plancomment",
            name="plan_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="attendance.planversion"
            ),
        ),
        migrations.AddField(
            model_name="plancomment",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plancontribution",
            name="plan_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contributions", to="attendance.planversion"
            ),
        ),
        migrations.AddField(
            model_name="plancontribution",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planreview",
            name="plan_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="attendance.planversion"
            ),
        ),
        migrations.AddField(
            model_name="planreview",
            name="reviewed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="plantemplate",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="plantemplate",
            name="level",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="curriculum.level",
                verbose_name="nivel",
            ),
        ),
        migrations.AddField(
            model_name="plantemplate",
            name="seho",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan_templates", to="network.seho"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="activity_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_shared", True), ("seho", None)),
                    models.Q(("code", ""), ("created_by__isnull", False), ("seho__isnull", False)),
                    _connector="OR",
                ),
                name="activity_of_program_or_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="planactivity",
            constraint=models.UniqueConstraint(fields=("plan_version", "activity"), name="plan_activity_once"),
        ),
        migrations.AddConstraint(
            model_name="planadaptation",
            constraint=models.UniqueConstraint(fields=("plan_version", "code"), name="plan_adaptation_once"),
        ),
        migrations.AddConstraint(
            model_name="plancomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_comment_resolved_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="plancontribution",
            constraint=models.UniqueConstraint(fields=("plan_version", "part"), name="plan_contribution_once"),
        ),
        migrations.AddConstraint(
            model_name="planreview",
            constraint=models.UniqueConstraint(fields=("plan_version", "reviewed_on"), name="plan_review_once_a_day"),
        ),
    ]
