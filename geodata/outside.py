"""The geocoding service that the operator chose: asked seldom, at most once a second, and never twice the same.

Questions are what people typed about where they live or go: none is ever written to a log.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim, Pelias, Photon
from geopy.location import Location

from geodata.geometry import point_from
from geodata.models import Exactness, GeocodeAnswer
from geodata.words import fold

FOUND_FOR = timedelta(days=180)
NOTHING_FOR = timedelta(days=30)
PATIENCE_S = 5
SECONDS_BETWEEN = 1.0

logger = logging.getLogger(__name__)
# geopy and urllib3 write whole addresses, questions included: when debugging, and when a connection breaks.
for talkative in ("geopy", "urllib3"):
    logging.getLogger(talkative).setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Found:
    """What a service answered."""

    label: str
    point: Point
    exactness: Exactness


Ask = Callable[[str, Sequence[str], str], Location | None]


class OutsideService:
    """One service behind geopy, with a limit of one question a second and a memory in the database."""

    def __init__(self, name: str, ask: Ask, *, seconds_between: float = SECONDS_BETWEEN) -> None:
        self.name = name
        # No retries and nothing swallowed: geopy would log the question with either.
        self._ask = RateLimiter(ask, min_delay_seconds=seconds_between, max_retries=0, swallow_exceptions=False)

    def ask(self, query: str, *, country_codes: Sequence[str] = (), language: str = "") -> Found | None:
        """The service's answer, from memory where it has been asked; None for nothing found, and for a failure."""
        question = _question(query, country_codes, language)
        known = GeocodeAnswer.objects.filter(
            service=self.name, question=question, expires_at__gt=timezone.now()
        ).first()
        if known is None:
            try:
                location = self._ask(query, country_codes, language)
                answer = _as_json(location) if location else None
            except (GeopyError, LookupError, TypeError, ValueError) as error:
                logger.warning("The geocoding service %s failed: %s", self.name, type(error).__name__)
                return None
            known = self._remember(question, answer)
        return _from_json(known.answer) if known.answer else None

    def _remember(self, question: str, answer: dict[str, Any] | None) -> GeocodeAnswer:
        now = timezone.now()
        lasts = FOUND_FOR if answer else NOTHING_FOR
        kept, _ = GeocodeAnswer.objects.update_or_create(
            service=self.name,
            question=question,
            defaults={"answer": answer, "asked_at": now, "expires_at": now + lasts},
        )
        return kept


def configured_service() -> OutsideService | None:
    """The service of the settings GEOCODING_SERVICE and GEOCODING_ADDRESS, or None.

    Raises: ImproperlyConfigured where they do not fit together.
    """
    name = settings.GEOCODING_SERVICE.strip().lower()
    if not name:
        return None
    makers = {"nominatim": _nominatim, "photon": _photon, "pelias": _pelias}
    address = urlsplit(settings.GEOCODING_ADDRESS)
    if name not in makers or address.scheme not in {"http", "https"} or not address.netloc:
        message = "GEOCODING_SERVICE is nominatim, photon or pelias, and GEOCODING_ADDRESS its http(s) address."
        raise ImproperlyConfigured(message)
    options = {
        "domain": f"{address.netloc}{address.path}".rstrip("/"),
        "scheme": address.scheme,
        "user_agent": settings.GEOCODING_USER_AGENT or f"Learnmap ({settings.SITE_ADDRESS})",
        "timeout": PATIENCE_S,
    }
    return OutsideService(name, makers[name](options))


def _nominatim(options: dict[str, Any]) -> Ask:
    service = Nominatim(**options)

    def ask(query: str, countries: Sequence[str], language: str) -> Location | None:
        codes = [code.lower() for code in countries]
        return service.geocode(query, addressdetails=True, country_codes=codes or None, language=language or False)

    return ask


def _photon(options: dict[str, Any]) -> Ask:
    service = Photon(**options)

    def ask(query: str, countries: Sequence[str], language: str) -> Location | None:
        # Photon knows no countries in a question: its first answers are looked through.
        found = service.geocode(query, exactly_one=False, limit=10, language=language or False) or []
        code_of = [location.raw["properties"].get("countrycode", "").upper() for location in found]
        allowed = [place for place, code in zip(found, code_of, strict=True) if not countries or code in countries]
        return allowed[0] if allowed else None

    return ask


def _pelias(options: dict[str, Any]) -> Ask:
    service = Pelias(**options)

    def ask(query: str, countries: Sequence[str], language: str) -> Location | None:
        return service.geocode(query, countries=list(countries) or None, language=language or None)

    return ask


def _question(query: str, country_codes: Sequence[str], language: str) -> str:
    """What a question is remembered by: folded, with what else decides the answer."""
    whole = f"{fold(query)}|{','.join(sorted(country_codes))}|{language}"
    return whole if len(whole) <= 400 else hashlib.sha256(whole.encode()).hexdigest()


def _as_json(location: Location) -> dict[str, Any]:
    return {
        # Pelias writes the whole address apart from the name.
        "label": location.raw.get("properties", {}).get("label") or location.address,
        "longitude": location.longitude,
        "latitude": location.latitude,
        "exactness": exactness_of(location.raw).value,
    }


def _from_json(answer: dict[str, Any]) -> Found:
    point = point_from(answer["longitude"], answer["latitude"])
    return Found(answer["label"], point, Exactness(answer["exactness"]))


STREET_KINDS = {"street", "road", "highway"}
PLACE_KINDS = {"city", "town", "village", "hamlet", "locality", "localadmin", "place", "venue", "amenity", "building"}


def exactness_of(raw: dict[str, Any]) -> Exactness:
    """How exact an answer of Nominatim, Photon or Pelias is, from what each says of its kind."""
    properties = raw.get("properties", {})
    if raw.get("address", {}).get("house_number") or properties.get("housenumber"):
        return Exactness.ADDRESS
    kinds = {raw.get("addresstype"), raw.get("class"), properties.get("type"), properties.get("layer")}
    if kinds & {"house", "address"}:
        return Exactness.ADDRESS
    if kinds & STREET_KINDS:
        return Exactness.STREET
    return Exactness.PLACE if kinds & PLACE_KINDS else Exactness.AREA
