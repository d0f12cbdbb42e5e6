"""The desks of the demonstration's cities and the accounts of their editors."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cms.models import CityDesk
from cms.services.cities import furnish
from opportunities.models import City
from people.models import User


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "desks.toml").read_text())


def furnish_demo(city: City, *, password: str) -> CityDesk:
    """Give a demonstration city its home pages, colour and contact, and an editor who signs in with
    `password`."""
    told = _told()[city.slug]
    City.objects.filter(pk=city.pk).update(consent_age=told["consent_age"], contact=told["contact"])
    desk = furnish(city, accent=told["accent"])
    _editor(city, password).groups.set([desk.editors])
    return desk


def editor_of(slug: str) -> str:
    """The address with which the editor of a demonstration city signs in."""
    return f"{slug}.editor@learnmap.example"


def _editor(city: City, password: str) -> User:
    """Hashing is slow on purpose: it is done only where it changes something."""
    user = User.objects.filter(email=editor_of(city.slug)).first()
    if user is None:
        user = User(email=editor_of(city.slug), first_name=city.name, last_name="editor")
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    return user
