"""Names of the years for the letterhead, and the counters that number what is issued."""

from django.db import models


class YearName(models.Model):
    """The names that head the papers of a year. Either may be blank: a name is decreed in January."""

    year = models.PositiveSmallIntegerField("año", unique=True)
    decade_name = models.CharField("nombre del decenio", max_length=200, blank=True)
    year_name = models.CharField(
        "nombre del año",
        max_length=250,
        blank=True,
        help_text="Sin comillas. Déjelo en blanco mientras no se publique.",
    )

    class Meta:
        verbose_name = "nombre del año"
        verbose_name_plural = "nombres de los años"
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year}: {self.year_name or 'sin nombre'}"


class PaperCounter(models.Model):
    """The last number given in a series (type of paper and service) in a year: see `next_number`."""

    series = models.CharField("serie", max_length=100)
    year = models.PositiveSmallIntegerField("año")
    last = models.PositiveIntegerField("último número", default=0)

    class Meta:
        verbose_name = "contador de documentos"
        verbose_name_plural = "contadores de documentos"
        constraints = [
            models.UniqueConstraint(fields=("series", "year"), name="papers_counter_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
