"""The pictures of their own that playlists and stops may have; where there is none, a drawing stands in."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files import File
from wagtail.images import get_image_model
from wagtail.models import Collection

from opportunities.models import City, Playlist, PlaylistStop
from people.models import User


@dataclass(frozen=True)
class PhotoChange:
    """What is wanted: a new `file`, checked already, or None; what the picture `shows`; whether it `is_gone`."""

    file: File | None
    shows: str
    by: User
    is_gone: bool = False


def change_photo(row: Playlist | PlaylistStop, change: PhotoChange, city: City) -> None:
    """Give `row`, which is not saved here, the picture that is wanted; a new one goes to the collection of `city`."""
    if change.file:
        row.photo = get_image_model().objects.create(
            title=change.shows,
            description=change.shows,
            file=change.file,
            collection=_collection_of(city),
            uploaded_by_user=change.by,
        )
    elif change.is_gone:
        row.photo = None
    elif row.photo and row.photo.description != change.shows:
        row.photo.description = change.shows
        row.photo.save()


def _collection_of(city: City) -> Collection:
    """That of the city's desk in the newsroom, else the one above all."""
    desk = getattr(city, "desk", None)
    return desk.collection if desk else Collection.get_first_root_node()
