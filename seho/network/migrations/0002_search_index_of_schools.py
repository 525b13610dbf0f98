"""The word index by which 180,000 schools are searched.

SQLite: an FTS5 table that reads its text from the schools' table and is kept by triggers. PostgreSQL: an expression
index. Both find words by their beginnings. On SQLite, a later migration that rebuilds the schools' table drops its
triggers: repeat ``create`` in it (a test fails otherwise).
"""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE_CREATE = (
    """CREATE VIRTUAL TABLE network_school_fts USING fts5(
        search_text, content='network_school', content_rowid='id', prefix='1 2 3 4', detail=none
    )""",
    """CREATE TRIGGER network_school_fts_insert AFTER INSERT ON network_school BEGIN
        INSERT INTO network_school_fts (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER network_school_fts_delete AFTER DELETE ON network_school BEGIN
        INSERT INTO network_school_fts (network_school_fts, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER network_school_fts_update AFTER UPDATE OF search_text ON network_school
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO network_school_fts (network_school_fts, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO network_school_fts (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    "INSERT INTO network_school_fts (network_school_fts) VALUES ('rebuild')",
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS network_school_fts_insert",
    "DROP TRIGGER IF EXISTS network_school_fts_delete",
    "DROP TRIGGER IF EXISTS network_school_fts_update",
    "DROP TABLE IF EXISTS network_school_fts",
)
POSTGRESQL_CREATE = (
    "CREATE INDEX network_school_words ON network_school USING gin (to_tsvector('simple', search_text))",
)
POSTGRESQL_DROP = ("DROP INDEX IF EXISTS network_school_words",)


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_CREATE, POSTGRESQL_CREATE)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_DROP, POSTGRESQL_DROP)


def _run(schema_editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in sqlite if is_sqlite else postgresql:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_offices_hospitals_schools_and_services")]
    operations = [migrations.RunPython(create, drop)]
