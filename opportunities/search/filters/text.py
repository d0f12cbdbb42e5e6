"""Words that were typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Given, Objection
from opportunities.search.words import MOST_LETTERS, matching_texts


@dataclass(frozen=True)
class Text(Filter):
    kind: ClassVar[str] = "text"

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        words = " ".join(next(iter(given.get(self.name, ())), "").replace("\x00", " ").split())
        if len(words) > MOST_LETTERS:
            objection(_("Only the first %(count)s letters were searched for.") % {"count": MOST_LETTERS})
        if words:
            yield self.name, words[:MOST_LETTERS].strip()

    def condition(self, chosen: Chosen) -> Q:
        return Q(opportunity__in=matching_texts(chosen.first(self.name)).values("opportunity"))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("“%(words)s”") % {"words": chosen.first(self.name)})
