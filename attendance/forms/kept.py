"""Files that came with an attempt and were good: they are not asked for again."""

from __future__ import annotations

from typing import Any

from django.core import signing

from attendance.services import KeptFile

# A page that is left open longer asks for its files again.
KEPT_FOR = 12 * 60 * 60


class KeptFilesMixin:
    """For a form with one field of files whose `kept` holds (name, file) of the good ones, also when it is refused.

    `owner` says whose page it is: a token that another page was given is worth nothing here.
    """

    data: Any
    fields: Any
    is_bound: bool
    cleaned_data: Any
    owner: str
    files_field = "files"
    salt = "attendance.kept-files"

    @property
    def earlier(self) -> list[tuple[str, str, KeptFile]]:
        """What came with an earlier attempt: (token, name, file)."""
        found = []
        for token in self.data.getlist("kept") if self.is_bound else ():
            try:
                owner, name, values = signing.loads(token, salt=self.salt, max_age=KEPT_FOR)
            except signing.BadSignature:
                continue
            if owner == self.owner:
                found.append((token, name, KeptFile(**values)))
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(token, name) of every good file so far, for the page that is shown again."""
        fresh = [
            (signing.dumps([self.owner, name, vars(file)], salt=self.salt), name)
            for name, file in self.fields[self.files_field].kept
        ]
        return [(token, name) for token, name, _ in self.earlier] + fresh

    def all_files(self) -> list[KeptFile]:
        return [file for _, _, file in self.earlier] + list(self.cleaned_data[self.files_field])
