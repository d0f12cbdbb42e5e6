"""The playlists of a demo city: the same in each, met by what that city offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opportunities.demo.plan import ListingPlan
from opportunities.demo.profiles import read
from opportunities.models import City, Opportunity, Playlist, PlaylistStop

MOST_AT_A_STOP = 12


def write_playlists(city: City, listings: Sequence[ListingPlan], keys: Mapping[int, int]) -> None:
    """Write the playlists of `city`. `keys` gives the primary key of each listing by its number."""
    through = PlaylistStop.opportunities.through
    links = through.objects
    for position, (slug, told) in enumerate(read("playlists.toml").items()):
        values = {"names": told["names"], "state": Playlist.State.PUBLISHED, "position": position}
        playlist, _ = Playlist.objects.update_or_create(city=city, slug=slug, defaults=values)
        for number, stop in enumerate(told["stops"], 1):
            row, _ = PlaylistStop.objects.update_or_create(
                playlist=playlist, position=number, defaults={"names": stop["names"]}
            )
            links.filter(playliststop=row).delete()
            met_by = [keys[one.number] for one in _meeting(stop["interests"], listings) if one.number in keys]
            links.bulk_create(through(playliststop=row, opportunity_id=pk) for pk in met_by)
        playlist.stops.filter(position__gt=len(told["stops"])).delete()


def _meeting(interests: Sequence[str], listings: Sequence[ListingPlan]) -> list[ListingPlan]:
    """The first published listings with one of `interests` as their main one."""
    is_open = (one for one in listings if one.status == Opportunity.Status.PUBLISHED)
    return [one for one in is_open if one.interests[0] in interests][:MOST_AT_A_STOP]
