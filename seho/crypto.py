"""Text that rests encrypted in the database.

The keys are `settings.FIELD_ENCRYPTION_KEYS`, newest first: the first one encrypts, all of them
decrypt. To change keys, put a new one in front, run `rotate_all()`, then drop the old one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models.lookups import Lookup

LONGEST_TEXT = 4_000
ROWS_AT_A_TIME = 500


class WrongKey(Exception):
    """A stored text was encrypted with a key that is not in FIELD_ENCRYPTION_KEYS, or was altered."""


def generate_key() -> str:
    """A fresh key for FIELD_ENCRYPTION_KEYS."""
    return Fernet.generate_key().decode("ascii")


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode("utf-8")).decode("ascii")


def decrypt(token: str) -> str:
    try:
        return _cipher().decrypt(token).decode("utf-8")
    except InvalidToken:
        raise WrongKey(
            "This encrypted text cannot be read with any key of FIELD_ENCRYPTION_KEYS: "
            "a key is missing from the list, or the stored text was altered."
        ) from None


def _cipher() -> MultiFernet:
    return _cipher_of(tuple(settings.FIELD_ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _cipher_of(keys: Sequence[str]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: give it at least one key.")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "A key in FIELD_ENCRYPTION_KEYS is not 32 bytes in url-safe base64: make one with generate_key()."
        ) from None


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that the database, its backups and its dumps never hold in the clear.

    None stays NULL and "" stays "", so that "never asked" and "left empty" remain apart. Each saving
    gives another ciphertext, so nothing but `isnull` can be looked up. `max_length` counts plain signs.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(*args, **kwargs)
        self.validators.append(MaxLengthValidator(self.max_length))

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it can only be asked whether it is null.")
        return super().get_lookup(lookup_name)


def rotate(model: type[models.Model], *, using: str = "default") -> int:
    """Encrypt again with the first key whatever `model` holds encrypted; returns the number of rows."""
    fields = model._meta.local_concrete_fields
    names = [field.name for field in fields if isinstance(field, EncryptedTextField)]
    if not names:
        return 0
    rows = model._base_manager.using(using)
    count = 0
    for keys in _batches(list(rows.order_by("pk").values_list("pk", flat=True))):
        with transaction.atomic(using=using):
            for row in rows.select_for_update().filter(pk__in=keys).values("pk", *names):
                count += rows.filter(pk=row.pop("pk")).update(**row)
    return count


def rotate_all(*, using: str = "default") -> dict[str, int]:
    """Rotate every model that holds encrypted text: {"patients.Diagnosis": 42}."""
    done = {model._meta.label: rotate(model, using=using) for model in apps.get_models()}
    return {label: count for label, count in done.items() if count}


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), ROWS_AT_A_TIME):
        yield keys[start : start + ROWS_AT_A_TIME]
