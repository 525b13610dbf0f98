from django.db import migrations

from seho.accounts.immutability import install_triggers, remove_triggers

DOCUMENTS, PACKETS = "convalidation_issueddocument", "convalidation_packet"
ANNULMENT = ("state", "annulled_at", "annulled_by_id", "annulled_reason")


def install(apps, schema_editor):
    install_triggers(schema_editor.connection, (DOCUMENTS,))
    install_triggers(schema_editor.connection, (PACKETS,), mutable=ANNULMENT)


def remove(apps, schema_editor):
    remove_triggers(schema_editor.connection, (DOCUMENTS, PACKETS))


class Migration(migrations.Migration):
    dependencies = [("convalidation", "0002_papers_are_sealed_in_a_chain"), ("accounts", "0002_logs_are_append_only")]

    operations = [migrations.RunPython(install, remove)]
