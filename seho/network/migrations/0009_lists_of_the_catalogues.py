from django.apps.registry import Apps as StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = "CREATE INDEX network_hospital_words ON network_hospital USING gin (to_tsvector('simple', search_text))"
DROP = "DROP INDEX IF EXISTS network_hospital_words"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    """The first pages of schools and hospitals without reading the whole register, and the words of hospitals."""

    dependencies = [("network", "0008_demand_withdrawal_and_end_of_agreements")]

    operations = [
        migrations.AddIndex(
            model_name="hospital", index=models.Index(fields=["name", "code"], name="hospital_by_name")
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(fields=["-id"], condition=models.Q(("is_provisional", True)), name="school_to_confirm"),
        ),
        migrations.RunPython(create, drop),
    ]
