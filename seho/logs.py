"""What the log never says: the secret of a link that opens a packet without an account."""

from __future__ import annotations

import logging
import re

# The address of a link and of what stands below it, as the messages of every 404, 403 and 500 name it.
_SECRET = re.compile(r"(/entrega/)[^/\s\"'?#]+")


class WithoutSecrets(logging.Formatter):
    """A line of the log, its traceback too, with the secrets taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1•", super().format(record))
