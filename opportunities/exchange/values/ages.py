"""Ages as people write them: "6 and up", "5-12", "nuo 7 metų", "grades 3-5"."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opportunities.exchange.values.parsed import Parsed, fold

OLDEST = 120

# Added to a grade: the age at which most children begin it. They are a year older when it ends.
GRADE_AGES = {"US": 5, "CA": 5, "LT": 6, "LV": 6, "EE": 6, "FI": 6}

_N = r"(\d{1,3})"
_YEARS = (
    r"(?:\s*(?:y|yo|yrs?|years?|years? old|m|metai|metu|metams|g|gadi|gadiem|v|vuotiaat|j|jaar|anos|ans|jahre)\.?)?"
)
_LEAD = r"(?:(?:ages?|aged|children|kids|vaikai|vaikams|amzius)\s*:?\s*)?"
_BETWEEN = re.compile(
    rf"{_LEAD}(?:from |between |nuo |de |van |no |von )?{_N}{_YEARS}"
    rf"\s*(?:-|to|and|iki|a|tot|lidz|bis|through)\s*{_N}{_YEARS}"
)
_UPWARDS = re.compile(
    rf"{_LEAD}(?:{_N}{_YEARS}\s*(?:\+|(?:and|or|&) (?:up|over|older|above)|ir (?:vyresni(?:ems)?|daugiau)"
    rf"|en ouder|y mas|ja vanhemmat|un vecaki){_YEARS}|(?:from|nuo|a partir de|vanaf|from age|ab|no)\s+{_N}{_YEARS})"
)
_DOWNWARDS = re.compile(rf"{_LEAD}(?:up to|iki|hasta|t/m|tot en met|lidz)\s+{_N}{_YEARS}")
_BELOW = re.compile(rf"{_LEAD}(?:under|below|younger than|menores de|onder)\s+{_N}{_YEARS}")
_EXACT = re.compile(rf"{_LEAD}{_N}{_YEARS}")
_GRADES = re.compile(
    r"(?:grades?|klases?)\s*(k|\d{1,2})(?:\s*(?:-|to|through|iki)\s*(k|\d{1,2}))?|(\d{1,2})\s*-\s*(\d{1,2}) klases?"
)
_EVERYBODY = {
    "all ages",
    "all",
    "everyone",
    "visi",
    "visiems",
    "visoms",
    "alle leeftijden",
    "todos los publicos",
    "kaikki",
}


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Whole years, both ends included; None where that end is open."""

    youngest: int | None = None
    oldest: int | None = None


def parse_ages(text: str, *, grades: str = "") -> Parsed[AgeRange]:
    """The ages that `text` names.

    Args:
        grades: country whose school grades are meant (US, CA, LT, LV, EE, FI); without it grades stay text.
    """
    folded = fold(text).strip(" .")
    if not folded:
        return Parsed()
    if folded in _EVERYBODY:
        return Parsed(AgeRange(0, None))
    if match := _BETWEEN.fullmatch(folded):
        return in_order(int(match[1]), int(match[2]))
    if match := _UPWARDS.fullmatch(folded):
        return in_order(int(match[1] or match[2]), None)
    if match := _DOWNWARDS.fullmatch(folded):
        return in_order(None, int(match[1]))
    if match := _BELOW.fullmatch(folded):
        return in_order(None, int(match[1]) - 1)
    if match := _EXACT.fullmatch(folded):
        return in_order(int(match[1]), int(match[1]))
    if match := _GRADES.fullmatch(folded):
        return _from_grades(match, grades)
    return Parsed(reason=_("No ages could be read for certain; the text is kept. Write for example 6-12 or 16+."))


def in_order(youngest: int | None, oldest: int | None) -> Parsed[AgeRange]:
    """The range from `youngest` to `oldest`, refused where it is the wrong way round or beyond a human life."""
    given = [age for age in (youngest, oldest) if age is not None]
    if any(not 0 <= age <= OLDEST for age in given):
        return Parsed(reason=_("An age lies between 0 and %(oldest)s.") % {"oldest": OLDEST})
    if len(given) == 2 and given[0] > given[1]:
        return Parsed(reason=_("The youngest age is above the oldest."))
    return Parsed(AgeRange(youngest, oldest))


def parse_age(text: str) -> Parsed[int]:
    """One age in whole years; "13.0", as spreadsheets write it, is 13."""
    if not text.strip():
        return Parsed()
    match = re.fullmatch(r"\s*(\d{1,3})(?:[.,]0+)?\s*", text, re.ASCII)
    if match is None or int(match[1]) > OLDEST:
        return Parsed(reason=_("An age is a whole number from 0 to %(oldest)s.") % {"oldest": OLDEST})
    return Parsed(int(match[1]))


def _from_grades(match: re.Match[str], country: str) -> Parsed[AgeRange]:
    begins = GRADE_AGES.get(country.upper())
    if begins is None:
        return Parsed(
            reason=_('Grades are kept as text: say in the mapping whose grades they are, as in grades = "US".')
        )
    first = match[1] or match[3]
    last = match[2] or match[4] or first
    low, high = (0 if grade == "k" else int(grade) for grade in (first, last))
    return in_order(begins + low, begins + high + 1)
