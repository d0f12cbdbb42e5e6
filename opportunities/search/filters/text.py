"""Words that were typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter, Values
from opportunities.search.index.bits import Bits
from opportunities.search.index.finding import rows_with
from opportunities.search.index.segment import Segment
from opportunities.search.words import ANYWHERE, MOST_LETTERS, condition, understood

QUOTES = '"„“”«»'


@dataclass(frozen=True)
class Text(Filter):
    """Words in any language. `exact` keeps them as they were typed: no typing error is corrected."""

    kind: ClassVar[str] = "text"
    parameters: ClassVar[tuple[str, ...]] = ("q", "exact")

    def describe(self) -> tuple[Parameter, ...]:
        words = gettext_lazy(
            "Words in any language: all must occur, the last may be unfinished. “In quotes”: side by side. A hyphen"
            " before a word leaves out what has it. A place among the words says where."
        )
        exact = gettext_lazy("Typing errors in the words are not corrected.")
        return (
            Parameter("q", Form.TEXT, words, most=MOST_LETTERS, example="robot"),
            Parameter("exact", Form.SWITCH, exact, values=("1",), example="1"),
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        words = _readable(next(iter(given.get("q", ())), ""))
        if len(words) > MOST_LETTERS:
            objection(_("Only the first %(count)s letters were searched for.") % {"count": MOST_LETTERS})
        if words:
            yield "q", words[:MOST_LETTERS].strip()
            if next(iter(given.get("exact", ())), "") in {"1", "on"}:
                yield "exact", "1"

    def condition(self, chosen: Chosen) -> Q:
        return condition(chosen.first("q"), chosen.city)

    def bits(self, chosen: Chosen, segment: Segment) -> Bits:
        query = understood(chosen.first("q"))
        found = segment.every() if query else Bits.none(segment.size)
        if query.groups:
            found &= rows_with(segment, query.groups, chosen.city, ANYWHERE)
        if query.excluded:
            found -= rows_with(segment, [query.excluded], chosen.city, ANYWHERE)
        return found

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        words = chosen.first("q")
        has_quotes = words[0] in QUOTES and words[-1] in QUOTES
        yield Chip("q", words, words if has_quotes else _("“%(words)s”") % {"words": words}, also=("exact",))

    def is_active(self, values: Values) -> bool:
        return bool(values.get("q"))


def _readable(text: str) -> str:
    """`text` with single blanks and without what no text can hold, as far as it may matter."""
    beginning = text[: 4 * MOST_LETTERS].encode("utf-8", "ignore").decode().replace("\x00", " ")
    return " ".join(beginning.split())
