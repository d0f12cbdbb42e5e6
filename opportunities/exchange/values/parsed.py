"""What a value parser gives back, and the folding of words they all compare by."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_DASHES = re.compile(r"[‐‑‒–—―−]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """`value`, or None with the `reason` for a person; both empty where there was nothing to read."""

    value: T | None = None
    reason: str = ""


def fold(text: str) -> str:
    """`text` in lower case, without diacritics, with plain dashes and single blanks."""
    if text.isascii():
        return _BLANKS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _BLANKS.sub(" ", _DASHES.sub("-", plain)).strip()
