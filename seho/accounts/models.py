"""People, the posts they hold, and the two logs of what they did and read."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from seho.accounts.enums import ROLE_UNIT, AccessKind, CheckLaw, Role, UnitKind
from seho.accounts.querysets import (
    AccessQuerySet,
    AppendOnlyError,
    AppendOnlyQuerySet,
    CheckQuerySet,
    MembershipQuerySet,
    UserManager,
)
from seho.accounts.rules import CHECKED_ROLES, Background, Checked, background_of
from seho.accounts.scope import Post, Scope, scope_of
from seho.clock import today
from seho.text import search_key


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do comes from their memberships alone, never from this row."""

    email = models.EmailField(
        "correo electrónico",
        unique=True,
        error_messages={"unique": "Ya hay una persona registrada con este correo."},
    )
    given_names = models.CharField("nombres", max_length=100)
    surnames = models.CharField("apellidos", max_length=100)
    position = models.CharField("cargo", max_length=120, blank=True)
    document_number = models.CharField("número de documento", max_length=15, blank=True)
    is_active = models.BooleanField("puede ingresar", default=True)
    is_staff = models.BooleanField("ingresa a la administración", default=False)
    must_change_password = models.BooleanField("debe cambiar su contraseña", default=False)
    # Part of what a session is signed with: adding one ends every session of this person.
    session_epoch = models.PositiveIntegerField("cierres de sesiones", default=0, editable=False)
    search_name = models.CharField(max_length=220, editable=False, default="", db_index=True)
    created_at = models.DateTimeField("registrado el", default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_names", "surnames"]

    objects = UserManager()

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"
        ordering = ("surnames", "given_names", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_user_email_is_lower",
                violation_error_message="El correo se guarda en minúsculas.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean_fields(self, exclude: Any = None) -> None:
        self.email = self.email.strip().lower()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        self.search_name = search_key(f"{self.surnames} {self.given_names}")
        if (names := kwargs.get("update_fields")) is not None and {"surnames", "given_names"} & set(names):
            kwargs["update_fields"] = {*names, "search_name"}
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """As lists and papers show it: "Quispe Mamani, Ana Lucía"."""
        return ", ".join(part for part in (self.surnames, self.given_names) if part)

    @property
    def short_name(self) -> str:
        """First given name and first surname, for the head of the page: "Ana Quispe"."""
        return " ".join(part.split()[0] for part in (self.given_names, self.surnames) if part.strip())

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name

    @cached_property
    def scope(self) -> Scope:
        """What this person may reach today. One query, kept as long as this object lives: one request."""
        return scope_of(self, day=today())

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        signed = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.User.session", signed, secret=secret, algorithm="sha256").hexdigest()


def _exactly_the_unit_of_its_role() -> Q:
    condition = Q()
    for role, kind in ROLE_UNIT.items():
        filled = {f"{other.value}__isnull": other is not kind for other in UnitKind}
        condition |= Q(role=role.value, **filled)
    return condition


class Membership(models.Model):
    """A person holds a role in a unit from one day to another; both days count."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="persona")
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    region = models.ForeignKey(
        "network.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="DRE o GRE",
    )
    ugel = models.ForeignKey(
        "network.Ugel", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="UGEL"
    )
    seho = models.ForeignKey(
        "network.Seho", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="SEHO"
    )
    school = models.ForeignKey(
        "network.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="institución educativa",
    )
    hospital = models.ForeignKey(
        "network.Hospital",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="establecimiento de salud",
    )
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    # Superseded by `BackgroundCheck`, law by law; kept for what was recorded before.
    checked_on = models.DateField(
        "antecedentes verificados el",
        null=True,
        blank=True,
        help_text="Verificación de las leyes 29988, 30794 y 30901 (DCF 3.ª del reglamento).",
    )
    created_at = models.DateTimeField("registrado el", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="registrado por",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rol en una unidad"
        verbose_name_plural = "roles en unidades"
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=_exactly_the_unit_of_its_role(),
                name="accounts_membership_unit_of_role",
                violation_error_message="Elija la unidad que corresponde al rol, y ninguna otra.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="accounts_membership_ends_after_start",
                violation_error_message="El último día no puede ser anterior al primero.",
            ),
            # A role determines which unit is filled, so that the first one that is filled identifies it.
            models.UniqueConstraint(
                F("user"),
                F("role"),
                Coalesce("seho", "ugel", "region", "school", "hospital", 0, output_field=models.BigIntegerField()),
                condition=Q(ends_on__isnull=True),
                name="accounts_membership_open_once",
                violation_error_message="Esta persona ya tiene ese rol en esa unidad.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_label} · {self.unit}" if self.unit else self.role_label

    def clean(self) -> None:
        """Two posts of one person in the same role and unit may follow each other, never overlap."""
        if not (self.user_id and self.role and self.starts_on):
            return
        twins = Membership.objects.filter(user=self.user_id, role=self.role).exclude(pk=self.pk)
        twins = twins.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on))
        if self.kind:
            twins = twins.filter(**{self.kind.value: self.unit_id})
        if self.ends_on:
            twins = twins.filter(starts_on__lte=self.ends_on)
        if twins.exists():
            raise ValidationError({"starts_on": "Esta persona ya tiene ese rol en esa unidad en esas fechas."})

    @property
    def kind(self) -> UnitKind | None:
        return ROLE_UNIT[Role(self.role)]

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    @property
    def unit(self) -> models.Model | None:
        return getattr(self, self.kind.value) if self.kind else None

    @property
    def unit_id(self) -> int | None:
        return getattr(self, f"{self.kind.value}_id") if self.kind else None

    @property
    def post(self) -> Post:
        """As the scope needs it; suspended where `MembershipQuerySet.with_suspension_on` found it so."""
        return Post(Role(self.role), self.kind, self.unit_id, getattr(self, "is_suspended", False))

    @property
    def needs_checks(self) -> bool:
        return self.role in CHECKED_ROLES

    def background_on(self, day: date) -> Background:
        """How the three laws stand on `day`; read `MembershipQuerySet.with_checks` for several posts."""
        return background_of((check.as_checked for check in self.checks.all() if not check.withdrawn_at), today=day)


class BackgroundCheck(models.Model):
    """Somebody consulted the register of one law for whoever holds a post (DCF 3.ª); the last ones count.

    Until when it holds is fixed on the day on which it is recorded. It is never changed, only withdrawn with a reason.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="checks", verbose_name="rol")
    law = models.CharField("ley", max_length=10, choices=CheckLaw.choices)
    checked_on = models.DateField("verificado el")
    valid_until = models.DateField("vale hasta")
    note = models.CharField("constancia o documento revisado", max_length=200, blank=True)
    created_at = models.DateTimeField("registrado el", default=timezone.now, editable=False)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verificado por"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField("motivo", max_length=200, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "verificación de antecedentes"
        verbose_name_plural = "verificaciones de antecedentes"
        ordering = ("-checked_on", "-pk")
        indexes = [models.Index(fields=("membership", "law", "valid_until"), name="accounts_check_term")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("checked_on")),
                name="accounts_check_ends_after_start",
                violation_error_message="Una verificación no puede vencer antes del día en que se hizo.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="accounts_check_withdrawn_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{CheckLaw(self.law).label}, verificada el {self.checked_on:%d/%m/%Y}"

    @property
    def as_checked(self) -> Checked:
        return Checked(CheckLaw(self.law), self.checked_on, self.valid_until)


class _Entry(models.Model):
    """A line of a log: who, when, about which object, in which service. Added once, never changed."""

    at = models.DateTimeField("momento", default=timezone.now, editable=False)
    # Foreign keys without an index of their own: the composite ones below serve, and a log is written often.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="persona"
    )
    object_type = models.CharField("tipo", max_length=60, help_text="For instance patients.patient.")
    object_id = models.CharField("identificador", max_length=40, blank=True)
    seho = models.ForeignKey(
        "network.Seho",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="SEHO",
    )

    class Meta:
        abstract = True
        ordering = ("-at", "-pk")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("This log is append-only.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("This log is append-only.")


class AuditEvent(_Entry):
    """One write: what was done to which object, and the values before and after. A family has no `by`."""

    act = models.CharField("acto", max_length=120)
    reason = models.TextField("motivo", blank=True)
    before = models.JSONField("antes", null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("después", null=True, blank=True, encoder=DjangoJSONEncoder)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(_Entry.Meta):
        verbose_name = "acto"
        verbose_name_plural = "actos"
        indexes = [
            models.Index(fields=("object_type", "object_id", "-at"), name="accounts_audit_object"),
            models.Index(fields=("seho", "-at"), name="accounts_audit_seho"),
        ]

    def __str__(self) -> str:
        return f"{self.act} · {self.object_type} {self.object_id}"


class AccessEvent(_Entry):
    """One reading of a health datum, a file, a paper or an export."""

    kind = models.CharField("qué se leyó", max_length=20, choices=AccessKind.choices)
    path = models.CharField("dirección", max_length=200, blank=True)
    detail = models.CharField("detalle", max_length=200, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta(_Entry.Meta):
        verbose_name = "acceso"
        verbose_name_plural = "accesos"
        indexes = [
            models.Index(fields=("object_type", "object_id", "-at"), name="accounts_access_object"),
            models.Index(fields=("seho", "-at"), name="accounts_access_seho"),
            models.Index(fields=("by", "-at"), name="accounts_access_by"),
        ]

    def __str__(self) -> str:
        return f"{AccessKind(self.kind).label} · {self.object_type} {self.object_id}"
