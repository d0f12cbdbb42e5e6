"""To open a city: its row, its pages in every language, its collection, its people's groups and its own host."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
)

from cms.models import CityDesk, CityPage
from cms.services.hub import hub_in
from cms.services.workflows import moderate
from geodata.models import Area
from opportunities.models import City

HOST = re.compile(r"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\Z")
# Words that addresses of the installation begin with; a city of that name would not be reached.
TAKEN = {"admin", "api", "basemap", "documents", "media", "opportunity", "provider", "static", "tiles"}
AROUND_DEGREES = 0.2  # where no boundary is known
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@dataclass(frozen=True)
class NewCity:
    """What must be said of a city before it can be opened. `area` gives what is not said of country, centre, territory;
    `host` is a host name of its own, or empty for a path on the hub."""

    slug: str
    name: str
    languages: Sequence[str]
    area: Area | None = None
    country_code: str = ""
    centre: Point | None = None
    zoom: float = 11
    time_zone: str = ""
    currency: str = "EUR"
    names: dict[str, str] = field(default_factory=dict)
    consent_age: int = 16
    contact: str = ""
    accent: str = ""
    host: str = ""


@transaction.atomic
def create_city(new: NewCity) -> City:
    """Everything that a city needs, in one step; the first of its languages is its default.

    Raises: ValidationError with a code for what cannot be: an address, host or language that is taken or not offered.
    """
    _check(new)
    city = _row(new)
    city.full_clean()
    city.save()
    furnish(city, accent=new.accent, host=new.host)
    return city


@transaction.atomic
def furnish(city: City, *, accent: str = "", host: str = "") -> CityDesk:
    """What of pages, collection, groups and host `city` lacks; what is there stays as it is."""
    desk = CityDesk.objects.filter(city=city).first() or _desk(city, accent)
    pages = [_home(city, language) for language in city.languages]
    for page in pages:
        _allow_pages(desk.editors, page)
    moderate(pages, desk.editors)
    if host:
        _own_host(city, pages, host)
    return desk


def _check(new: NewCity) -> None:
    if new.slug in TAKEN | dict(settings.LANGUAGES).keys():
        raise ValidationError({"slug": _("This address is in use by the installation itself.")}, "taken")
    if City.objects.filter(slug=new.slug).exists():
        raise ValidationError({"slug": _("There is a city of this address already.")}, "taken")
    if not new.languages or set(new.languages) - dict(settings.LANGUAGES).keys():
        offered = ", ".join(dict(settings.LANGUAGES))
        raise ValidationError({"languages": _("Choose from these languages: %(offered)s.") % {"offered": offered}})
    if not (new.area or (new.centre and new.country_code)):
        raise ValidationError({"area": _("Choose an area, or say the country and the centre.")}, "nowhere")
    if new.host and not HOST.match(new.host):
        raise ValidationError({"host": _("Give the name of a host, such as learn.city.lt.")}, "host")
    if new.host and Site.objects.filter(hostname=new.host).exists():
        raise ValidationError({"host": _("Another city has this host.")}, "taken")


def _row(new: NewCity) -> City:
    centre = new.centre or new.area.point  # type: ignore[union-attr]  # one of them is there: see _check
    around = (
        new.area.geometry.extent
        if new.area and new.area.geometry
        else (
            centre.x - AROUND_DEGREES,
            centre.y - AROUND_DEGREES / 2,
            centre.x + AROUND_DEGREES,
            centre.y + AROUND_DEGREES / 2,
        )
    )
    return City(
        slug=new.slug,
        name=new.name,
        names=new.names,
        country_code=new.country_code or (new.area.country_code if new.area else ""),
        area=new.area,
        centre=centre,
        zoom=new.zoom,
        territory=City.box(*around),
        time_zone=new.time_zone or settings.TIME_ZONE,
        currency=new.currency,
        languages=list(new.languages),
        default_language=new.languages[0],
        consent_age=new.consent_age,
        contact=new.contact,
    )


def _desk(city: City, accent: str) -> CityDesk:
    collection = Collection.get_first_root_node().add_child(name=city.name)
    editors, curators = (_group(city, role) for role in ("editors", "curators"))
    editors.permissions.add(*Permission.objects.filter(codename__in=("access_admin", "submit_translation")))
    for permission in Permission.objects.filter(
        codename__in=ON_FILES, content_type__app_label__in=("wagtailimages", "wagtaildocs")
    ):
        GroupCollectionPermission.objects.create(group=editors, collection=collection, permission=permission)
    desk = CityDesk(city=city, accent=accent, collection=collection, editors=editors, curators=curators)
    desk.full_clean()
    desk.save()
    return desk


def _group(city: City, role: str) -> Group:
    """A new group: one that is there already has people and rights that nobody has looked at."""
    more = (f"{city.slug} {number}: {role}" for number in count(2))
    names = chain((f"{city.name}: {role}", f"{city.slug}: {role}"), more)
    return Group.objects.create(name=next(name for name in names if not Group.objects.filter(name=name).exists()))


def _home(city: City, language: str) -> CityPage:
    """The home of `city` in `language`: published, and empty but for its title."""
    there = CityPage.objects.filter(city=city, locale__language_code=language).first()
    if there:
        return there
    hub = hub_in(language)
    others: dict[str, Any] = CityPage.objects.filter(city=city).values("translation_key").first() or {}
    with override(language):
        page = CityPage(city=city, title=capfirst(city.label), slug=city.slug, locale=hub.locale, **others)
    hub.add_child(instance=page)
    page.save_revision().publish()
    return page


def _allow_pages(editors: Group, page: Page) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
        GroupPagePermission.objects.get_or_create(group=editors, page=page, permission=permission)


def _own_host(city: City, pages: Sequence[CityPage], host: str) -> None:
    first = next(page for page in pages if page.locale == Locale.objects.get(language_code=city.default_language))
    port = 443 if urlsplit(settings.SITE_ADDRESS).scheme == "https" else 80
    Site.objects.get_or_create(hostname=host, port=port, defaults={"root_page": first, "site_name": city.name})


@transaction.atomic
def clear_desk(city: City) -> None:
    """Take away what `furnish` made for a city that nothing uses any more, so that it can be deleted itself."""
    for page in CityPage.objects.filter(city=city):
        page.delete()
    desk = CityDesk.objects.filter(city=city).first()
    if desk:
        Workflow.objects.filter(workflow_tasks__task__in=GroupApprovalTask.objects.filter(groups=desk.editors)).delete()
        GroupApprovalTask.objects.filter(groups=desk.editors).delete()
        desk.delete()
        Group.objects.filter(pk__in=(desk.editors_id, desk.curators_id)).delete()
        desk.collection.delete()
