"""Every discrete property of a search row as one number: its facet in the upper bits, the value in the lower 24.

    tag(Facet.WEEKDAY, 2)                 it meets on a Tuesday
    tag(Facet.INTEREST, interest.pk)      it belongs to this interest or to one below it

One integer array then holds all that a visitor can choose, one index serves every choice, and a count of tags is a
count of choices. Values are primary keys, or the small numbers of the enumerations in this module.
"""

from __future__ import annotations

import enum
from datetime import time
from typing import Final

VALUE_BITS: Final = 24
VALUE_MASK: Final = (1 << VALUE_BITS) - 1


class Facet(enum.IntEnum):
    """Upper bits of a tag. Numbers are stored: never reuse one."""

    INTEREST = 1
    KIND = 2
    COMPETENCE = 3
    ACCESS = 4
    AREA = 5
    DELIVERY = 6
    LANGUAGE = 7
    FUNDING = 8
    WEEKDAY = 9
    DAY_PART = 10
    SLOT = 11
    LEVEL = 12
    PROVIDER = 13
    AWARD = 14
    PLAYLIST = 15
    SEATS = 16


class Delivery(enum.IntEnum):
    ON_SITE = 1
    ONLINE = 2
    BLENDED = 3


class Funding(enum.IntEnum):
    FREE = 1
    VOUCHER = 2
    ILA = 3


class Award(enum.IntEnum):
    """What can be earned."""

    BADGE = 1
    CERTIFICATE = 2
    MICROCREDENTIAL = 3
    CREDITS = 4


class Seats(enum.IntEnum):
    """Whether one can still join. What has a free place can also be joined."""

    FREE = 1
    OPEN = 2


class DayPart(enum.IntEnum):
    """When a meeting begins: before noon, before 15, before 18, later."""

    MORNING = 1
    AFTERNOON = 2
    AFTER_SCHOOL = 3
    EVENING = 4


# The minutes of the day at which a meeting begins: from, and before.
DAY_PARTS: Final = {
    DayPart.MORNING: (0, 12 * 60),
    DayPart.AFTERNOON: (12 * 60, 15 * 60),
    DayPart.AFTER_SCHOOL: (15 * 60, 18 * 60),
    DayPart.EVENING: (18 * 60, 24 * 60),
}


def day_part(begins: time) -> DayPart:
    """The part of the day in which a meeting that `begins` then counts."""
    minute = begins.hour * 60 + begins.minute
    return next(part for part, (_from, before) in DAY_PARTS.items() if minute < before)


def tag(facet: Facet, value: int) -> int:
    """The number of `value` within `facet`. Raises: ValueError for a value that does not fit."""
    if not 0 <= value <= VALUE_MASK:
        message = f"{value} does not fit into a tag."
        raise ValueError(message)
    return facet << VALUE_BITS | value


def value_of(number: int) -> int:
    """The value that a tag stands for."""
    return number & VALUE_MASK


def bounds(facet: Facet) -> tuple[int, int]:
    """The lowest and the highest tag of a facet."""
    return facet << VALUE_BITS, facet << VALUE_BITS | VALUE_MASK


def slot(weekday: int, part: int) -> int:
    """A day of the week and a part of the day in one value, so that both can be asked of the same meeting."""
    return weekday << 3 | part


def language_value(code: str) -> int:
    """A language code of two or three letters as a number, and back by `language_code`. Regions are left out.

    Raises: ValueError for anything but ASCII letters.
    """
    letters = code.partition("-")[0].lower()
    if not (letters.isascii() and letters.isalpha() and 2 <= len(letters) <= 3):
        message = f"“{code}” is not a language code."
        raise ValueError(message)
    value = 0
    for letter in letters:
        value = value * 27 + ord(letter) - 96
    return value


def language_code(value: int) -> str:
    """The language code that `language_value` made into a number."""
    letters = ""
    while value:
        value, rest = divmod(value, 27)
        letters = chr(rest + 96) + letters
    return letters
