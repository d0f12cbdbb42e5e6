"""The form with which staff sign in, and how often one may be wrong."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

MOST_WRONG = 5
REMEMBERED_S = 900


class SignInForm(LoginForm):
    """Counts wrong passwords of one account from one address: a school behind one address is not locked out because one
    of its people forgot theirs, and nobody locks out somebody elsewhere. Counted by each process of the server."""

    def clean(self) -> dict[str, Any]:
        key = self._key()
        if cache.get(key, 0) >= MOST_WRONG:
            raise ValidationError(_("Too many wrong passwords. Try again in a quarter of an hour."), "too_many")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            cache.add(key, 0, REMEMBERED_S)
            cache.incr(key)
            raise
        cache.delete(key)
        return cleaned

    def _key(self) -> str:
        account = str(self.cleaned_data.get("username", "")).strip().lower()
        told = f"{account}\n{self.request.META.get('REMOTE_ADDR', '')}" if self.request else account
        return f"sign-in:{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}"
