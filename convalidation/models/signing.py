"""Signed copies of issued papers: the scan of ink, or a PDF signed with a certificate (Ley 27269)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from convalidation.enums import SignatureKind
from convalidation.models.packets import IssuedDocument
from convalidation.querysets import DocumentQuerySet
from seho.files import StoredPathField

USER = settings.AUTH_USER_MODEL


class SignedCopy(models.Model):
    """A signed copy of one paper, beside its original: the bytes of both are kept with their hashes.

    `signer` and `signed_at` are read from the signature of the PDF; of a scan nobody but the person who uploaded it
    says that it is signed. `verdict` tells in words what the check of the signature found.
    """

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="signed_copies")
    kind = models.CharField("firma", max_length=12, choices=SignatureKind.choices)
    path = StoredPathField()
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    signer = models.CharField("firmante", max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    is_intact = models.BooleanField("íntegro", default=False)
    is_trusted = models.BooleanField("certificado reconocido", default=False)
    verdict = models.CharField("comprobación", max_length=400, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.below("document")

    class Meta:
        verbose_name = "copia firmada"
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="signed_copy_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
