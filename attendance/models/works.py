"""What the pupil made (art. 12)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from attendance.enums import FileKind
from attendance.models.sessions import Session
from attendance.querysets import TeachingQuerySet, WorkFileQuerySet
from attendance.rules.works import file_words
from seho.files import PhotoEdit, StoredPathField
from seho.files.edits import WHOLE

USER = settings.AUTH_USER_MODEL


class Work(models.Model):
    """A piece of the portfolio (art. 12): what the pupil made."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="works")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="works")
    competency = models.ForeignKey(
        "curriculum.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="competencia",
    )
    title = models.CharField("título", max_length=160)
    made_on = models.DateField("fecha")
    pupil_words = models.TextField("en palabras de la o el estudiante", max_length=1000, blank=True)
    in_book = models.BooleanField("va en el portafolio impreso", default=True)
    # Then its files are image or voice of a person (Ley 29733; Código Civil, art. 15): docs/adr/0012.
    shows_pupil = models.BooleanField("se reconoce o se escucha a la o el estudiante", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeachingQuerySet.of("episode__patient", author="created_by")

    class Meta:
        verbose_name = "trabajo del portafolio"
        verbose_name_plural = "trabajos del portafolio"
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="work_removed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def photos(self) -> list[WorkFile]:
        return [file for file in self.files.all() if file.is_photo]

    @property
    def others(self) -> list[WorkFile]:
        """Recordings and PDFs."""
        return [file for file in self.files.all() if not file.is_photo]


class WorkFile(models.Model):
    """A photo (in three sizes), a PDF or a recording of a work, made again without metadata; paths below MEDIA_ROOT.

    `original_path` is the photo as it was kept, upright and whole; `quarters` and the frame say how it is shown, and
    the other paths hold it so. What was taken out stays in `every` until it cannot be brought back any more.
    """

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="files")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("tipo", max_length=6, choices=FileKind.choices, default=FileKind.PHOTO)
    caption = models.CharField("pie de foto", max_length=160, blank=True)
    path = StoredPathField()
    print_path = StoredPathField(blank=True)
    thumb_path = StoredPathField(blank=True)
    original_path = StoredPathField(blank=True)
    # Of what was kept first: the same file is once in a work, however it is shown.
    sha256 = models.CharField(max_length=64)
    # All that it takes in the store.
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField("páginas", null=True, blank=True)
    seconds = models.PositiveSmallIntegerField("segundos", null=True, blank=True)
    quarters = models.PositiveSmallIntegerField("cuartos de vuelta", default=0)
    crop_left = models.PositiveSmallIntegerField(default=0)
    crop_top = models.PositiveSmallIntegerField(default=0)
    crop_width = models.PositiveSmallIntegerField(default=WHOLE)
    crop_height = models.PositiveSmallIntegerField(default=WHOLE)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # The first one is that of `work.files`: it knows nothing of what was taken out.
    objects = WorkFileQuerySet.of("work__episode__patient", author="work__created_by")
    every = models.Manager["WorkFile"]()

    class Meta:
        verbose_name = "archivo del trabajo"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["work", "sha256"], name="work_file_once"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="work_file_removed_paired",
            ),
            models.CheckConstraint(
                condition=Q(quarters__lte=3)
                & Q(crop_left__lte=WHOLE - F("crop_width"))
                & Q(crop_top__lte=WHOLE - F("crop_height")),
                name="work_file_frame_inside",
            ),
            models.CheckConstraint(
                condition=(Q(kind="AUDIO", seconds__isnull=False) | (~Q(kind="AUDIO") & Q(seconds=None))),
                name="work_file_sound_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"Archivo {self.order}"

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO

    @property
    def is_audio(self) -> bool:
        return self.kind == FileKind.AUDIO

    @property
    def told(self) -> str:
        return file_words(self.get_kind_display(), seconds=self.seconds, pages=self.pages)

    @property
    def edit(self) -> PhotoEdit:
        return PhotoEdit(self.quarters, self.crop_left, self.crop_top, self.crop_width, self.crop_height)
