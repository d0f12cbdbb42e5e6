"""What is offered: every kind and interest in a city, each listing with its provider, place, texts and sessions."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from opportunities.demo.calendar import Calendar, season_of
from opportunities.demo.earning import add_awards, set_booking
from opportunities.demo.faults import plant_faults
from opportunities.demo.places import make_venues
from opportunities.demo.plan import CityPlan, ListingPlan, ProgrammePlan, ProviderPlan, VenuePlan, stream
from opportunities.demo.profiles import Profile, interests, mix, profiles, shares
from opportunities.demo.providers import make_providers
from opportunities.demo.sessions import Brief, make_sessions
from opportunities.demo.texts import Author
from opportunities.demo.words import words

FREE = {"volunteering": 100, "open-space": 100, "internship": 100, "youth-project": 95, "event": 62, "digital": 50,
        "club": 48, "workshop": 30, "group": 24, "course": 16, "camp": 10}  # fmt: skip
ILA_FIELDS = ("technology", "languages", "life", "science", "making", "art", "nature", "community")
ILA_PROVIDERS = {"vet", "higher-education", "company", "ngo"}
# Of every 60: 46 in force, and some of each other fate.
DECISIONS = ["positive"] * 46 + ["pending"] * 5 + ["negative"] * 3 + ["suspended"] * 3 + ["expired"] * 3
QUALITY_BODY = "KPMPC (demo)"
VOUCHER_AUDIENCES = "pkty"
SCHOOL_DAYS = 365


def make_plan(slug: str, today: date) -> CityPlan:
    """Everything of one city as of `today`: the same rows every day, with dates that move on."""
    profile = profiles()[slug]
    venues = make_venues(profile)
    providers = make_providers(profile, venues)
    plan = CityPlan(slug, venues, providers, _Maker(profile, venues, providers, today).listings())
    if slug == "vilnius":
        plant_faults(plan, profile, today)
    return plan


class _Maker:
    def __init__(self, profile: Profile, venues: list[VenuePlan], providers: list[ProviderPlan], today: date) -> None:
        self.profile, self.venues, self.providers = profile, venues, providers
        self.today, self.calendar = today, Calendar(today)
        self.author = Author(profile.texts)
        self.used: Counter[str] = Counter()

    def listings(self) -> list[ListingPlan]:
        rng = stream(self.profile.slug, "slots")
        slots = [provider for provider in self.providers for _ in range(provider.size)]
        rng.shuffle(slots)
        kinds = shares(mix()["kinds"], self.profile.listings)
        found = []
        ila_left = self.profile.ila
        for number, provider in enumerate(slots, 1):
            kind = _kind(provider, kinds, rng)
            kinds[kind] -= 1
            is_ila = bool(ila_left and kind == "course" and provider.kind in ILA_PROVIDERS)
            ila_left -= is_ila
            found.append(self._listing(number, provider, kind, ila=self.profile.ila - ila_left if is_ila else 0))
        return found

    def _listing(self, number: int, provider: ProviderPlan, kind: str, *, ila: int) -> ListingPlan:
        rng = stream(self.profile.slug, "listing", number)
        audience = "a" if ila else _drawn(mix()["audiences"][kind], rng)
        key, interest = self._subject(provider, kind, audience, rng, ila=bool(ila))
        field = interests()[interest][0]
        season = season_of(rng)
        written_in, original = self._languages(rng)
        brief = Brief(
            kind=kind,
            audience=audience,
            season=season,
            is_free=not ila and rng.randrange(100) < FREE[kind],
            delivery=_delivery(kind, rng, ila=bool(ila)),
            is_ila=bool(ila),
            booking_url=f"https://{provider.slug}.example/{number}" if rng.randrange(100) < 58 else "",
        )
        venues = self._venues(provider, field, kind, rng)
        sessions = make_sessions(brief, venues, rng, self.calendar, self.profile)
        if original == "en" and len(written_in) == 1:
            for session in sessions:
                session.languages = list(dict.fromkeys(["en", *session.languages[:1]]))
        can_pay = bool(self.profile.voucher_name) and kind == "group" and audience in VOUCHER_AUDIENCES
        listing = ListingPlan(
            number=number,
            provider=provider.number,
            kind=kind,
            audience=audience,
            interests=self._interests(interest, field, rng),
            competences=_competences(field, rng, ila=bool(ila)),
            accessibility=_accessibility(rng),
            education_field=mix()["education_fields"][field] if ila or rng.randrange(100) < 25 else "",
            level=rng.choice([3, 4, 4, 5, 5, 6]) if ila else rng.choice([1, 2, 3]) if kind == "course" else None,
            takes_voucher=can_pay and not brief.is_free and rng.randrange(100) < 62,
            website=f"{provider.website}veikla/{number}" if provider.website and rng.randrange(2) else provider.website,
            published_days=int(rng.paretovariate(0.9) * 3) % 330,
            confirmed_days=rng.choice([0, 1, 3, 5, 8, 12, 17, 25, 33, 41, 56, 70, 95, 120]),
            original_language=original,
            texts=self.author.write(rng, key, kind, audience, season=season, written_in=written_in),
            sessions=sessions,
        )
        if ila:
            listing.programme = self._programme(ila, rng)
        more = stream(self.profile.slug, "earning", number)
        add_awards(listing, self.profile, more)
        set_booking(listing, self.profile, more)
        return listing

    def _subject(self, provider: ProviderPlan, kind: str, audience: str, rng: Random, *, ila: bool) -> tuple[str, str]:
        """(whose words, which interest): what has been offered least compared with how often people want it."""
        specials = {key: interest for key, (one, interest) in mix()["specials"].items() if one == kind}
        if specials:
            key = min(specials, key=lambda one: (self.used[one], rng.randrange(1000)))
            self.used[key] += 1
            return key, specials[key]
        known = words(self.profile.tongue).entries
        all_fitting = {
            slug: (field, often)
            for slug, (field, often, ages) in interests().items()
            if audience in ages and slug in known and (not ila or field in ILA_FIELDS)
        }
        fitting = {slug: often for slug, (field, often) in all_fitting.items() if field in provider.fields}
        fitting = fitting or {slug: often for slug, (_, often) in all_fitting.items()}
        weights = [often / (1 + self.used[slug]) ** 1.6 for slug, often in fitting.items()]
        interest = rng.choices(list(fitting), weights)[0]
        self.used[interest] += 1
        return interest, interest

    def _interests(self, interest: str, field: str, rng: Random) -> list[str]:
        """The main one, and for every third listing a neighbour of the same field."""
        neighbours = [slug for slug, (one, _, _) in interests().items() if one == field and slug != interest]
        return [interest, rng.choice(neighbours)] if rng.randrange(100) < 33 else [interest]

    def _languages(self, rng: Random) -> tuple[list[str], str]:
        """The languages of the texts, and which of them is the original: 60 % both, 30 % the city's, 10 % English."""
        own, other = self.profile.texts
        drawn = rng.randrange(100)
        if drawn < 60:
            return [own, other], own
        return ([own], own) if drawn < 90 else ([other], other)

    def _venues(self, provider: ProviderPlan, field: str, kind: str, rng: Random) -> list[int]:
        """Where it takes place, and where further age groups may meet."""
        types = ["youth", "youth", "makerspace"] if kind == "open-space" else mix()["takes_place"][field]
        at_home = [number for number in provider.home if self.venues[number].type in types]
        first = rng.choice(at_home or provider.home)
        if kind == "open-space" or (not at_home and rng.randrange(100) < 70) or rng.randrange(100) < 18:
            fitting = [venue for venue in self.venues if venue.type in types] or self.venues
            first = rng.choices(fitting, [venue.weight for venue in fitting])[0].number
        others = [number for number in provider.home if number != first]
        return [first, *others] if rng.randrange(100) < 40 else [first]

    def _programme(self, number: int, rng: Random) -> ProgrammePlan:
        decision = DECISIONS[(number * 7) % len(DECISIONS)]
        decided = self.today - timedelta(days=rng.randint(30, 2 * SCHOOL_DAYS))
        valid = decided + timedelta(days=3 * SCHOOL_DAYS)
        if decision == "expired":
            decided, valid = decided - timedelta(days=3 * SCHOOL_DAYS), self.today - timedelta(days=rng.randint(3, 28))
        register = f"DEMO-{self.profile.country}-{self.profile.position}{number:04}"
        if decision == "pending":
            return ProgrammePlan(register, "pending", None, "", None)
        kept = "positive" if decision == "expired" else decision
        return ProgrammePlan(register, kept, decided, QUALITY_BODY, valid if kept == "positive" else None)


