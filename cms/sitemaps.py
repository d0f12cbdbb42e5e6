"""Every public address for search engines, each with the same page in its other languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from wagtail.models import Page, Site

from opportunities.languages import FALLBACK
from opportunities.models import City, Opportunity, Playlist, Provider


class Spoken(Sitemap):
    """Addresses in each language that a thing is told in; a part of them is read at a time, however many there are."""

    limit = 1_000

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        start = f"{self.get_protocol(protocol)}://{site.domain}"
        return [entry for item in self.paginator.page(page).object_list for entry in self._entries(item, start)]

    def _entries(self, item: Any, start: str) -> list[dict[str, Any]]:
        found = []
        for language in self.spoken(item) or [FALLBACK]:
            with override(language):
                found.append({"location": f"{start}{self.location(item)}", "lang_code": language})
        changed = self.changed(item)
        return [{"location": one["location"], "lastmod": changed, "alternates": found} for one in found]

    def spoken(self, item: Any) -> list[str]:
        """The languages that the pages of `item` are worth reading in: all of the interface, unless a section knows."""
        return list(dict(settings.LANGUAGES))

    def changed(self, item: Any) -> datetime | None:
        """When it last changed, where that is known."""
        return None


class Pages(Spoken):
    """The pages of editors, of the host that is asked."""

    host = ""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        self.host = site.domain.partition(":")[0]
        return super().get_urls(page, site, protocol)

    def items(self) -> list[dict[str, Page]]:
        site = Site.objects.filter(hostname=self.host).first() or Site.objects.filter(is_default_site=True).first()
        found: dict[Any, dict[str, Page]] = {}
        public = Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")
        for page in public:
            parts = page.get_url_parts()
            if site and parts and parts[0] == site.pk:
                found.setdefault(page.translation_key, {})[page.locale.language_code] = page
        return list(found.values())

    def spoken(self, item: dict[str, Page]) -> list[str]:
        return list(item)

    def location(self, item: dict[str, Page]) -> str:
        return str(item[get_language() or FALLBACK].get_url_parts()[2])

    def changed(self, item: dict[str, Page]) -> datetime | None:
        return max((page.last_published_at for page in item.values() if page.last_published_at), default=None)


class Lists(Spoken):
    """The list and map of each city."""

    def items(self) -> QuerySet[City]:
        return City.objects.order_by("pk")

    def spoken(self, item: City) -> list[str]:
        return list(item.languages)

    def location(self, item: City) -> str:
        return item.explorer_url


class Opportunities(Spoken):
    """Every published opportunity in the languages that it is told in."""

    def items(self) -> QuerySet[Opportunity]:
        return Opportunity.objects.published().prefetch_related("texts").defer("latest_revision").order_by("pk")

    def spoken(self, item: Opportunity) -> list[str]:
        return offered(item.texts_by_language)


class Providers(Spoken):
    """Every listed organisation."""

    def items(self) -> QuerySet[Provider]:
        return Provider.objects.listed().select_related("city").order_by("pk")

    def spoken(self, item: Provider) -> list[str]:
        return list(item.city.languages)


class Playlists(Spoken):
    """Every published playlist."""

    def items(self) -> QuerySet[Playlist]:
        return Playlist.objects.published().select_related("city").order_by("pk")

    def spoken(self, item: Playlist) -> list[str]:
        return offered(item.names)


def offered(languages: Iterable[str]) -> list[str]:
    """Those of `languages` that pages have."""
    known = dict(settings.LANGUAGES)
    return [code for code in languages if code in known]


SECTIONS = {
    "pages": Pages,
    "lists": Lists,
    "opportunities": Opportunities,
    "providers": Providers,
    "playlists": Playlists,
}
