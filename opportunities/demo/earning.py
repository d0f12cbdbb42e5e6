"""What one can leave a listing with, and from when until when a place in it can be booked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from opportunities.demo.plan import ListingPlan, SessionPlan
from opportunities.demo.profiles import Profile

# How many of a hundred listings of a kind give a badge, or a certificate.
BADGES = {"volunteering": 60, "youth-project": 70, "open-space": 40, "camp": 35, "digital": 55, "workshop": 18,
          "club": 16, "group": 10}  # fmt: skip
CERTIFICATES = {"course": 60, "internship": 55, "digital": 20, "youth-project": 25}
CERTIFICATE = {"lt": "Pažymėjimas", "lv": "Apliecība", "fi": "Todistus", "nl": "Certificaat", "en": "Certificate"}
BOOKED_AHEAD = {"course", "camp", "workshop", "digital"}


def add_awards(listing: ListingPlan, profile: Profile, rng: Random) -> None:
    """A badge or a microcredential is called like the listing; every second programme gives a microcredential."""
    title, is_programme = listing.texts[0].title[:200], listing.programme is not None
    if rng.randrange(100) < BADGES.get(listing.kind, 0):
        listing.badge = title
    if is_programme or rng.randrange(100) < CERTIFICATES.get(listing.kind, 0):
        listing.certificate = CERTIFICATE[profile.tongue]
    if is_programme and rng.randrange(2):
        listing.microcredential, listing.ects = title, Decimal(rng.choice([1, 2, 3, 3, 4, 6]))


def set_booking(listing: ListingPlan, profile: Profile, rng: Random) -> None:
    """Half of what begins on a day can be booked until the evening before, some of it only from a day on."""
    zone = ZoneInfo(profile.time_zone)
    for session in listing.sessions:
        drawn = rng.randrange(100)
        if listing.kind not in BOOKED_AHEAD or session.starts_on is None or drawn >= 50:
            continue
        _close(session, zone)
        if drawn < 30:
            opens_on = session.starts_on - timedelta(days=45)
            session.booking_opens_at = datetime.combine(opens_on, time(9), zone)


def _close(session: SessionPlan, zone: ZoneInfo) -> None:
    if session.starts_on:
        session.booking_closes_at = datetime.combine(session.starts_on - timedelta(days=1), time(20), zone)