def _kind(provider: ProviderPlan, left: dict[str, int], rng: Random) -> str:
    """One of the kinds that are left, such as this provider offers."""
    offers = mix()["offers"][provider.kind]
    kinds = [kind for kind, number in left.items() if number]
    return rng.choices(kinds, [left[kind] * offers.get(kind, 0.1) for kind in kinds])[0]


def _drawn(weights: dict[str, int], rng: Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _delivery(kind: str, rng: Random, *, ila: bool) -> str:
    drawn = rng.randrange(100)
    if kind == "digital":
        return "online"
    if ila:
        return "blended" if drawn < 38 else "online" if drawn < 48 else "on-site"
    if kind in {"course", "workshop", "club", "event"}:
        return "online" if drawn < 6 else "blended" if drawn < 11 else "on-site"
    return "on-site"


def _competences(field: str, rng: Random, *, ila: bool) -> list[str]:
    """One to three key competences, on every listing."""
    usual = mix()["competences"][field]
    found = usual[: rng.randint(1, len(usual))]
    if ila or rng.randrange(100) < 20:
        every = sorted({one for slugs in mix()["competences"].values() for one in slugs})
        found = list(dict.fromkeys([*found, rng.choice(every)]))
    return found


def _accessibility(rng: Random) -> list[str]:
    """What the listing itself offers beside its venue."""
    drawn = rng.randrange(100)
    if drawn < 82:
        return []
    return rng.choice([["special-needs"], ["easy-language"], ["sign-language"], ["quiet"], ["special-needs", "quiet"]])
