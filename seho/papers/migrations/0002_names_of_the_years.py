"""The official names that head the papers of 2018 to 2027; administrators add the coming ones."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DECADE = "Decenio de la Igualdad de Oportunidades para Mujeres y Hombres"  # DS 056-2018-PCM
YEARS = {
    2018: "Año del Diálogo y la Reconciliación Nacional",
    2019: "Año de la Lucha contra la Corrupción y la Impunidad",
    2020: "Año de la Universalización de la Salud",
    2021: "Año del Bicentenario del Perú: 200 años de Independencia",
    2022: "Año del Fortalecimiento de la Soberanía Nacional",
    2023: "Año de la unidad, la paz y el desarrollo",
    2024: (
        "Año del Bicentenario, de la consolidación de nuestra Independencia, "
        "y de la conmemoración de las heroicas batallas de Junín y Ayacucho"
    ),
    2025: "Año de la recuperación y consolidación de la economía peruana",
    2026: "Año de la Esperanza y el Fortalecimiento de la Democracia",
    2027: "",  # not decreed yet
}


def add_names(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    year_names = apps.get_model("papers", "YearName")
    for year, name in YEARS.items():
        year_names.objects.get_or_create(year=year, defaults={"decade_name": DECADE, "year_name": name})


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_year_names_and_counters")]

    operations = [migrations.RunPython(add_names, migrations.RunPython.noop)]
