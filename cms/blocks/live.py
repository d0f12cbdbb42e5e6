"""Blocks that show the catalogue as it is now."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import ShelfBlock, ShownChooserBlock, city_of
from cms.blocks.filters import FiltersBlock
from cms.choosers import playlist_chooser, provider_chooser, shown_playlists, shown_providers, snapshot_chooser
from cms.selectors import figures, shelves
from cms.selectors.playlists import cards_by_number
from cms.selectors.shelves import Wish


class LikeThisBlock(ShelfBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    filters = FiltersBlock(label=_("What is shown"))
    count = blocks.IntegerBlock(label=_("At most"), min_value=1, max_value=12, default=4)

    def wish(self, value: Any) -> Wish:
        return Wish(value.get("filters") or "", value.get("count") or shelves.FEW)

    class Meta:
        icon = "search"
        label = _("Activities like this")
        group = _("Live")
        template = "cms/blocks/like_this.html"
        description = _("Cards of what the filters find, always up to date.")
        preview_value = {"title": "Free, and this week", "filters": "funding=free", "count": 2}


class DatesBlock(ShelfBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    filters = FiltersBlock(label=_("What is shown"))
    count = blocks.IntegerBlock(label=_("At most"), min_value=1, max_value=12, default=6)

    def wish(self, value: Any) -> Wish:
        today = timezone.localdate().isoformat()
        chosen = value.get("filters") or ""
        since = "" if "from=" in chosen else f"&from={today}"
        return Wish(f"{chosen}{since}&sort=soonest", value.get("count") or shelves.FEW)

    class Meta:
        icon = "date"
        label = _("Coming dates")
        group = _("Live")
        template = "cms/blocks/dates.html"
        description = _("What is next, the soonest first.")
        preview_value = {"title": "Coming up", "filters": "", "count": 4}


class MapBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    filters = FiltersBlock(label=_("What is on the map"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        city = city_of(context)
        return {**context, "strip": shelves.strip(city, value.get("filters") or "") if city else None}

    class Meta:
        icon = "site"
        label = _("Map of these")
        group = _("Live")
        template = "cms/blocks/map.html"
        description = _("A map of what the filters find. It is loaded when somebody scrolls to it.")
        preview_value = {"title": "Where it is", "filters": "funding=free"}


class SnapshotBlock(blocks.StructBlock):
    snapshot = ShownChooserBlock(snapshot_chooser, label=_("Map"))

    class Meta:
        icon = "site"
        label = _("Map as it was")
        group = _("Live")
        template = "cms/blocks/snapshot.html"
        description = _("A map that was kept under “Posters”, as it was on that day.")
        preview_template = "cms/blocks/previews/snapshot.html"


class PlaylistBlock(blocks.StructBlock):
    playlist = ShownChooserBlock(playlist_chooser, label=_("Playlist"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        number = self.number(value)
        ready = context.get("playlist_cards")
        return {**context, "card": (cards_by_number([number]) if ready is None else ready).get(number)}

    def get_preview_value(self) -> Any:
        return self.normalize({"playlist": shown_playlists().first()})

    def number(self, value: Any) -> int:
        """The playlist's number; 0 where it has gone."""
        chosen = value.get("playlist")
        return chosen.pk if chosen else 0

    class Meta:
        icon = "list-ol"
        label = _("Playlist")
        group = _("Live")
        template = "cms/blocks/playlist.html"
        description = _("The card of one playlist.")


class SpotlightBlock(ShelfBlock):
    """A little-known place: who they are in the editor's words, and what they offer now."""

    provider = ShownChooserBlock(provider_chooser, label=_("Organisation"))
    words = blocks.TextBlock(label=_("Why to go there"), max_length=400)

    def wish(self, value: Any) -> Wish:
        provider = value.get("provider")
        return Wish(f"provider={provider.pk}", 2) if provider else Wish("", 0)

    def get_preview_value(self) -> Any:
        words = _("A courtyard, a kettle and seven instruments that anybody may play.")
        return self.normalize({"provider": shown_providers().order_by("pk").first(), "words": words})

    class Meta:
        icon = "view"
        label = _("Little-known place")
        group = _("Live")
        template = "cms/blocks/spotlight.html"
        description = _("One organisation that more people should know, with two of its activities.")


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        city = city_of(context)
        return {**context, "figures": figures.of_city(city) if city else []}

    class Meta:
        icon = "table"
        label = _("The city in figures")
        group = _("Live")
        template = "cms/blocks/figures.html"
        description = _("How much there is now, counted anew every minute.")
        preview_value = {"title": "The city in figures"}
