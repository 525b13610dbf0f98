"""What is taught (CNEB) and when: levels, grades, areas, competencies, school calendars."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from seho.curriculum import querysets
from seho.curriculum.enums import CalendarKind, Modality

CNEB_IN_FORCE = date(2017, 1, 1)


class Level(models.Model):
    code = models.CharField("código", max_length=20, unique=True)
    modality = models.CharField("modalidad", max_length=3, choices=Modality)
    name = models.CharField("nombre", max_length=60)
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "nivel"
        verbose_name_plural = "niveles"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class SchoolGrade(models.Model):
    """A grade, or an age in Inicial. ``normative_age`` is the age on 31 March; none in EBA."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="grades", verbose_name="nivel")
    number = models.PositiveSmallIntegerField("número")
    name = models.CharField("nombre", max_length=60)
    short_name = models.CharField("nombre corto", max_length=30)
    cycle = models.CharField("ciclo", max_length=20)
    normative_age = models.PositiveSmallIntegerField("edad normativa", null=True, blank=True)
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "grado o edad"
        verbose_name_plural = "grados y edades"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="curriculum_grade_unique")]

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    """One of the numbered competencies of the CNEB, in force between two dates (open when empty)."""

    number = models.PositiveSmallIntegerField("número", unique=True)
    name = models.CharField("competencia", max_length=250)
    is_transversal = models.BooleanField("transversal", default=False)
    valid_from = models.DateField("vigente desde", default=CNEB_IN_FORCE)
    valid_to = models.DateField("vigente hasta", null=True, blank=True)

    objects = querysets.CompetencyQuerySet.as_manager()

    class Meta:
        verbose_name = "competencia"
        verbose_name_plural = "competencias"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="curriculum_competency_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Capacity(models.Model):
    competency = models.ForeignKey(
        Competency, on_delete=models.CASCADE, related_name="capacities", verbose_name="competencia"
    )
    order = models.PositiveSmallIntegerField("orden")
    name = models.CharField("capacidad", max_length=250)

    class Meta:
        verbose_name = "capacidad"
        verbose_name_plural = "capacidades"
        ordering = ["competency", "order"]
        constraints = [models.UniqueConstraint(fields=["competency", "order"], name="curriculum_capacity_unique")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A curricular area of a level; of one cycle only where ``cycle`` says so (Inicial, cycles I and II)."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="areas", verbose_name="nivel")
    cycle = models.CharField("solo para el ciclo", max_length=20, blank=True)
    name = models.CharField("nombre", max_length=80)
    order = models.PositiveSmallIntegerField("orden", default=0)
    is_main = models.BooleanField("área principal", default=False)
    is_graded = models.BooleanField("se califica", default=True)
    is_second_language = models.BooleanField("castellano como segunda lengua", default=False)
    needs_review = models.BooleanField("por revisar con la norma de la modalidad", default=False)
    competencies = models.ManyToManyField(
        Competency, through="AreaCompetency", related_name="areas", verbose_name="competencias"
    )

    class Meta:
        verbose_name = "área curricular"
        verbose_name_plural = "áreas curriculares"
        ordering = ["level", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["level", "cycle", "name"], name="curriculum_area_unique")]

    def __str__(self) -> str:
        return self.name


class AreaCompetency(models.Model):
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="links", verbose_name="área")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="links", verbose_name="competencia"
    )
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "competencia del área"
        verbose_name_plural = "competencias del área"
        ordering = ["area", "order"]
        constraints = [models.UniqueConstraint(fields=["area", "competency"], name="curriculum_area_competency_unique")]

    def __str__(self) -> str:
        return f"{self.area}: {self.competency}"


class SchoolCalendar(models.Model):
    """The academic window of a school's year and how it is cut; without school, the national one.

    The window (``starts_on`` to ``ends_on``) is what lengths of stay accumulate in; the periods inside it are
    the weeks of class (reading R4 of the rules of stay).
    """

    school = models.ForeignKey(
        "network.School",
        on_delete=models.CASCADE,
        related_name="calendars",
        verbose_name="institución educativa",
        null=True,
        blank=True,
    )
    modality = models.CharField("modalidad", max_length=3, choices=Modality, default=Modality.EBR)
    year = models.PositiveSmallIntegerField("año", validators=[MinValueValidator(2017), MaxValueValidator(2100)])
    kind = models.CharField("organización del año", max_length=11, choices=CalendarKind, default=CalendarKind.BIMESTER)
    label = models.CharField("nombre", max_length=80)
    starts_on = models.DateField("el año escolar empieza el")
    ends_on = models.DateField("el año escolar termina el")

    objects = querysets.CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = "calendario escolar"
        verbose_name_plural = "calendarios escolares"
        ordering = ["-year", "modality", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "modality", "year"],
                name="curriculum_calendar_unique",
                violation_error_message="Esta institución ya tiene un calendario de ese año.",
            ),
            models.UniqueConstraint(
                fields=["modality", "year"],
                condition=Q(school__isnull=True),
                name="curriculum_national_calendar_unique",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="curriculum_calendar_ends_after_start",
                violation_error_message="El año escolar no puede terminar antes de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def spans(self) -> "list[Period]":
        return list(self.periods.all())


class Period(models.Model):
    calendar = models.ForeignKey(
        SchoolCalendar, on_delete=models.CASCADE, related_name="periods", verbose_name="calendario"
    )
    number = models.PositiveSmallIntegerField("número")
    name = models.CharField("nombre", max_length=40)
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta")

    class Meta:
        verbose_name = "periodo"
        verbose_name_plural = "periodos"
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="curriculum_period_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="curriculum_period_ends_after_start",
                violation_error_message="El periodo no puede terminar antes de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class MotherTongue(models.Model):
    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=60)
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "lengua materna"
        verbose_name_plural = "lenguas maternas"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_castellano(self) -> bool:
        return self.code == "castellano"
