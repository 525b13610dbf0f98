"""What a crash or a form left half way leaves in the store: files with personal data that no row names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.apps import apps

from seho.files.fields import StoredPathField
from seho.files.storage import is_older, remove_stored, stored_paths

_Forget = Callable[[], int]
_forgetters: list[_Forget] = []


def before_sweeping(forget: _Forget) -> None:
    """From an upper room's `ready()`: lets go of the rows whose time to be brought back is over; returns how many."""
    _forgetters.append(forget)


def forget_what_is_over() -> int:
    return sum(forget() for forget in _forgetters)


class NotTheirDatabase(Exception):
    """More files are named by nobody than by somebody: this is not the database of these files."""


def sweep_orphans(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove stored files that no row names; returns how many went.

    Younger ones stay: their row may be about to be written. Raises NotTheirDatabase, and removes nothing, when
    those without a name are the most: an empty or another database must not empty the store.
    """
    before = time.time() - older_than.total_seconds()
    stored = set(stored_paths())
    # Asked after listing: whatever was written by now is named.
    unnamed = stored.difference(_named())
    if len(unnamed) > len(stored) / 2:
        raise NotTheirDatabase
    # Looked at last, one by one: storing the same content again makes a file young.
    orphans = [path for path in unnamed if is_older(path, before)]
    for path in orphans:
        remove_stored(path)
    return len(orphans)


def _named() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, StoredPathField):
                yield from model._base_manager.values_list(field.name, flat=True).iterator()
