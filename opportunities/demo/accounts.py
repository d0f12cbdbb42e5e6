"""Who can sign in to the demonstration."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.contrib.auth.models import Group

from people.models import User

# E-mail: first and last name, whether platform staff. `.example` can never be somebody's address.
PLATFORM = "platform@learnmap.example"
EDITOR = "editor@learnmap.example"
ACCOUNTS = {PLATFORM: ("Platform", "staff", True), EDITOR: ("City", "editor", False)}


def password_of(path: Path) -> str:
    """The password of all demo accounts, kept in `path`, which is made where it is missing."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text().strip()


def load_accounts(password: str) -> User:
    """Make the accounts and let them sign in with `password`. Returns: the one who confirms listings, the editor."""
    for email, (first_name, last_name, is_staff) in ACCOUNTS.items():
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User(email=email, first_name=first_name, last_name=last_name)
            user.is_staff = user.is_superuser = is_staff
        if not user.check_password(password):  # hashing is slow on purpose: only where it changes something
            user.set_password(password)
            user.save()
    editor = User.objects.get(email=EDITOR)
    editor.groups.add(Group.objects.get_or_create(name="Editors")[0])
    return editor
