"""`manage.py check` says what is wrong with BASEMAP before a visitor sees an empty map."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from maps.basemap import build
from maps.basemap.archive import UnreadableArchiveError, Version, contents
from maps.basemap.choice import chosen


def basemap_can_be_drawn(**_options: Any) -> list[CheckMessage]:
    """An error where BASEMAP names no readable archive, a warning where the built one is missing."""
    choice = chosen(settings.BASEMAP)
    found: list[CheckMessage] = []
    if choice.file:
        try:
            contents(Version.of(choice.file))
        except FileNotFoundError:
            hint = "Set BASEMAP to a PMTiles file, to the address of a style, or leave it out."
            found.append(Error(f"BASEMAP: there is no file {choice.file}.", hint=hint, id="maps.E001"))
        except UnreadableArchiveError as error:
            found.append(Error(f"BASEMAP: {error}", id="maps.E002"))
    if not choice.style and not build.ARCHIVE.exists():
        hint = "Run: python -m maps.basemap.build"
        found.append(Warning("The basemap has not been built.", hint=hint, id="maps.W001"))
    return found
