"""What the setting BASEMAP asks for. Free of Django, so that settings can ask before anything is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Choice:
    """Either nothing (the built basemap), or a PMTiles `file` over it, or the address of a whole `style`."""

    file: Path | None = None
    style: str = ""


def chosen(basemap: str) -> Choice:
    """Read the setting: "", a path, or an address that begins with http:// or https://."""
    text = basemap.strip()
    if not text:
        return Choice()
    if urlsplit(text).scheme in {"http", "https"}:
        return Choice(style=text)
    return Choice(file=Path(text).expanduser())


def foreign_origins(basemap: str, further: Sequence[str] = ()) -> list[str]:
    """The origins that pages may fetch tiles, fonts and pictures from: none, unless a style address is set.

    A style may name hosts that its address does not show: those are `further` (the setting BASEMAP_ORIGINS).
    """
    address = urlsplit(chosen(basemap).style)
    if not address.netloc:
        return []
    return [f"{address.scheme}://{address.netloc}", *further]
