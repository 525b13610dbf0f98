"""The regional and local education offices."""

from __future__ import annotations

from django.db import models

from seho.network import querysets, validators
from seho.network.enums import (
    RegionKind,
)


class Region(models.Model):
    """A regional education office (DRE or GRE); 26 in the country."""

    code = models.CharField("código", max_length=6, unique=True, validators=[validators.office_code])
    name = models.CharField("nombre", max_length=60)
    kind = models.CharField("tipo", max_length=3, choices=RegionKind, default=RegionKind.DRE)
    title = models.CharField("denominación", max_length=120)

    objects = querysets.CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "DRE o GRE"
        verbose_name_plural = "DRE y GRE"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Ugel(models.Model):
    """A local education office. DRE Callao, which is also the UGEL of its schools, has a row of its own."""

    code = models.CharField("código", max_length=6, unique=True, validators=[validators.office_code])
    name = models.CharField("nombre", max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="ugels", verbose_name="DRE o GRE")
    is_regional_office = models.BooleanField("es una DRE que hace las veces de UGEL", default=False, editable=False)

    objects = querysets.CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "UGEL"
        verbose_name_plural = "UGEL"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
