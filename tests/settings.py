"""Settings of the tests: those of the program, closed in and quick; a developer's `.env` does not count."""

import os
from base64 import urlsafe_b64encode

from tests import postgres

ENGINE = os.environ.get("SEHO_TEST_ENGINE", "sqlite")

os.environ.update(
    DATABASE_URL=postgres.database_url() if ENGINE == "postgres" else "sqlite:///:memory:",
    DEBUG="no",
    SEHO_DEMO="no",
    HTTPS_ONLY="no",
    BEHIND_PROXY="no",
    SECRET_KEY="only-for-the-tests",
    FIELD_ENCRYPTION_KEYS=urlsafe_b64encode(b"only for the tests".ljust(32)).decode(),
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    CSRF_TRUSTED_ORIGINS="",
    SITE_URL="https://seho.test",
    EMAIL_URL="memorymail://",
    DEFAULT_FROM_EMAIL="no-responder@seho.test",
    LOG_LEVEL="WARNING",
    CONN_MAX_AGE="0",
    SIGNING_P12="",
    SIGNING_P12_PASSWORD="",
    SIGNING_TRUST_ROOTS="",
)
os.environ.pop("MEDIA_ROOT", None)

from seho.settings import *  # noqa: E402
from tests.undefined import Undefined  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A variable that a template of ours does not know is a mistake, not an empty string.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()

# The suite reads static files where they lie; the browser's tests serve the collected and compressed ones.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True

if ENGINE == "sqlite":
    # A file, so that threads race on it as they do in the real program; tests need not survive a power cut.
    pragmas = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = pragmas.replace("synchronous=FULL", "synchronous=OFF")
