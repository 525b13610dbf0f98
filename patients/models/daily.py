"""The hospital's daily list: what was read of it, how its columns are named, and what it proposes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from patients.enums import DismissReason, ListState, ProposalKind, ProposalState
from patients.models.pupils import USER, Patient
from patients.models.referrals import Referral
from patients.querysets import HospitalListQuerySet, ListProposalQuerySet
from seho.crypto import EncryptedTextField

# A list that waits to be told its columns; longer ones are refused when they are read.
LONGEST_PENDING = 4_000_000


class ListColumns(models.Model):
    """What the columns of one hospital's list hold, said once: field -> heading. `signature` tells the headings."""

    hospital = models.ForeignKey("network.Hospital", on_delete=models.PROTECT, related_name="list_columns")
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "columnas de la lista del hospital"
        constraints = [
            models.UniqueConstraint(fields=["hospital", "signature"], name="list_columns_once"),
        ]

    def __str__(self) -> str:
        return str(self.hospital)


class HospitalList(models.Model):
    """One file of a hospital, of which figures alone are kept.

    `pending` holds the rows, encrypted and without the columns of health, only until somebody says what the columns
    are. `counts` is by `patients.rules.daily.Outcome`; `problems` are (row, reason), without anything of the row.
    """

    hospital = models.ForeignKey("network.Hospital", on_delete=models.PROTECT, related_name="daily_lists")
    state = models.CharField("estado", max_length=8, choices=ListState.choices)
    layout = models.CharField("formato", max_length=80)
    sha256 = models.CharField(max_length=64)
    is_whole = models.BooleanField("trae a todas las personas hospitalizadas")
    pending = EncryptedTextField(null=True, blank=True, default=None, max_length=LONGEST_PENDING)
    rows = models.PositiveIntegerField("filas", default=0)
    counts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    doubt = models.CharField(max_length=300, blank=True)
    # Of which day it tells; `received_on` is the day on which it came.
    listed_on = models.DateField("lista del")
    received_on = models.DateField("recibida")
    created_at = models.DateTimeField(auto_now_add=True)
    # Nobody where the hospital's own system left it.
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = HospitalListQuerySet.as_manager()

    class Meta:
        verbose_name = "lista diaria del establecimiento"
        verbose_name_plural = "listas diarias del establecimiento"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hospital", "sha256"], name="hospital_list_read_once"),
            models.CheckConstraint(
                condition=Q(state=ListState.COLUMNS) | Q(pending__isnull=True), name="hospital_list_keeps_no_rows"
            ),
        ]

    def __str__(self) -> str:
        return f"Lista del {self.listed_on:%d/%m/%Y}"


class ListProposal(models.Model):
    """What a row of the list asks of the coordinator; nothing of it is a record until it is accepted.

    `read` is what was read of the row (JSON of `patients.rules.daily_rows.Listed`), encrypted, and emptied when
    it is answered. `document_key` and `name_key` tell the same child again without telling who it is.
    """

    source = models.ForeignKey(HospitalList, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField("propuesta", max_length=10, choices=ProposalKind.choices)
    state = models.CharField("estado", max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read = EncryptedTextField(blank=True, default="")
    note = models.CharField("por comprobar", max_length=300, blank=True)
    happened_on = models.DateField("fecha que dice la lista", null=True, blank=True)
    document_key = models.CharField(max_length=40, blank=True)
    name_key = models.CharField(max_length=40, blank=True)
    proposed_on = models.DateField("propuesta desde")
    seen_on = models.DateField("última lista que lo dice")
    dismiss_reason = models.CharField("motivo", max_length=10, choices=DismissReason.choices, blank=True)
    referral = models.ForeignKey(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ListProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "propuesta de la lista diaria"
        verbose_name_plural = "propuestas de la lista diaria"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, answered_at=None, answered_by=None)
                | (~Q(state=ProposalState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="list_proposal_answered_paired",
            ),
            models.CheckConstraint(
                condition=(Q(state=ProposalState.DISMISSED) & ~Q(dismiss_reason=""))
                | (~Q(state=ProposalState.DISMISSED) & Q(dismiss_reason="")),
                name="list_proposal_dismissed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProposalKind.REFERRAL) | Q(patient__isnull=False), name="list_proposal_names_pupil"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "seen_on"]),
            models.Index(fields=["name_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.seen_on:%d/%m/%Y})"
