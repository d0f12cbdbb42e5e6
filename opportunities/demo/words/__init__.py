"""The words of the demonstration, written by hand: `<language>/common.toml` for all, `<language>/<field>.toml` for each
interest, `<language>/specials.toml` for listings whose whole text is their own.

The lists of an entry run parallel across languages: the second Lithuanian title says what the second English one says.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """What can be said of one interest. `of` is its name as it stands before "group" or "course" in this language."""

    titles: list[str]
    summaries: list[str]
    texts: list[str]
    of: str = ""
    learn: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """Everything in one language."""

    language: str
    common: dict[str, Any]
    entries: dict[str, Entry]


@cache
def words(language: str) -> Words:
    """Raises: FileNotFoundError for a language without words."""
    folder = HERE / language
    common = tomllib.loads((folder / "common.toml").read_text("utf-8"))
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "common.toml":
            entries |= {key: Entry(**value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}
    return Words(language, common, entries)
