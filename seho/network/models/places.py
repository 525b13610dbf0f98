"""The health establishments and the schools, from the registers of the State."""

from __future__ import annotations

from typing import Any

from django.db import models

from seho.network import querysets, validators
from seho.network.enums import (
    SchoolManagement,
)
from seho.network.models.offices import Ugel
from seho.network.rules import (
    SEARCH_TEXT_LENGTH,
    district_search_text,
    hospital_search_text,
    place_name,
    school_search_text,
)


def _with_search_text(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``save``, so that what is searched is saved with whatever changed."""
    if kwargs.get("update_fields") is None:
        return kwargs
    return {**kwargs, "update_fields": {*kwargs["update_fields"], "search_text"}}


class District(models.Model):
    """A district of the country. Schools and establishments name it by INEI, identity documents by RENIEC.

    The two codes differ in nearly every district and look alike: never the one where the other is meant.
    """

    inei = models.CharField("código INEI", max_length=6, unique=True, validators=[validators.ubigeo_code])
    reniec = models.CharField("código RENIEC", max_length=6, blank=True, validators=[validators.district_code])
    sunat = models.CharField("código SUNAT", max_length=6, blank=True, validators=[validators.district_code])
    name = models.CharField("distrito", max_length=60)
    province = models.CharField("provincia", max_length=60, blank=True)
    department = models.CharField("departamento", max_length=60, blank=True)
    latitude = models.DecimalField("latitud", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitud", max_digits=9, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField("vigente", default=True)
    search_text = models.CharField(max_length=SEARCH_TEXT_LENGTH, editable=False, default="")

    objects = querysets.CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "distrito"
        verbose_name_plural = "distritos"
        ordering = ["inei"]

    def __str__(self) -> str:
        return f"{self.name}, {self.province}, {self.department}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = district_search_text(self)
        super().save(*args, **_with_search_text(kwargs))


class Hospital(models.Model):
    """A health establishment of the national register (RENIPRESS)."""

    code = models.CharField("código RENIPRESS", max_length=8, unique=True, validators=[validators.ipress_code])
    name = models.CharField("nombre", max_length=150)
    category = models.CharField("categoría", max_length=5, blank=True)
    ubigeo = models.CharField("ubigeo (INEI)", max_length=6, blank=True, validators=[validators.ubigeo_code])
    department = models.CharField("departamento", max_length=60, blank=True)
    province = models.CharField("provincia", max_length=60, blank=True)
    district = models.CharField("distrito", max_length=60, blank=True)
    latitude = models.DecimalField("latitud", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitud", max_digits=9, decimal_places=6, null=True, blank=True)
    ugel = models.ForeignKey(
        Ugel,
        on_delete=models.PROTECT,
        related_name="hospitals",
        verbose_name="UGEL",
        null=True,
        blank=True,
    )
    is_active = models.BooleanField("en funcionamiento", default=True)
    search_text = models.CharField(max_length=SEARCH_TEXT_LENGTH, editable=False, default="")

    objects = querysets.HospitalQuerySet.as_manager()

    class Meta:
        verbose_name = "establecimiento de salud"
        verbose_name_plural = "establecimientos de salud"
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["name", "code"], name="hospital_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = hospital_search_text(self)
        super().save(*args, **_with_search_text(kwargs))

    @property
    def place(self) -> str:
        return place_name(self)


class School(models.Model):
    """An educational service of the school register: one level of one school, with its annex.

    The código modular is unique only together with the annex (0 is the main site).
    """

    modular_code = models.CharField("código modular", max_length=7, validators=[validators.modular_code])
    annex = models.CharField("anexo", max_length=1, default="0", validators=[validators.annex_code])
    name = models.CharField("nombre", max_length=150)
    level_code = models.CharField("código de nivel (NIV_MOD)", max_length=2, blank=True)
    level_name = models.CharField("nivel o modalidad", max_length=60, blank=True)
    management = models.CharField("gestión", max_length=1, choices=SchoolManagement, blank=True)
    ubigeo = models.CharField("ubigeo (INEI)", max_length=6, blank=True, validators=[validators.ubigeo_code])
    department = models.CharField("departamento", max_length=60, blank=True)
    province = models.CharField("provincia", max_length=60, blank=True)
    district = models.CharField("distrito", max_length=60, blank=True)
    locality = models.CharField("centro poblado", max_length=100, blank=True)
    address = models.CharField("dirección", max_length=200, blank=True)
    latitude = models.DecimalField("latitud", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitud", max_digits=9, decimal_places=6, null=True, blank=True)
    ugel = models.ForeignKey(
        Ugel,
        on_delete=models.PROTECT,
        related_name="schools",
        verbose_name="UGEL",
        null=True,
        blank=True,
    )
    local_code = models.CharField("código de local", max_length=6, blank=True, validators=[validators.local_code])
    director_name = models.CharField("directora o director", max_length=120, blank=True)
    phone = models.CharField("teléfono", max_length=60, blank=True)
    email = models.EmailField("correo electrónico", blank=True)
    is_active = models.BooleanField("activa", default=True)
    is_provisional = models.BooleanField("registrada a mano, por confirmar", default=False)
    search_text = models.CharField(max_length=SEARCH_TEXT_LENGTH, editable=False, default="")

    objects = querysets.SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = "institución educativa"
        verbose_name_plural = "instituciones educativas"
        ordering = ["name", "modular_code", "annex"]
        constraints = [
            models.UniqueConstraint(
                fields=["modular_code", "annex"],
                name="network_school_code_unique",
                violation_error_message="Ya hay una institución con ese código modular y anexo.",
            )
        ]
        # Few among 180,000.
        indexes = [models.Index(fields=["-id"], condition=models.Q(is_provisional=True), name="school_to_confirm")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = school_search_text(self)
        super().save(*args, **_with_search_text(kwargs))

    @property
    def code(self) -> str:
        return f"{self.modular_code}-{self.annex}"

    @property
    def place(self) -> str:
        return place_name(self)
