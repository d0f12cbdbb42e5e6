"""Playlists on editors' pages: only those that everybody may see."""

from __future__ import annotations

from collections.abc import Collection

from opportunities.models import Playlist
from opportunities.selectors.playlist_cards import PlaylistCard, playlist_cards_of


def cards_by_number(numbers: Collection[int]) -> dict[int, PlaylistCard]:
    """The cards of those playlists that are published, by number: no query where `numbers` is empty, else two."""
    if not numbers:
        return {}
    return {card.pk: card for card in playlist_cards_of(Playlist.objects.published().filter(pk__in=numbers))}
