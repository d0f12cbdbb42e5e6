"""What the frame of every page shows of a city's newsroom: colour, mark, pages in the menu, partners, contact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from cms.models import CityDesk, CityPage

KEPT_S = 60
LOGO = "max-320x80|format-webp"
GENERATION = "faces"


@dataclass(frozen=True)
class Logo:
    """A picture of the city's own, in pixels as it is shown."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Face:
    """`home` is the address of the city's first page, `style_url` of the stylesheet with its colour; either may be
    empty, as may everything else. `menu` are titles and addresses."""

    home: str = ""
    style_url: str = ""
    logo: Logo | None = None
    menu: tuple[tuple[str, str], ...] = ()
    partners: str = ""
    contact: str = ""


def face_of(slug: str, host: str) -> Face:
    """The face of the city `slug` in the active language, for pages at the host name `host`. Kept for a minute."""
    generation = cache.get(GENERATION, 0)
    key = f"face:{generation}:{slug}:{get_language()}:{hashlib.blake2b(host.encode(), digest_size=8).hexdigest()}"
    known = cache.get(key)
    if known is None:
        known = _face(slug, host)
        cache.set(key, known, KEPT_S)
    return known  # type: ignore[no-any-return]


def _face(slug: str, host: str) -> Face:
    desk = CityDesk.objects.filter(city__slug=slug).select_related("city", "logo").first()
    page = CityPage.objects.live().filter(city__slug=slug, locale__language_code=get_language()).first()
    home = _home(slug, page, host)
    children = page.get_children().live().public().in_menu().values_list("title", "slug") if page else ()
    return Face(
        home=home,
        style_url=style_url(desk) if desk else "",
        logo=_logo(desk) if desk else None,
        menu=tuple((title, f"{home}{child}/") for title, child in children),
        partners=page.partners if page else "",
        contact=desk.city.contact if desk else "",
    )


def _home(slug: str, page: CityPage | None, host: str) -> str:
    """A city with a host of its own begins at "/" there, and at "/<city>/" everywhere else."""
    own = page and Site.objects.filter(hostname=host, root_page__translation_key=page.translation_key).exists()
    return reverse("home") if own else reverse("city", args=[slug])


def _logo(desk: CityDesk) -> Logo | None:
    if desk.logo is None:
        return None
    drawn = desk.logo.get_rendition(LOGO)
    return Logo(drawn.url, drawn.width, drawn.height)


def style_url(desk: CityDesk) -> str:
    """The address of the stylesheet with the city's colour: another colour, another address."""
    if not desk.accent:
        return ""
    with override(None):
        return f"{reverse('look', args=[desk.city.slug])}?{desk.accent[1:]}"


@receiver([post_save, post_delete], sender=CityDesk)
@receiver([page_published, page_unpublished, page_slug_changed])
def forget(sender: Any, **news: Any) -> None:
    """What changed is seen at once by this process, by others within a minute."""
    if sender is CityDesk or issubclass(sender, Page):
        cache.set(GENERATION, cache.get(GENERATION, 0) + 1, None)
