"""What changed in a search as an Atom feed (RFC 4287), with what has gone (RFC 6721), page after page (RFC 5005)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from geodata.geometry import Position
from opportunities.exchange.text import without_control_characters

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One listing that matches. `words` are plain text; `categories` the terms it belongs to."""

    listing: int
    url: str
    title: str
    words: str
    author: str
    categories: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    point: Position | None = None


@dataclass(frozen=True)
class Gone:
    """One listing that is no longer in the view."""

    listing: int
    at: datetime


@dataclass(frozen=True)
class Feed:
    """Whose feed it is: the page with the same search, its own address and that of the next page ("" at the end).

    `name` tells it from the other feeds of the site for ever, whatever its address.
    """

    name: str
    title: str
    page_url: str
    own_url: str
    next_url: str
    language: str
    rights: str


def tag_of(listing: int) -> str:
    """The name of a listing for ever, whatever its address becomes (RFC 4151)."""
    return tag_uri(f"listing/{listing}")


def tag_uri(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_ADDRESS).hostname},2026:{name}"


def atom(feed: Feed, *, entries: Sequence[Entry], gone: Sequence[Gone], updated_at: datetime) -> str:
    """The feed as XML text. `updated_at` is when anything in it last changed."""
    document = _Document(
        without_control_characters(feed.title),
        feed.page_url,
        "",
        language=feed.language,
        feed_url=feed.own_url,
        feed_guid=tag_uri(feed.name),
        feed_copyright=without_control_characters(feed.rights),
    )
    document.updated_at, document.gone, document.next_url = updated_at, gone, feed.next_url
    for one in entries:
        document.add_item(
            title=without_control_characters(one.title),
            link=one.url,
            description=escape(without_control_characters(one.words)),
            author_name=without_control_characters(one.author),
            categories=one.categories,
            unique_id=tag_of(one.listing),
            pubdate=one.published_at,
            updateddate=one.updated_at,
            point=one.point,
        )
    return document.writeString("utf-8")


class _Document(Atom1Feed):
    """Django's Atom writer with tombstones, places and the way to the next page."""

    updated_at: datetime
    gone: Sequence[Gone]
    next_url: str

    def root_attributes(self) -> dict[str, str]:
        more = {"xmlns:at": "http://purl.org/atompub/tombstones/1.0", "xmlns:georss": "http://www.georss.org/georss"}
        return {**super().root_attributes(), **more}

    def latest_post_date(self) -> datetime:
        return self.updated_at

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.next_url:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.next_url})
        for one in self.gone:
            attributes = {"ref": tag_of(one.listing), "when": rfc3339_date(one.at)}
            handler.addQuickElement("at:deleted-entry", "", attributes)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, object]) -> None:
        super().add_item_elements(handler, item)
        point = item.get("point")
        if isinstance(point, Position):
            handler.addQuickElement("georss:point", f"{point.y:.6f} {point.x:.6f}")
