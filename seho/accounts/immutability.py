"""Triggers that keep rows as they were written: logs whole, papers but for the columns of their annulment.

SQLite drops the triggers of a table when a migration rebuilds it: such a migration installs them again.
`flush` (TransactionTestCase) empties tables: the tests take the triggers away with `remove_triggers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LOG_TABLES = ("accounts_auditevent", "accounts_accessevent")
MESSAGE = "append-only"

_FUNCTION = "seho_refuse_change"


def install_triggers(
    connection: BaseDatabaseWrapper, tables: Iterable[str] = LOG_TABLES, *, mutable: Iterable[str] = ()
) -> None:
    """From here on rows of `tables` can be added, never deleted, and changed only in the columns `mutable`.

    An attempt raises a DatabaseError (IntegrityError on SQLite) whose text holds "append-only".
    """
    tables = tuple(tables)
    remove_triggers(connection, tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END $$"
            )
        for table in tables:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            frozen = [column for column in columns if column not in set(mutable)]
            for statement in _statements(connection, table, frozen):
                cursor.execute(statement)


def remove_triggers(connection: BaseDatabaseWrapper, tables: Iterable[str] = LOG_TABLES) -> None:
    """Take the triggers away: for the tests, and for a migration that must change old rows."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            on_table = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
            for act in ("update", "delete", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(_name(table, act))}{on_table}")


def install_on_logs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For `RunPython` in a migration."""
    install_triggers(schema_editor.connection)


def remove_from_logs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    remove_triggers(schema_editor.connection)


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act}"


def _statements(connection: BaseDatabaseWrapper, table: str, frozen: list[str]) -> list[str]:
    quote = connection.ops.quote_name
    postgresql = connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{quote(column)} {differs} NEW.{quote(column)}" for column in frozen)
    body = f"EXECUTE FUNCTION {_FUNCTION}()" if postgresql else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"

    def trigger(act: str, rows: str, condition: str = "") -> str:
        name = quote(_name(table, act))
        return f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {quote(table)} FOR EACH {rows} {condition} {body}"

    statements = [trigger("update", "ROW", f"WHEN ({changed})"), trigger("delete", "ROW")]
    if postgresql:
        statements.append(trigger("truncate", "STATEMENT"))
    return statements
