"""Plays one cell of the table: a role asks for an address, and everything that comes of it is looked at."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from seho.accounts.models import AccessEvent, AuditEvent
from tests.access.acts import data_of, query_of
from tests.access.secrets import Secret
from tests.access.table import ANONYMOUS, NOTHING, NOWHERE, Row, Table
from tests.access.world import World

_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# What a request may always write: its session, what limits are counted in.
_OWN_TABLES = {"django_session", "seho_cache"}
_LOG = "accounts_accessevent"
_STATUS = {
    "allowed": {"GET": {200}, "POST": {200, 302}},
    "elsewhere": {"GET": {302}, "POST": {302}},
    "refused": {"GET": {200}, "POST": {200}},
    "denied": {"GET": {403}, "POST": {403}},
    "forbidden": {"GET": {403}, "POST": {403}},
    "hidden": {"GET": {404}, "POST": {404}},
    "method": {"GET": {405}, "POST": {405}},
    "login": {"GET": {302}, "POST": {302}},
}  # fmt: skip


@dataclass
class Played:
    """What came of one request."""

    response: HttpResponse
    body: bytes
    letters: list[str]
    written: set[str]
    reads: list[AccessEvent]
    acts: list[AuditEvent]
    found: set[Secret]
    messages: list[str] = field(default_factory=list)


class Player:
    def __init__(self, world: World, table: Table) -> None:
        self.world, self.table = world, table
        self.clients = {role: self._client(role) for role in (*table.roles, ANONYMOUS)}
        self.last = {model: _last(model) for model in (AuditEvent, AccessEvent)}
        self.cookies = {role: client.cookies.output() for role, client in self.clients.items()}

    def _client(self, role: str) -> Client:
        client = Client()
        if role != ANONYMOUS:
            client.force_login(self.world.cast[role])
        return client

    # --- one request ---------------------------------------------------------------------------

    def play(
        self, name: str, kwargs: dict[str, Any], method: str, role: str, data: Any = None, query: str = ""
    ) -> Played:
        """Ask, look, and undo everything that it did."""
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role].replace("Set-Cookie: ", ""))
        path = reverse(name, kwargs=kwargs) + query
        mail.outbox = []
        with transaction.atomic(), _written() as written:
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = client.generic(method, path) if data is None else client.post(path, data)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            played = Played(
                response=response,
                body=body,
                letters=[f"{letter.subject}\n{letter.body}\n{letter.to}" for letter in mail.outbox],
                written=written - _OWN_TABLES,
                reads=self._new(AccessEvent, written),
                acts=self._new(AuditEvent, written),
                found=set(),
                messages=_messages(response),
            )
            transaction.set_rollback(True)
        headers = "\n".join(f"{key}: {value}" for key, value in response.items())
        played.found = self.world.secrets.found_in(
            body, headers, *played.letters, *played.messages, kind=response.get("Content-Type", "")
        )
        return played

    def _new(self, model: Any, written: set[str]) -> list[Any]:
        """The entries of a log that this request added; every cell begins where the world was left."""
        if model._meta.db_table not in written:
            return []
        return list(model.objects.filter(pk__gt=self.last[model]).order_by("pk"))

    # --- one cell ------------------------------------------------------------------------------

    def play_cell(self, row: Row, method: str, role: str, place: str) -> tuple[Played, list[str]]:
        """What came of a cell, and what about it is not as the table says."""
        kwargs = self.world.at[row.on][place] if row.on else {}
        data = data_of(self.world, row.key, role, place) if method == "POST" else None
        query = query_of(self.world, row.key, method, role, place)
        played = self.play(row.name, kwargs, method, role, data, query)
        return played, [*self._wrong_answer(row, method, role, place, played), *self._leaks(row, role, played)]

    def _wrong_answer(self, row: Row, method: str, role: str, place: str, played: Played) -> Iterator[str]:
        expected = row.expected(method, role, place)
        status, line = played.response.status_code, row.lines.get(method)
        if status not in _STATUS[expected][method]:
            yield f"{expected}, but answered {status}{_errors(played)}"
            return
        if expected == "login" and not played.response.url.startswith(reverse(settings.LOGIN_URL)):
            yield f"leads to {played.response.url}"
        done = line is not None and expected == "allowed"
        yield from self._wrong_log(line.logs if done and line else "", role, played)
        yield from self._wrong_audit(line.act if done and line else "", role, played)

    def _wrong_log(self, kind: str, role: str, played: Played) -> Iterator[str]:
        kinds = [event.kind for event in played.reads]
        # One entry of a reading; of a list of several services, one for each.
        once = len(kinds) == len({event.seho_id for event in played.reads})
        if set(kinds) != ({kind} if kind else set()) or not once:
            yield f"access log {kinds}, not {kind or 'empty'}"
        for event in played.reads:
            if event.by_id != self.world.cast[role].pk or event.seho_id is None:
                yield f"the reading stands under {event.by} and the service {event.seho}"

    def _wrong_audit(self, act: str, role: str, played: Played) -> Iterator[str]:
        acts = [event.act for event in played.acts]
        if not act:
            if played.written - {_LOG} or acts:
                yield f"wrote {sorted(played.written)} {acts}"
            return
        if act == NOTHING:
            if acts:
                yield f"audited as {acts}"
            return
        if act not in acts:
            yield f"audited as {acts}, not «{act}»{_errors(played)}"
        if {event.by_id for event in played.acts} - {self.world.cast[role].pk}:
            yield "somebody else stands in the audit"

    def _leaks(self, row: Row, role: str, played: Played) -> Iterator[str]:
        logged = {event.kind for event in played.reads}
        for secret in sorted(played.found, key=lambda one: (one.what, one.of)):
            if not self.table.may_read(secret.what, secret.of, role=role, page=row.name, logged=logged):
                yield f"shows «{secret.what}» of «{secret.of}»"
        yield from self._leaks_in_logs(played)

    def _leaks_in_logs(self, played: Played) -> Iterator[str]:
        """Who and what illness stands in no act and in no detail."""
        said = [event.act for event in played.acts] + [f"{event.detail} {event.path}" for event in played.reads]
        for secret in self.world.secrets.found_in(*said):
            yield f"a log says «{secret.what}» of «{secret.of}»"

    def places(self, row: Row) -> list[str]:
        return list(self.world.at[row.on]) if row.on else [NOWHERE]


def plain(played: Played) -> str:
    """An answer without what is new in each one: the key of its forms."""
    body = played.body.decode("utf-8", "replace")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


def _errors(played: Played) -> str:
    """What the form said, for whoever reads the failure."""
    body = played.body.decode("utf-8", "replace")
    said = re.findall(r"invalid-feedback[^>]*>(.*?)<|errorlist[^>]*>(.*?)</ul|field-error[^>]*>(.*?)<", body, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for parts in said for part in parts if part]
    return f" ({'; '.join([*words, *played.messages])[:400]})" if words or played.messages else ""


def _messages(response: Any) -> list[str]:
    """What the next page will say: the session as this request left it."""
    session = getattr(response.wsgi_request, "session", {})
    return [session["_messages"]] if "_messages" in session else []


def _last(model: Any) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextlib.contextmanager
def _written() -> Iterator[set[str]]:
    """The tables that were written to."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITE.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
