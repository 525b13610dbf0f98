"""The word index by which the pupils of the country are searched; SQLite, which holds a service, reads them through."""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = "CREATE INDEX patients_patient_words ON patients_patient USING gin (to_tsvector('simple', search_name))"
DROP = "DROP INDEX IF EXISTS patients_patient_words"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_daily_list")]

    operations = [migrations.RunPython(create, drop)]
