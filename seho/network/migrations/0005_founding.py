import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_memberships_and_logs"),
        ("network", "0004_places_of_schools_and_hospitals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="contents",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="contenido mínimo"),
        ),
        migrations.CreateModel(
            name="SehoFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="qué es")),
                ("path", models.CharField(max_length=200, verbose_name="archivo")),
                ("content_type", models.CharField(max_length=40)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="registrado el"
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
            ],
            options={
                "verbose_name": "archivo del servicio",
                "verbose_name_plural": "archivos del servicio",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField(verbose_name="recibido el")),
                (
                    "giver",
                    models.CharField(
                        choices=[
                            ("MINEDU", "Minedu"),
                            ("GORE", "Gobierno regional"),
                            ("DRE", "DRE o GRE"),
                            ("UGEL", "UGEL"),
                            ("HOSPITAL", "Establecimiento de salud"),
                            ("DONATION", "Donación"),
                        ],
                        max_length=8,
                        verbose_name="de quién",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=80, verbose_name="guía, acta o pecosa")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="observaciones")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="archivo",
                    ),
                ),
            ],
            options={
                "verbose_name": "entrega de materiales",
                "verbose_name_plural": "entregas de materiales",
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_on", models.DateField(verbose_name="propuesta abierta el")),
                ("grounds", models.JSONField(blank=True, default=dict, verbose_name="criterios de focalización")),
                (
                    "cost_posts",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="plazas, en soles al año",
                    ),
                ),
                (
                    "cost_materials",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="materiales, en soles al año",
                    ),
                ),
                (
                    "cost_others",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="otros, en soles al año",
                    ),
                ),
                ("code_asked_on", models.DateField(blank=True, null=True, verbose_name="código solicitado el")),
                (
                    "code_request",
                    models.CharField(blank=True, max_length=80, verbose_name="documento con que se solicitó el código"),
                ),
                ("code_assigned_on", models.DateField(blank=True, null=True, verbose_name="código asignado el")),
                (
                    "seho",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
                (
                    "resolution_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="resolución",
                    ),
                ),
            ],
            options={
                "verbose_name": "propuesta de servicio",
                "verbose_name_plural": "propuestas de servicios",
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, verbose_name="número de la adenda")),
                ("signed_on", models.DateField(verbose_name="fecha de suscripción")),
                ("changes", models.CharField(max_length=500, verbose_name="qué cambia")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="nuevo término del convenio")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="network.agreement",
                        verbose_name="convenio",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="archivo",
                    ),
                ),
            ],
            options={
                "verbose_name": "adenda",
                "verbose_name_plural": "adendas",
                "ordering": ["agreement", "signed_on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="file",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.sehofile",
                verbose_name="archivo",
            ),
        ),
        migrations.CreateModel(
            name="SpaceCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_on", models.DateField(verbose_name="verificado el")),
                ("conditions", models.JSONField(default=dict, verbose_name="condiciones")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="observaciones")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="network.learningspace",
                        verbose_name="espacio",
                    ),
                ),
            ],
            options={
                "verbose_name": "verificación de un espacio",
                "verbose_name_plural": "verificaciones de espacios",
                "ordering": ["space", "-checked_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ConditioningNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found_on", models.DateField(verbose_name="fecha del diagnóstico")),
                ("description", models.CharField(max_length=300, verbose_name="qué se necesita")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="previsto para")),
                ("followed_on", models.DateField(blank=True, null=True, verbose_name="último seguimiento")),
                ("follow_up", models.TextField(blank=True, max_length=2000, verbose_name="seguimiento")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="atendido el")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="network.learningspace",
                        verbose_name="espacio",
                    ),
                ),
            ],
            options={
                "verbose_name": "necesidad de acondicionamiento",
                "verbose_name_plural": "necesidades de acondicionamiento",
                "ordering": [
                    models.OrderBy(models.F("done_on"), nulls_first=True),
                    models.OrderBy(models.F("due_on"), nulls_last=True),
                    "pk",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done_on", None), ("done_on__gte", models.F("found_on")), _connector="OR"),
                        name="network_need_done_after_found",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COMPUTER", "Computadora o laptop"),
                            ("TABLET", "Tableta"),
                            ("PICTURE", "Proyector, pantalla o televisor"),
                            ("SOUND", "Equipo de sonido"),
                            ("PRINTER", "Impresora o escáner"),
                            ("CONNECTION", "Equipo de conexión a internet"),
                            ("FURNITURE", "Mobiliario"),
                            ("MOBILE_MODULE", "Módulo educativo móvil o mesa portátil"),
                            ("OTHER", "Otro equipo"),
                        ],
                        max_length=13,
                        verbose_name="tipo",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="descripción")),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="cantidad")),
                (
                    "condition",
                    models.CharField(
                        choices=[("GOOD", "Bueno"), ("FAIR", "Regular"), ("BAD", "Malo")],
                        default="GOOD",
                        max_length=4,
                        verbose_name="estado",
                    ),
                ),
                ("serial", models.CharField(blank=True, max_length=60, verbose_name="serie o código patrimonial")),
                ("since", models.DateField(verbose_name="en el servicio desde")),
                ("written_off_on", models.DateField(blank=True, null=True, verbose_name="dado de baja el")),
                ("write_off_reason", models.CharField(blank=True, max_length=200, verbose_name="motivo de la baja")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="network.learningspace",
                        verbose_name="espacio",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipo",
                "verbose_name_plural": "equipos",
                "ordering": ["kind", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="network_equipment_some"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("write_off_reason", ""), ("written_off_on", None)),
                            models.Q(
                                ("written_off_on__gte", models.F("since")),
                                models.Q(("write_off_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="network_equipment_written_off_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("COORDINATOR", "Coordinadora o coordinador"),
                            ("TEACHER", "Docente"),
                            ("PSYCHOLOGIST", "Psicóloga o psicólogo"),
                        ],
                        max_length=15,
                        verbose_name="puesto",
                    ),
                ),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("NEXUS", "Plaza docente del sistema Nexus"),
                            ("SURPLUS", "Plaza excedente"),
                            ("CAS", "Contrato administrativo de servicios (CAS)"),
                            ("PRIVATE", "Contrato de la iniciativa privada"),
                        ],
                        max_length=7,
                        verbose_name="modalidad",
                    ),
                ),
                ("nexus_code", models.CharField(blank=True, max_length=20, verbose_name="código de plaza Nexus")),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal(1)),
                            django.core.validators.MaxValueValidator(Decimal(48)),
                        ],
                        verbose_name="horas a la semana",
                    ),
                ),
                ("is_itinerant", models.BooleanField(default=False, verbose_name="del equipo itinerante domiciliario")),
                ("starts_on", models.DateField(verbose_name="plaza desde")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="plaza hasta")),
                ("vacant_since", models.DateField(blank=True, null=True, verbose_name="vacante desde")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="observaciones")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="accounts.membership",
                        verbose_name="quien la ocupa",
                    ),
                ),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
            ],
            options={
                "verbose_name": "puesto del equipo",
                "verbose_name_plural": "puestos del equipo",
                "ordering": ["seho", "role", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="network_post_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None), ("membership__isnull", False)),
                        fields=("membership",),
                        name="network_post_holder_once",
                        violation_error_message="Esa persona ya ocupa otro puesto del servicio.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("membership__isnull", True), ("vacant_since__isnull", False)),
                            models.Q(("membership__isnull", False), ("vacant_since", None)),
                            _connector="OR",
                        ),
                        name="network_post_held_or_vacant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PRINTED", "Material educativo impreso"),
                            ("MANIPULATIVE", "Material concreto o lúdico"),
                            ("DIGITAL", "Recurso digital"),
                            ("STATIONERY", "Material de escritorio"),
                            ("BIOSAFETY", "Material de bioseguridad"),
                        ],
                        max_length=12,
                        verbose_name="tipo",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="material")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("ALL", "Todos los niveles"),
                            ("PRESCHOOL", "Inicial"),
                            ("PRIMARY", "Primaria"),
                            ("SECONDARY", "Secundaria"),
                            ("EBA", "Básica alternativa"),
                            ("EBE", "Básica especial"),
                        ],
                        default="ALL",
                        max_length=9,
                        verbose_name="nivel o modalidad",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="cantidad")),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="network.receipt",
                        verbose_name="entrega",
                    ),
                ),
            ],
            options={
                "verbose_name": "material",
                "verbose_name_plural": "materiales",
                "ordering": ["receipt", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="network_material_some")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField(verbose_name="solicitada el")),
                (
                    "asked_with",
                    models.CharField(blank=True, max_length=80, verbose_name="documento con que se solicitó"),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("FAVOURABLE", "Favorable"), ("OBSERVED", "Con observaciones")],
                        max_length=10,
                        verbose_name="opinión",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="número del informe")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="fecha del informe")),
                ("observations", models.TextField(blank=True, max_length=4000, verbose_name="observaciones")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="network.proposal",
                        verbose_name="propuesta",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="archivo",
                    ),
                ),
            ],
            options={
                "verbose_name": "opinión del Minedu",
                "verbose_name_plural": "opiniones del Minedu",
                "ordering": ["proposal", "asked_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verdict", "")),
                        fields=("proposal",),
                        name="network_opinion_one_waiting",
                        violation_error_message="La opinión ya está solicitada.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_on", None), ("verdict", "")),
                            models.Q(models.Q(("verdict", ""), _negated=True), ("issued_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="network_opinion_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on", None), ("issued_on__gte", models.F("asked_on")), _connector="OR"
                        ),
                        name="network_opinion_after_request",
                        violation_error_message="La opinión no puede ser anterior a su solicitud.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("DEMAND", "Informe sobre la demanda de atención"),
                            ("AGREEMENT", "Convenio"),
                            ("COSTS", "Recursos y costos"),
                            ("OPINION", "Opinión favorable del Minedu"),
                        ],
                        max_length=9,
                        verbose_name="documento",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="número del informe")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="fecha del informe")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="resumen o lo que falta")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="network.proposal",
                        verbose_name="propuesta",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.sehofile",
                        verbose_name="archivo",
                    ),
                ),
            ],
            options={
                "verbose_name": "documento del expediente",
                "verbose_name_plural": "documentos del expediente",
                "ordering": ["proposal", "part"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["DEMAND", "COSTS"])), name="network_dossier_paper_part"
                    ),
                    models.UniqueConstraint(fields=("proposal", "part"), name="network_dossier_paper_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visited_on", models.DateField(verbose_name="fecha de la visita")),
                ("office", models.CharField(max_length=120, verbose_name="instancia")),
                ("points", models.JSONField(blank=True, default=dict, verbose_name="lo verificado")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="lo observado")),
                ("agreements", models.TextField(blank=True, max_length=2000, verbose_name="acuerdos")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="acuerdos para el")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="acuerdos cumplidos el")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="cómo se cumplieron")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "seho",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="network.seho",
                        verbose_name="servicio",
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quien visitó",
                    ),
                ),
            ],
            options={
                "verbose_name": "visita de supervisión",
                "verbose_name_plural": "visitas de supervisión",
                "ordering": ["-visited_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("met_on", None), ("met_on__gte", models.F("visited_on")), _connector="OR"),
                        name="network_visit_met_after_visit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on", None), ("due_on__gte", models.F("visited_on")), _connector="OR"),
                        name="network_visit_due_after_visit",
                    ),
                ],
            },
        ),
    ]
