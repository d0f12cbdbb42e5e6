"""For the tests: quick password hashing, mails in memory, nothing reached outside."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
GEOCODING_SERVICE = ""
SEARCH_SNAPSHOT_DIR = Path(tempfile.gettempdir()) / "learnmap-test-search"  # a test that builds one says where
