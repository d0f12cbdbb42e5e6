"""What a curator should find in Vilnius: faults of the kinds that real catalogues have. docs/demo.md lists them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from opportunities.demo.plan import CityPlan, ListingPlan, TextPlan, stream
from opportunities.demo.profiles import Profile
from opportunities.demo.words import words

UNPUBLISHED = {"draft": 5, "submitted": 5, "archived": 5}
MARKED_DUPLICATES = 4
UNMARKED_DUPLICATES = 3
STALE = 14


def plant_faults(plan: CityPlan, profile: Profile, today: date) -> None:
    """Spoil some listings of `plan`, each in one way, and add those that are not published."""
    sound = _sound(plan)
    wrong = words(profile.tongue).common["faults"]
    _duplicates(plan, sound)
    _contradict(sound, wrong)
    for listing in sound.take(STALE):
        listing.confirmed_days, listing.fault = 420 + listing.number % 300, "stale"
    for listing in sound.take(2):
        _scatter(listing, today)
    for listing, address in zip(sound.take(4), wrong["addresses"], strict=True):
        _lose_place(plan, listing, address)
    for listing, (reason, said) in zip(sound.take(6), wrong["problems"], strict=True):
        plan.problems.append((listing.number, reason, said))
        listing.fault = "reported"
    _add_unpublished(plan, profile)


class _sound:  # noqa: N801 - reads as the word it is
    """Hands out listings that have no fault yet: plain ones, spread over the whole plan."""

    def __init__(self, plan: CityPlan) -> None:
        plain = [one for one in plan.listings if one.kind in {"group", "club", "workshop"} and one.sessions[0].venue]
        stream(plan.slug, "faults").shuffle(plain)
        self._left = iter([one for one in plain if one.programme is None and len(one.sessions) == 1])

    def take(self, number: int) -> list[ListingPlan]:
        return [next(self._left) for _ in range(number)]


def _duplicates(plan: CityPlan, sound: _sound) -> None:
    """Pairs that say nearly the same; some are marked for the curator already, some are to be found."""
    pairs = MARKED_DUPLICATES + UNMARKED_DUPLICATES
    for position, (first, second) in enumerate(zip(sound.take(pairs), sound.take(pairs), strict=True)):
        kept = deepcopy(first)
        second.kind, second.audience, second.interests = kept.kind, kept.audience, kept.interests
        second.original_language, second.texts, second.sessions = kept.original_language, kept.texts, kept.sessions
        for text in second.texts:
            text.title = text.title.replace("„", '"').replace("“", '"') + ("." if position % 2 else "")
        second.fault = "duplicate"
        if position < MARKED_DUPLICATES:
            plan.duplicates.append((first.number, second.number))


def _contradict(sound: _sound, wrong: dict[str, Any]) -> None:
    """Words that contradict the figures, titles that shout, links that lead nowhere."""
    for listing, ages in zip(sound.take(3), wrong["ages"], strict=True):
        listing.sessions[0].ages_text, listing.fault = ages, "ages contradict"
    for listing, price in zip(sound.take(3), wrong["prices"], strict=True):
        listing.sessions[0].price_text, listing.fault = price, "price contradicts"
    for listing in sound.take(2):
        listing.fault = "title in capitals"
        for text in listing.texts:
            text.title = text.title.upper()
    for listing in sound.take(4):
        listing.fault = "dead link"
        for session in listing.sessions:
            session.booking_url = f"https://nebeveikia.example/404/{listing.number}"


def _scatter(listing: ListingPlan, today: date) -> None:
    """Dates without any order: some long gone, some years ahead, one on a night."""
    session = listing.sessions[0]
    session.weekdays, session.rrule, session.ends_on = [], "", None
    session.starts_on = today - timedelta(days=400)
    session.rdates = [str(today + timedelta(days=days)) for days in (-210, 3, 96, 11, 371, 40)]
    listing.fault = "dates all over"


def _lose_place(plan: CityPlan, listing: ListingPlan, address: str) -> None:
    """Move it to a place whose point nobody knows."""
    known = plan.venues[listing.sessions[0].venue or 0]
    number = len(plan.venues)
    lost = deepcopy(known)
    lost.number, lost.at, lost.placement, lost.address, lost.name = number, None, "none", address, ""
    lost.postcode, lost.accessibility = "", []
    plan.venues.append(lost)
    listing.sessions[0].venue, listing.fault = number, "no point"


def _add_unpublished(plan: CityPlan, profile: Profile) -> None:
    """Drafts, listings that wait for review, and archived ones: beyond those that everybody sees."""
    rng = stream(plan.slug, "unpublished")
    patterns = words(profile.tongue).common["faults"]["unpublished"]
    models = rng.sample([one for one in plan.listings if not one.fault and one.programme is None], 15)
    statuses = [status for status, number in UNPUBLISHED.items() for _ in range(number)]
    for model, status in zip(models, statuses, strict=True):
        added = deepcopy(model)
        added.number, added.status = len(plan.listings) + 1, status
        text = added.texts[0]
        title = patterns[status].format(title=text.title)
        description = "" if status == "draft" else text.description
        added.texts = [TextPlan(text.language, title, text.summary, description)]
        added.original_language = text.language
        plan.listings.append(added)
