"""Where: within minutes of a place, by public transport, on foot or by bicycle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.reach import LEAST_MINUTES, MOST_MINUTES, Mode, plan_of, reached

MODES = {
    Mode.TRANSIT: gettext_lazy("By public transport"),
    Mode.WALK: gettext_lazy("On foot"),
    Mode.CYCLE: gettext_lazy("By bicycle"),
}


class IsOneOf(Func):
    """Whether the first expression is in the array that is the second: one parameter, however many keys."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class Reach(Filter):
    """Within minutes of where the visitor looks from: in time for a session and home again."""

    kind: ClassVar[str] = "reach"
    parameters: ClassVar[tuple[str, ...]] = ("minutes", "mode", "depart")

    def describe(self) -> tuple[Parameter, ...]:
        return (
            Parameter(
                "minutes",
                Form.INTEGER,
                gettext_lazy("The longest way from `near` or `at`, and back, in minutes, in place of a distance."),
                least=LEAST_MINUTES,
                most=MOST_MINUTES,
                example="30",
            ),
            Parameter("mode", Form.CHOICE, gettext_lazy("How one travels; transit unless told."), values=tuple(Mode)),
            Parameter(
                "depart",
                Form.TEXT,
                gettext_lazy(
                    "When one leaves, as 15:00, on the first of the chosen days; in time for each session unless told."
                ),
                example="15:00",
            ),
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        minutes, mode, depart = (next(iter(given.get(name, ())), "").strip() for name in self.parameters)
        if not minutes:
            return
        if not (re.fullmatch(r"[0-9]{1,3}", minutes) and LEAST_MINUTES <= int(minutes) <= MOST_MINUTES):
            objection(
                _("Minutes go from %(least)s to %(most)s. “%(value)s” was left out.")
                % {"least": LEAST_MINUTES, "most": MOST_MINUTES, "value": minutes[:40]}
            )
            return
        yield "minutes", str(int(minutes))
        if mode in MODES:
            if mode != Mode.TRANSIT:
                yield "mode", mode
        elif mode:
            objection(_("“%(value)s” is no way to travel that we know, so it was left out.") % {"value": mode[:40]})
        if found := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", depart, re.ASCII):
            yield "depart", f"{int(found[1]):02}:{found[2]}"
        elif depart:
            objection(_("“%(value)s” is not a time like 15:00, so it was left out.") % {"value": depart[:40]})

    def condition(self, chosen: Chosen) -> Q:
        plan = plan_of(chosen)
        if plan is None:
            return Q()
        return Q(IsOneOf(F("pk"), Value(reached(plan), output_field=ArrayField(BigIntegerField()))))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        if chosen.origin is None:
            return
        words = {
            Mode.TRANSIT: _("Within %(minutes)s min by public transport"),
            Mode.WALK: _("Within %(minutes)s min on foot"),
            Mode.CYCLE: _("Within %(minutes)s min by bicycle"),
        }[self._counted_mode(chosen)]
        minutes = chosen.first("minutes")
        yield Chip("minutes", minutes, words % {"minutes": minutes}, also=("mode", "depart"))

    @staticmethod
    def _counted_mode(chosen: Chosen) -> Mode:
        """How minutes are counted: on foot where a ride was asked for and no timetable is known."""
        mode, plan = Mode(chosen.first("mode") or Mode.TRANSIT), plan_of(chosen)
        return Mode.WALK if mode is Mode.TRANSIT and plan and plan.timetable is None else mode
