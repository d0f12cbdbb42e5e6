"""Words that mean the same, per language: data/synonyms.toml, and what the operator adds in PRIVATE_DIR/synonyms.toml.

    [en]
    football = ["soccer"]

Each word of a line also finds the others of that line. A star at the end stands for any ending: "chor*". Where a word
stands in several languages it finds what all of them say.
"""

from __future__ import annotations

import logging
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from geodata.words import fold

DATA = Path(__file__).parent.parent / "data" / "synonyms.toml"
SHORTEST_STEM = 3
logger = logging.getLogger(__name__)


def same_as(phrase: str) -> Sequence[str]:
    """What means the same as `phrase` in any language; one with a star at the end: whatever begins so."""
    return _catalogue().of(phrase)


class Synonyms:
    """Lines of words that mean the same. Case and diacritics do not matter."""

    def __init__(self, lines: Iterable[Sequence[str]]) -> None:
        self._lines: list[tuple[str, ...]] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        for line in lines:
            for word in line:
                folded, place = fold(word), len(self._lines)
                (self._stems if word.endswith("*") else self._exact)[folded].append(place)
            self._lines.append(tuple(line))

    def of(self, phrase: str) -> list[str]:
        """The others of every line on which `phrase` stands."""
        folded = fold(phrase)
        places = list(self._exact.get(folded, ()))
        for length in range(SHORTEST_STEM, len(folded) + 1):
            places += self._stems.get(folded[:length], ())
        return list(dict.fromkeys(word for place in places for word in self._lines[place] if fold(word) != folded))


def read(path: Path) -> tuple[list[list[str]], list[str]]:
    """(lines that can be used, faults in words) of a file of synonyms."""
    try:
        languages: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [f"{path.name}: {error}"]
    lines, faults = [], []
    for language, table in languages.items():
        for word, others in table.items() if isinstance(table, dict) else [("", table)]:
            line = [word, *others] if isinstance(others, list) else [word, others]
            if all(isinstance(each, str) and _is_word(each) for each in line):
                lines.append(line)
            else:
                faults.append(f"{path.name}: {language}: {word}: {others!r} is no list of words.")
    return lines, faults


def _is_word(text: str) -> bool:
    return len(fold(text)) >= (SHORTEST_STEM if text.endswith("*") else 1)


@cache
def _catalogue() -> Synonyms:
    """Both files, read once by each process. What is wrong in them is left out and logged."""
    lines: list[list[str]] = []
    for path in (DATA, settings.PRIVATE_DIR / "synonyms.toml"):
        found, faults = read(path) if path.exists() else ([], [])
        lines += found
        for fault in faults:
            logger.error("%s", fault)
    return Synonyms(lines)
