"""How names and addresses are compared: whoever writes a spelling and whoever looks for it folds it here."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from anyascii import anyascii

DATA = Path(__file__).parent / "data"

_inside_word = re.compile(r"(?<=\w)[:·](?=\w)|['’‘`´ʹʼ]")  # S:t Michel, Vil'nyus
_not_a_word = re.compile(r"[^a-z0-9]+")
_house = re.compile(r"\d{1,4}[a-z]?")
_postcode = re.compile(r"\b(?:lt|lv|ee|fi|nl|pl) \d{4,5}(?: [a-z]{2}\b)?|(?<=\s)\d{5}\b")
_postcode_of_later_part = re.compile(r"\b\d{4,6}(?: [a-z]{2}\b)?")


def fold(text: str) -> str:
    """`text` in lower-case ASCII words parted by one space: no diacritics or punctuation, every script made Latin.

    "Žvėrynas" is "zverynas", "Вильнюс" is "vilnyus". Folding twice changes nothing more.
    """
    latin = anyascii(_inside_word.sub("", text.casefold()))
    return _not_a_word.sub(" ", _inside_word.sub("", latin).casefold()).strip()


@cache
def _vocabulary(table: str) -> dict[str, str]:
    """Every spelling of words.toml's `table` with the word it stands for."""
    words: dict[str, list[str]] = tomllib.loads((DATA / "words.toml").read_text("utf-8"))[table]
    return {spelling: word for word, spellings in words.items() for spelling in spellings}


def name_key(name: str) -> str:
    """What is left of a folded name when its kind of area is dropped and its short words are written out.

    "Žvėryno sen." and "Žvėryno seniūnija" are "zveryno"; "Vilniaus m. sav." is "vilniaus miesto".
    """
    kinds, short = _vocabulary("areas"), _vocabulary("names")
    words = fold(name).split()
    kept = [short.get(word, word) for word in words if word not in kinds]
    return " ".join(kept or words)


def spellings(name: str) -> list[str]:
    """The folded forms by which `name` is found, without repeats; none for a name without letters."""
    return [form for form in dict.fromkeys((fold(name), name_key(name))) if form]


@dataclass(frozen=True, slots=True)
class AddressWords:
    """An address taken apart: words of the street, their kinds (prospektas, square...), the house, all other words."""

    street: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    house: str = ""
    rest: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Street and rest together."""
        return self.street + self.rest

    @property
    def names_a_street(self) -> bool:
        """Whether more is asked for than a town: a house number or a kind of street was written."""
        return bool(self.house or self.kinds)


def comma_parts(text: str) -> list[str]:
    """The folded parts of an address, postal codes left out, in the order written."""
    first, *later = (f" {fold(part)}" for part in re.split(r"[,;\n]", text))
    parts = [_postcode.sub(" ", first), *(_postcode_of_later_part.sub(" ", _postcode.sub(" ", part)) for part in later)]
    return [" ".join(part.split()) for part in parts if part.strip()]


def canonical_address(text: str) -> str:
    """The address as one folded line without postal codes, kinds of street written out: "gedimino prospektas 9"."""
    kinds = _vocabulary("streets")
    words = [word for part in comma_parts(text) for word in part.split()]
    # A line may begin with an initial or with the half-typed name itself, which is no kind of street.
    return " ".join(words[:1] + [kinds.get(word, word) for word in words[1:]])


def words_after_street(part: str) -> list[str]:
    """The words of a folded part which may name a place: "Kauno g. 5 Vilnius" is in Vilnius, not in Kaunas."""
    kinds = _vocabulary("streets")
    words = part.split()
    last_kind = max((place for place, word in enumerate(words) if place and word in kinds), default=-1)
    return [word for word in words[last_kind + 1 :] if not _house.fullmatch(word)]


def _house_of(words: list[str]) -> str:
    """The number after the kind of street ("16-osios Vasario g. 3" is 3), else the first one ("123 Main St Apt 4")."""
    kinds = _vocabulary("streets")
    numbers = [place for place, word in enumerate(words) if _house.fullmatch(word)]
    after_kind = [place for place in numbers if place and words[place - 1] in kinds]
    return words[(after_kind or numbers)[0]] if numbers else ""


def _take_apart(part: str) -> AddressWords:
    kinds = _vocabulary("streets")
    words = part.split()
    house = _house_of(words)
    named = [word for word in words if word not in kinds and len(word) > 1 and not _house.fullmatch(word)]
    found = frozenset(kinds[word] for word in words if word in kinds)
    return AddressWords(tuple(named), found, house)


def address_words(text: str) -> AddressWords:
    """Take an address apart; the street is the first part which has a house number or a kind of street.

    Initials and kinds of street are no words of the street: "K. Donelaičio g. 20" and "Donelaičio 20" are the same.
    """
    parts = [_take_apart(part) for part in comma_parts(text)]
    if not parts:
        return AddressWords()
    street = next((part for part in parts if part.names_a_street and part.street), parts[0])
    rest = tuple(chain.from_iterable(part.street for part in parts if part is not street))
    house = street.house or next((part.house for part in parts if part.house), "")
    return AddressWords(street.street, street.kinds, house, rest)
