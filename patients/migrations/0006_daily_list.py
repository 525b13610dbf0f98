import django.db.models.deletion
import seho.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_places_of_schools_and_hospitals"),
        ("patients", "0005_confirmed_without_an_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="channel",
            field=models.CharField(
                choices=[
                    ("WARD_SEARCH", "Búsqueda del equipo en el establecimiento"),
                    ("FOCAL_POINT", "Aviso del punto focal"),
                    ("FAMILY", "Solicitud de la familia"),
                    ("SCHOOL", "Aviso de la institución educativa"),
                    ("UGEL", "Aviso de la UGEL"),
                    ("OTHER_SEHO", "Traslado de otro SEHO"),
                    ("DAILY_LIST", "Lista diaria del establecimiento"),
                ],
                max_length=12,
                verbose_name="cómo se identificó",
            ),
        ),
        migrations.CreateModel(
            name="HospitalList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("COLUMNS", "Falta decir qué trae cada columna"), ("READ", "Leída")],
                        max_length=8,
                        verbose_name="estado",
                    ),
                ),
                ("layout", models.CharField(max_length=80, verbose_name="formato")),
                ("sha256", models.CharField(max_length=64)),
                ("is_whole", models.BooleanField(verbose_name="trae a todas las personas hospitalizadas")),
                ("pending", seho.crypto.EncryptedTextField(blank=True, default=None, max_length=4000000, null=True)),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="filas")),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("doubt", models.CharField(blank=True, max_length=300)),
                ("received_on", models.DateField(verbose_name="recibida")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="daily_lists", to="network.hospital"
                    ),
                ),
            ],
            options={
                "verbose_name": "lista diaria del establecimiento",
                "verbose_name_plural": "listas diarias del establecimiento",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ListColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signature", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="list_columns", to="network.hospital"
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "columnas de la lista del hospital",
            },
        ),
        migrations.CreateModel(
            name="ListProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REFERRAL", "Posibles estudiantes"),
                            ("ADMISSION", "Volvieron a hospitalizarse"),
                            ("MOVE", "Cambiaron de sala o de cama"),
                            ("DISCHARGE", "Con alta según la lista"),
                            ("ABSENCE", "Ya no figuran en la lista"),
                        ],
                        max_length=10,
                        verbose_name="propuesta",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("WAITING", "Por responder"), ("ACCEPTED", "Aceptada"), ("DISMISSED", "Descartada")],
                        default="WAITING",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("read", seho.crypto.EncryptedTextField(blank=True, default="", max_length=4000)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="por comprobar")),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="fecha que dice la lista")),
                ("document_key", models.CharField(blank=True, max_length=40)),
                ("name_key", models.CharField(blank=True, max_length=40)),
                ("proposed_on", models.DateField(verbose_name="propuesta desde")),
                ("seen_on", models.DateField(verbose_name="última lista que lo dice")),
                (
                    "dismiss_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WRONG", "El dato de la lista no es correcto"),
                            ("KNOWN", "Ya está registrado o ya tiene aviso"),
                            ("FINISHED", "Ya terminó la educación básica"),
                            ("ELSEWHERE", "Le corresponde a otro servicio"),
                            ("OTHER", "Otro motivo"),
                        ],
                        max_length=10,
                        verbose_name="motivo",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="patients.referral",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="patients.hospitallist",
                    ),
                ),
            ],
            options={
                "verbose_name": "propuesta de la lista diaria",
                "verbose_name_plural": "propuestas de la lista diaria",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="hospitallist",
            constraint=models.UniqueConstraint(fields=("hospital", "sha256"), name="hospital_list_read_once"),
        ),
        migrations.AddConstraint(
            model_name="hospitallist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "COLUMNS"), ("pending__isnull", True), _connector="OR"),
                name="hospital_list_keeps_no_rows",
            ),
        ),
        migrations.AddConstraint(
            model_name="listcolumns",
            constraint=models.UniqueConstraint(fields=("hospital", "signature"), name="list_columns_once"),
        ),
        migrations.AddIndex(
            model_name="listproposal",
            index=models.Index(fields=["state", "seen_on"], name="patients_li_state_907613_idx"),
        ),
        migrations.AddIndex(
            model_name="listproposal",
            index=models.Index(fields=["name_key"], name="patients_li_name_ke_c8047e_idx"),
        ),
        migrations.AddConstraint(
            model_name="listproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("state", "WAITING")),
                    models.Q(
                        models.Q(("state", "WAITING"), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="list_proposal_answered_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="listproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DISMISSED"), models.Q(("dismiss_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "DISMISSED"), _negated=True), ("dismiss_reason", "")),
                    _connector="OR",
                ),
                name="list_proposal_dismissed_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="listproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "REFERRAL"), ("patient__isnull", False), _connector="OR"),
                name="list_proposal_names_pupil",
            ),
        ),
    ]
