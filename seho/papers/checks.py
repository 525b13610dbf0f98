"""What `manage.py check --deploy` says of the certificate that signs the papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.utils import timezone

from seho.clock import lima_date
from seho.papers import signing

SOON = timedelta(days=30)


def signing_certificate(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error when papers cannot be signed, a warning when that will be so within a month."""
    try:
        own = signing.signer()
    except ValidationError as error:
        return [checks.Error(" ".join(error.messages), hint="SIGNING_P12, SIGNING_P12_PASSWORD", id="papers.E001")]
    if own is not None and own.valid_until < timezone.now() + SOON:
        day = f"{lima_date(own.valid_until):%d/%m/%Y}"
        words = f"El certificado con que se firma vence el {day}: después no se podrá emitir."
        return [checks.Warning(words, hint="SIGNING_P12", id="papers.W001")]
    return []
