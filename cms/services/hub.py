"""The page above all cities, in every language that a city speaks."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from cms.models import HubPage

TITLE = "Learnmap"


def hub_in(language: str) -> HubPage:
    """The hub in `language`, made where it is missing; the first is the root of the installation's own site."""
    first = _first()
    locale = Locale.objects.get_or_create(language_code=language)[0]
    if locale == first.locale:
        return first
    there = HubPage.objects.filter(translation_key=first.translation_key, locale=locale).first()
    return there or _add(HubPage(slug=f"hub-{language}", locale=locale, translation_key=first.translation_key))


def _first() -> HubPage:
    site = Site.objects.filter(is_default_site=True).first()
    if site and isinstance(site.root_page.specific, HubPage):
        return site.root_page.specific
    locale = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    hub = _add(HubPage(slug="hub", locale=locale))
    address = urlsplit(settings.SITE_ADDRESS)
    values = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": TITLE,
        "root_page": hub,
    }
    Site.objects.update_or_create(is_default_site=True, defaults=values)
    _clear_welcome(site.root_page if site else None)
    return hub


def _add(hub: HubPage) -> HubPage:
    hub.title = TITLE
    Page.get_first_root_node().add_child(instance=hub)
    hub.save_revision().publish()
    return hub


def _clear_welcome(old: Page | None) -> None:
    """Take away the page that Wagtail begins with, unless somebody has built on it."""
    if old and old.specific_class is Page and old.slug == "home" and old.numchild == 0:
        old.delete()
