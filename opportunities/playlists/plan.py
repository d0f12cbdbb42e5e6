"""Whether a playlist can be finished in time, and how: meetings given to its stops, in order, none over another.

Pure: no database, no clock. Exact: where there is a plan, one is found. The stops are taken one by one; of the ways to
do a stop the one that is done first leaves the most to the stops after it.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True, order=True)
class Meeting:
    """One dated meeting of a session, by its number; 0 where one can come at any time."""

    starts_at: datetime
    ends_at: datetime
    session: int = 0
    is_all_day: bool = False


@dataclass(frozen=True)
class Choice:
    """An offer that meets a stop: its `meetings`, or the time from `opens_at` on in which one can do it at will.

    `closes_at` None: nobody said until when.
    """

    offer: int
    meetings: tuple[Meeting, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @cached_property
    def _by_start(self) -> tuple[list[datetime], list[Meeting]]:
        """The starts in order, and for each the meeting that ends first of those that start then or later."""
        ordered = sorted(self.meetings)
        first: list[Meeting] = []
        for meeting in reversed(ordered):
            first.append(meeting if not first or meeting.ends_at <= first[-1].ends_at else first[-1])
        return [meeting.starts_at for meeting in ordered], first[::-1]

    def soonest(self, since: datetime) -> Meeting | None:
        """The meeting that is over first of those that start at `since` or later; None where there is none."""
        starts, first = self._by_start
        place = bisect_left(starts, since)
        found = first[place] if place < len(starts) else None
        if self.opens_at is not None:
            at = max(since, self.opens_at)
            if (self.closes_at is None or at <= self.closes_at) and (found is None or at < found.ends_at):
                return Meeting(at, at)
        return found


@dataclass(frozen=True)
class Step:
    """One stop: `needs` different ones of its `choices`."""

    stop: int
    choices: tuple[Choice, ...]
    needs: int = 1
    is_optional: bool = False


class Reason(enum.StrEnum):
    """Why a stop cannot be done: nothing meets it, too few do, or none in time."""

    NOTHING = "nothing"
    FEW = "few"
    LATE = "late"


@dataclass(frozen=True)
class Flaw:
    stop: int
    code: Reason


@dataclass(frozen=True)
class Pick:
    """What to go to for a stop."""

    stop: int
    offer: int
    meeting: Meeting


@dataclass(frozen=True)
class Plan:
    """The picks in the order of time; or, where the playlist cannot be finished, the `flaws`, never both."""

    picks: tuple[Pick, ...] = ()
    flaws: tuple[Flaw, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        return not self.flaws


def make_plan(steps: Sequence[Step], *, since: datetime, until: datetime) -> Plan:
    """A plan of every stop that may not be left out, in order, between `since` and `until`.

    It goes to no offer twice where taking the stops one by one finds such a plan; else it is the plan that is over
    first, which may. The flaws name every stop with too few choices or, where none has, the first that is not over in
    time.
    """
    steps = [step for step in steps if not step.is_optional]
    short = [Flaw(step.stop, Reason.FEW if step.choices else Reason.NOTHING) for step in steps if _is_short(step)]
    if short:
        return Plan(flaws=tuple(short))
    varied = _in_order(steps, since, until, is_varied=True)
    return varied if varied.is_complete else _in_order(steps, since, until)


def _in_order(steps: Iterable[Step], since: datetime, until: datetime, *, is_varied: bool = False) -> Plan:
    """The plan that does each stop as soon as can be; a varied one goes to no offer for two stops."""
    picks: list[Pick] = []
    at = since
    for step in steps:
        used = {pick.offer for pick in picks} if is_varied else set[int]()
        done = _first_done([one for one in step.choices if one.offer not in used], step.needs, at, until)
        if done is None:
            return Plan(flaws=(Flaw(step.stop, Reason.LATE),))
        picks += [Pick(step.stop, offer, meeting) for offer, meeting in done]
        at = picks[-1].meeting.ends_at
    return Plan(picks=tuple(picks))


def _is_short(step: Step) -> bool:
    return len({choice.offer for choice in step.choices}) < step.needs


Done = list[tuple[int, Meeting]]


def _first_done(choices: Sequence[Choice], needs: int, at: datetime, until: datetime) -> Done | None:
    """`needs` meetings of different offers one after another from `at` on, the last of them over as soon as can be.

    At each place only the `needs` offers that are over first have to be tried: of these at most `needs` - 1 are used at
    the other places of the best answer, so one is left to put there, and it is over no later.
    """
    best: Done | None = None
    for meeting, choice in _soonest(choices, at, until)[:needs]:
        rest: Done | None = []
        if needs > 1:
            others = [other for other in choices if other.offer != choice.offer]
            rest = _first_done(others, needs - 1, meeting.ends_at, until)
        if rest is None:
            continue
        done = [(choice.offer, meeting), *rest]
        if best is None or done[-1][1].ends_at < best[-1][1].ends_at:
            best = done
    return best


def _soonest(choices: Iterable[Choice], at: datetime, until: datetime) -> list[tuple[Meeting, Choice]]:
    """The next meeting of each offer that is over by `until`, what is over first before the others."""
    found = [(meeting, choice) for choice in choices if (meeting := choice.soonest(at)) and meeting.ends_at <= until]
    return sorted(found, key=lambda pair: (pair[0].ends_at, pair[1].offer))
