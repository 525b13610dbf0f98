import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("network", "0001_offices_hospitals_schools_and_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Ya hay una persona registrada con este correo."},
                        max_length=254,
                        unique=True,
                        verbose_name="correo electrónico",
                    ),
                ),
                ("given_names", models.CharField(max_length=100, verbose_name="nombres")),
                ("surnames", models.CharField(max_length=100, verbose_name="apellidos")),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="cargo")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=15, verbose_name="número de documento"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="puede ingresar")),
                ("is_staff", models.BooleanField(default=False, verbose_name="ingresa a la administración")),
                (
                    "must_change_password",
                    models.BooleanField(default=False, verbose_name="debe cambiar su contraseña"),
                ),
                (
                    "session_epoch",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="cierres de sesiones"),
                ),
                ("search_name", models.CharField(db_index=True, default="", editable=False, max_length=220)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="registrado el"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "persona",
                "verbose_name_plural": "personas",
                "ordering": ("surnames", "given_names", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="momento"),
                ),
                (
                    "object_type",
                    models.CharField(help_text="For instance patients.patient.", max_length=60, verbose_name="tipo"),
                ),
                ("object_id", models.CharField(blank=True, max_length=40, verbose_name="identificador")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HEALTH", "Dato de salud"),
                            ("PRIVATE_NOTE", "Nota reservada"),
                            ("FILE", "Archivo"),
                            ("PAPER", "Documento emitido"),
                            ("EXPORT", "Exportación"),
                        ],
                        max_length=20,
                        verbose_name="qué se leyó",
                    ),
                ),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="dirección")),
                ("detail", models.CharField(blank=True, max_length=200, verbose_name="detalle")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.seho",
                        verbose_name="SEHO",
                    ),
                ),
            ],
            options={
                "verbose_name": "acceso",
                "verbose_name_plural": "accesos",
                "ordering": ("-at", "-pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="momento"),
                ),
                (
                    "object_type",
                    models.CharField(help_text="For instance patients.patient.", max_length=60, verbose_name="tipo"),
                ),
                ("object_id", models.CharField(blank=True, max_length=40, verbose_name="identificador")),
                ("act", models.CharField(max_length=120, verbose_name="acto")),
                ("reason", models.TextField(blank=True, verbose_name="motivo")),
                (
                    "before",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="antes",
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="después",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.seho",
                        verbose_name="SEHO",
                    ),
                ),
            ],
            options={
                "verbose_name": "acto",
                "verbose_name_plural": "actos",
                "ordering": ("-at", "-pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("COORDINATOR", "Coordinadora o coordinador"),
                            ("TEACHER", "Docente"),
                            ("PSYCHOLOGIST", "Psicóloga o psicólogo"),
                            ("VOLUNTEER", "Voluntaria o voluntario"),
                            ("INTERN", "Practicante"),
                            ("UGEL_SPECIALIST", "Especialista de UGEL"),
                            ("DRE_SPECIALIST", "Especialista de DRE o GRE"),
                            ("MINEDU", "Especialista del Minedu"),
                            ("DIRECTOR", "Directora o director de IE"),
                            ("FOCAL_POINT", "Punto focal del establecimiento de salud"),
                            ("ADMIN", "Administración técnica"),
                        ],
                        max_length=20,
                        verbose_name="rol",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="desde")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="hasta")),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Verificación de las leyes 29988, 30794 y 30901 (DCF 3.ª del reglamento).",
                        null=True,
                        verbose_name="antecedentes verificados el",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="registrado el"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrado por",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.hospital",
                        verbose_name="establecimiento de salud",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.region",
                        verbose_name="DRE o GRE",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.school",
                        verbose_name="institución educativa",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.seho",
                        verbose_name="SEHO",
                    ),
                ),
                (
                    "ugel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="network.ugel",
                        verbose_name="UGEL",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="persona",
                    ),
                ),
            ],
            options={
                "verbose_name": "rol en una unidad",
                "verbose_name_plural": "roles en unidades",
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="accounts_user_email_is_lower",
                violation_error_message="El correo se guarda en minúsculas.",
            ),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["object_type", "object_id", "-at"], name="accounts_access_object"),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["seho", "-at"], name="accounts_access_seho"),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["by", "-at"], name="accounts_access_by"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["object_type", "object_id", "-at"], name="accounts_audit_object"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["seho", "-at"], name="accounts_audit_seho"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "COORDINATOR"),
                        ("school__isnull", True),
                        ("seho__isnull", False),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "TEACHER"),
                        ("school__isnull", True),
                        ("seho__isnull", False),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "PSYCHOLOGIST"),
                        ("school__isnull", True),
                        ("seho__isnull", False),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "VOLUNTEER"),
                        ("school__isnull", True),
                        ("seho__isnull", False),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "INTERN"),
                        ("school__isnull", True),
                        ("seho__isnull", False),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "UGEL_SPECIALIST"),
                        ("school__isnull", True),
                        ("seho__isnull", True),
                        ("ugel__isnull", False),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", False),
                        ("role", "DRE_SPECIALIST"),
                        ("school__isnull", True),
                        ("seho__isnull", True),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "MINEDU"),
                        ("school__isnull", True),
                        ("seho__isnull", True),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "DIRECTOR"),
                        ("school__isnull", False),
                        ("seho__isnull", True),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", False),
                        ("region__isnull", True),
                        ("role", "FOCAL_POINT"),
                        ("school__isnull", True),
                        ("seho__isnull", True),
                        ("ugel__isnull", True),
                    ),
                    models.Q(
                        ("hospital__isnull", True),
                        ("region__isnull", True),
                        ("role", "ADMIN"),
                        ("school__isnull", True),
                        ("seho__isnull", True),
                        ("ugel__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="accounts_membership_unit_of_role",
                violation_error_message="Elija la unidad que corresponde al rol, y ninguna otra.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="accounts_membership_ends_after_start",
                violation_error_message="El último día no puede ser anterior al primero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                models.F("user"),
                models.F("role"),
                django.db.models.functions.comparison.Coalesce(
                    "seho", "ugel", "region", "school", "hospital", 0, output_field=models.BigIntegerField()
                ),
                condition=models.Q(("ends_on__isnull", True)),
                name="accounts_membership_open_once",
                violation_error_message="Esta persona ya tiene ese rol en esa unidad.",
            ),
        ),
    ]
