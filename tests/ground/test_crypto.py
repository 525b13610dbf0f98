"""Encrypted fields: what the database holds, what comes back, what a wrong key says, changing keys."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models

from seho import crypto
from seho.crypto import EncryptedTextField

SECRET = "leucemia linfoblástica — CANARIO"


class Note(models.Model):
    text = EncryptedTextField(null=True, blank=True, max_length=100)
    other = EncryptedTextField(default="", blank=True)

    class Meta:
        app_label = "ground_tests"

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Note)


@pytest.fixture(autouse=True)
def keys(settings: object) -> list[str]:
    settings.FIELD_ENCRYPTION_KEYS = [crypto.generate_key()]  # type: ignore[attr-defined]
    return settings.FIELD_ENCRYPTION_KEYS  # type: ignore[attr-defined,no-any-return]


def _raw() -> list[str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM ground_tests_note ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("table")
def test_the_database_never_holds_the_text() -> None:
    Note.objects.create(text=SECRET)
    (raw,) = _raw()
    assert raw
    assert "CANARIO" not in raw
    assert "leucemia" not in raw
    assert Note.objects.get().text == SECRET


@pytest.mark.usefixtures("table")
def test_null_and_empty_stay_apart() -> None:
    Note.objects.create(text=None)
    Note.objects.create(text="")
    assert _raw() == [None, ""]
    assert [note.text for note in Note.objects.order_by("pk")] == [None, ""]
    assert Note.objects.filter(text__isnull=True).count() == 1


@pytest.mark.usefixtures("table")
def test_zero_and_spaces_come_back() -> None:
    Note.objects.create(text="0")
    Note.objects.create(text="  ")
    assert [note.text for note in Note.objects.order_by("pk")] == ["0", "  "]


@pytest.mark.usefixtures("table")
def test_the_same_text_never_looks_the_same() -> None:
    Note.objects.bulk_create([Note(text=SECRET), Note(text=SECRET)])
    first, second = _raw()
    assert first != second


@pytest.mark.usefixtures("table")
def test_update_and_values_go_through_the_cipher() -> None:
    Note.objects.create(text="antes")
    Note.objects.update(text=SECRET)
    assert "CANARIO" not in str(_raw())
    assert list(Note.objects.values_list("text", flat=True)) == [SECRET]


@pytest.mark.usefixtures("table")
def test_a_wrong_key_is_said_and_nothing_is_returned(settings: object) -> None:
    Note.objects.create(text=SECRET)
    settings.FIELD_ENCRYPTION_KEYS = [crypto.generate_key()]  # type: ignore[attr-defined]
    with pytest.raises(crypto.WrongKey, match="FIELD_ENCRYPTION_KEYS") as caught:
        Note.objects.get()
    assert caught.value.__cause__ is None


@pytest.mark.usefixtures("table")
def test_an_altered_ciphertext_is_said() -> None:
    Note.objects.create(text=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ground_tests_note SET text = 'no es un cifrado'")
    with pytest.raises(crypto.WrongKey):
        Note.objects.get()


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "startswith", "in", "gt", "regex"])
def test_ciphertext_cannot_be_searched(lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Note.objects.filter(**{f"text__{lookup}": "x"})


def test_the_length_counts_plain_signs() -> None:
    Note(text="ñ" * 100).clean_fields()
    with pytest.raises(ValidationError) as caught:
        Note(text="ñ" * 101).clean_fields()
    assert list(caught.value.message_dict) == ["text"]
    assert Note._meta.get_field("other").max_length == crypto.LONGEST_TEXT


@pytest.mark.parametrize("bad_keys", [[], ["short"], [""], ["ñ" * 44]])
def test_bad_keys_are_said_at_the_first_use(settings: object, bad_keys: list[str]) -> None:
    settings.FIELD_ENCRYPTION_KEYS = bad_keys  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        crypto.encrypt("x")


@pytest.mark.usefixtures("table")
def test_rotation_moves_every_row_to_the_first_key(settings: object, keys: list[str]) -> None:
    old, new = keys[0], crypto.generate_key()
    Note.objects.bulk_create([Note(text=SECRET, other="otro"), Note(text=None), Note(text="")])
    settings.FIELD_ENCRYPTION_KEYS = [new, old]  # type: ignore[attr-defined]
    assert Note.objects.first().text == SECRET

    assert crypto.rotate(Note) == 3

    settings.FIELD_ENCRYPTION_KEYS = [new]  # type: ignore[attr-defined]
    assert list(Note.objects.order_by("pk").values_list("text", "other")) == [
        (SECRET, "otro"), (None, ""), ("", ""),
    ]  # fmt: skip
    with pytest.raises(InvalidToken):
        Fernet(old).decrypt(_raw()[0] or "")


@pytest.mark.usefixtures("table")
def test_rotation_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "ROWS_AT_A_TIME", 2)
    Note.objects.bulk_create([Note(text=f"{SECRET} {number}") for number in range(5)])
    before = _raw()
    assert crypto.rotate(Note) == 5
    assert not set(before) & set(_raw())
    after = Note.objects.order_by("pk").values_list("text", flat=True)
    assert list(after) == [f"{SECRET} {number}" for number in range(5)]


def test_a_model_without_encrypted_text_is_left_alone() -> None:
    assert crypto.rotate(ContentType) == 0
