"""A row of any file under a mapping, as one opportunity."""

import hashlib
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from opportunities.exchange.mapping.earning import fill_earning
from opportunities.exchange.mapping.language import FieldMapping, TermRule
from opportunities.exchange.mapping.reading import Reading
from opportunities.exchange.mapping.rules import YES
from opportunities.exchange.mapping.schedules import schedules_of
from opportunities.exchange.records import OpportunityRecord, ProviderRecord, Row, Text, VenueRecord, Weakness
from opportunities.exchange.text import LONGEST_CELL, plain, safe_html
from opportunities.exchange.values.ages import AgeRange, in_order, parse_age, parse_ages
from opportunities.exchange.values.parsed import fold
from opportunities.exchange.values.points import (
    GeoPoint,
    Territory,
    parse_degrees,
    parse_point,
    parse_projected,
    settle,
)
from opportunities.exchange.values.prices import Price, parse_amount, parse_price

STATUSES = ("draft", "submitted", "published", "archived")
DELIVERIES = ("on-site", "online", "blended")

_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,990}\Z", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,180}\.[a-zA-Z]{2,24}\Z")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]{2,8})*\Z")
_COUNT = re.compile(r"(\d{1,7})(?:[.,]0+)?\Z", re.ASCII)


class RejectedError(ValueError):
    """The row cannot become an opportunity; carries the `Weakness` that says why, and its number where known."""

    def __init__(self, weakness: Weakness, source_id: str = "") -> None:
        super().__init__(weakness.reason)
        self.weakness = weakness
        self.source_id = source_id


def interpret(row: Row, mapping: FieldMapping, territory: Territory | None = None) -> OpportunityRecord:
    """The opportunity that `row` describes; what could not be taken is among its `weaknesses`.

    Raises: RejectedError where it has no title or number, is left out by the mapping, or holds an endless cell.
    """
    reading = Reading.of(row, mapping)
    try:
        return _interpreted(reading, territory)
    except RejectedError as rejection:
        rejection.source_id = _named(reading)
        raise


def _interpreted(reading: Reading, territory: Territory | None) -> OpportunityRecord:
    row, mapping = reading.row, reading.mapping
    _refuse_endless(reading)
    if row.deleted or (mapping.deleted and mapping.deleted.holds(reading.values)):
        return OpportunityRecord(_identifier(reading, ""), row.number, deleted=True, rows=[row])
    if any(condition.holds(reading.values) for condition in mapping.skip):
        raise _rejection(row, "rows.skip", "", _("Left out by the mapping."))
    language = _language(reading)
    texts = _texts(reading, language)
    venue = _venue(reading, territory)
    record = OpportunityRecord(
        source_id=_identifier(reading, f"{next(iter(texts.values())).title}|{venue.name}|{venue.address}"),
        row=row.number,
        texts=texts,
        provider=_provider(reading),
        venue=venue,
        schedules=schedules_of(reading),
        rows=[row],
        weaknesses=reading.weaknesses,
    )
    _fill_terms(record, reading)
    _fill_facts(record, reading)
    fill_earning(record, reading)
    return record


def _refuse_endless(reading: Reading) -> None:
    for name, value in reading.values.items():
        if len(value) > LONGEST_CELL:
            reason = _("The cell is longer than %(longest)s characters. A quotation mark may be missing.")
            raise _rejection(reading.row, name, value[:200], reason % {"longest": LONGEST_CELL})


def _rejection(row: Row, field: str, value: str, reason: str) -> RejectedError:
    return RejectedError(Weakness(row.number, field, value, reason, rejects=True))


def _named(reading: Reading) -> str:
    """The number that the mapping's columns give the row; "" where there is none.

    Made of several columns it is a fingerprint: short, and the same every time.
    """
    rule = reading.mapping.texts.get("id", {}).get("")
    found = rule.one(reading.values).strip() if rule else ""
    if rule and found and rule.join is not None:
        return _fingerprint(fold(found))
    return found if len(found) <= 300 else _fingerprint(found)


def _identifier(reading: Reading, fallback: str) -> str:
    """The row's number in its source; where the mapping names none, a fingerprint of title and place."""
    found = _named(reading)
    if found:
        return found
    if "id" in reading.mapping.texts and not reading.mapping.is_canonical:
        raise _rejection(reading.row, "id", "", _("The row has no number of its own. Fill in the column of numbers."))
    if not fallback:
        raise _rejection(reading.row, "id", "", _("It is to be deleted, but does not say which."))
    return _fingerprint(fold(fallback))


def _fingerprint(text: str) -> str:
    return f"h-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _language(reading: Reading) -> str:
    text = reading.text("language")
    match = _LANGUAGE.fullmatch(text)
    if text and match is None:
        reading.weaken("language", text, _("This is no language code. Write it as lt or en."))
    return match[1].lower() if match else reading.mapping.source.language


def _texts(reading: Reading, language: str) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for name in ("title", "description"):
        for code, rule in reading.mapping.texts.get(name, {}).items():
            found = rule.one(reading.values)
            text = texts.setdefault(code or language, Text())
            if name == "title":
                text.title = reading.cut("title", plain(found), 300)
            else:
                text.description = safe_html(found)
    titled = {code: text for code, text in texts.items() if text.title}
    if not titled:
        raise _rejection(reading.row, "title", "", _("The row has no title."))
    return titled


def _provider(reading: Reading) -> ProviderRecord:
    mail = reading.text("provider.email")
    if mail and not _MAIL.fullmatch(mail):
        reading.weaken("provider.email", mail, _("This is no e-mail address."))
        mail = ""
    return ProviderRecord(
        name=reading.cut("provider.name", plain(reading.text("provider.name")), 300),
        registration_code=reading.cut("provider.code", plain(reading.text("provider.code")), 50),
        email=mail,
        phone=reading.cut("provider.phone", plain(reading.text("provider.phone")), 100),
        url=_address(reading, "provider.url"),
    )


def _venue(reading: Reading, territory: Territory | None) -> VenueRecord:
    longest = {"name": 300, "address": 300, "postcode": 20, "locality": 150}
    parts = {
        name: reading.cut(f"venue.{name}", plain(reading.text(f"venue.{name}")), most) for name, most in longest.items()
    }
    country = reading.text("venue.country").upper()
    point = _point(reading, territory)
    near = ((abs(point.lon - lon), abs(point.lat - lat)) for lon, lat in reading.mapping.approximate) if point else ()
    approximate = any(east < 1e-6 and north < 1e-6 for east, north in near)
    if approximate:
        reading.weaken(
            "point", _shown(point), _("This point stands for the whole city; the place is shown as approximate.")
        )
    known_country = country if re.fullmatch(r"[A-Z]{2}", country) else reading.mapping.source.country
    return VenueRecord(**parts, country=known_country, accessibility=(), point=point, approximate=approximate)


def _point(reading: Reading, territory: Territory | None) -> GeoPoint | None:
    """The first point that the mapping's ways lead to and that can be true; what stopped it otherwise is reported."""
    problems: list[tuple[str, str]] = []
    for rule in reading.mapping.points:
        texts = [part.one(reading.values) for part in (rule.text, rule.lat, rule.lon, rule.x, rule.y) if part]
        if rule.text:
            parsed = parse_point(texts[0])
        elif rule.lat:
            parsed = parse_degrees(texts[0], texts[1])
        else:
            parsed = parse_projected(texts[0], texts[1], crs=rule.crs)
        if parsed.value is None:
            if parsed.reason:
                problems.append((", ".join(texts), parsed.reason))
            continue
        settled = settle(parsed.value, territory)
        if settled.reason:
            problems.append((", ".join(texts), settled.reason))
        if settled.point is not None:
            for value, reason in problems:
                reading.weaken("point", value, reason)
            return settled.point
    for value, reason in problems:
        reading.weaken("point", value, reason)
    return None


def _shown(point: GeoPoint | None) -> str:
    return f"{point.lat}, {point.lon}" if point else ""


def _fill_terms(record: OpportunityRecord, reading: Reading) -> None:
    terms = {name: _terms(rules, reading) for name, rules in reading.mapping.terms.items()}
    interests = reading.mapping.terms.get("interests", ())
    record.interests = tuple(terms.get("interests", ()))
    record.guess_interests = any(rule.guess for rule in interests)
    record.competences = tuple(terms.get("competences", ()))
    record.venue.accessibility = tuple(terms.get("accessibility", ()))
    record.funding = tuple(terms.get("funding", ()))
    codes = []
    for text in terms.get("languages", ()):
        match = _LANGUAGE.fullmatch(text)
        if match is None:
            reading.weaken("languages", text, _("This is no language code. Write it as lt or en."))
        else:
            codes.append(match[1].lower())
    record.languages = tuple(dict.fromkeys(codes))


def _terms(rules: tuple[TermRule, ...], reading: Reading) -> list[str]:
    found: list[str] = []
    for rule in rules:
        if rule.text is not None:
            found += rule.text.many(reading.values)
        found += [term for column, term in rule.flags.items() if fold(reading.values.get(column, "")) in YES]
    return list(dict.fromkeys(found))


def _fill_facts(record: OpportunityRecord, reading: Reading) -> None:
    record.kind = reading.text("kind")
    record.delivery = _one_of(reading, "delivery", DELIVERIES)
    record.status = _one_of(reading, "status", STATUSES) or "published"
    record.ages, record.ages_text = _ages(reading)
    record.price, record.price_text = _price(reading)
    record.capacity, record.places_left = _count(reading, "capacity"), _count(reading, "places_left")
    if record.capacity is not None and record.places_left is not None and record.places_left > record.capacity:
        reading.weaken("places_left", str(record.places_left), _("More places are left than there are."))
        record.places_left = None
    record.url = _address(reading, "url")
    record.booking_url = _address(reading, "booking_url")
    record.image_url = _address(reading, "image_url")
    if record.delivery == "online" and not record.venue.is_empty():
        place = record.venue.name or record.venue.address or _shown(record.venue.point)
        reading.weaken("venue", place, _("An online activity has no place; the place is left out."))
        record.venue = VenueRecord(country=record.venue.country, accessibility=record.venue.accessibility)


def _one_of(reading: Reading, name: str, known: tuple[str, ...]) -> str:
    text = reading.text(name)
    if text and fold(text) not in known:
        reading.weaken(name, text, _("Not one of: %(names)s.") % {"names": ", ".join(known)})
        return ""
    return fold(text)


def _ages(reading: Reading) -> tuple[AgeRange | None, str]:
    text = reading.text("ages.text")
    low_text, high_text = reading.text("ages.min"), reading.text("ages.max")
    low = reading.take("ages.min", low_text, parse_age(low_text))
    high = reading.take("ages.max", high_text, parse_age(high_text))
    if high == 0 and reading.mapping.options.get("ages.zero_is") == "unknown":
        reading.weaken("ages.max", high_text, _("A greatest age of 0 stands for “unknown” in this file."))
        high = None
    if low is not None or high is not None:
        return reading.take("ages", f"{low_text}-{high_text}", in_order(low, high)), ""
    parsed = parse_ages(text, grades=reading.mapping.options.get("ages.grades", ""))
    ages = reading.take("ages", text, parsed)
    return ages, "" if ages else reading.cut("ages", plain(text), 200)


def _price(reading: Reading) -> tuple[Price | None, str]:
    mapping = reading.mapping
    currency = (reading.text("price.currency") or mapping.source.currency).upper()
    text = plain(reading.text("price.text"))
    free = mapping.free is not None and mapping.free.holds(reading.values)
    low = _amount(reading, "price.amount") if "price.amount" in mapping.rules else _amount(reading, "price.min")
    high = _amount(reading, "price.max")
    price = None
    if low is not None or high is not None:
        price = Price(low, high if high is not None else low, currency)
        if price.lowest is not None and price.highest is not None and price.lowest > price.highest:
            reading.weaken("price", f"{price.lowest}-{price.highest}", _("The lowest price is above the highest."))
            price = None
    elif text:
        price = reading.take("price", text, parse_price(text, currency=currency))
    if free:
        price = _free(reading, price, text, currency)
    if price and price.lowest is None and not text:
        text = f"≤ {price.highest} {price.currency}"
    return price, reading.cut("price", text, 300)


def _free(reading: Reading, price: Price | None, text: str, currency: str) -> Price | None:
    """Nothing to pay, unless the words beside the mark name an amount: then they count."""
    named = not price.is_free if price else any(character.isdigit() for character in text)
    if named:
        reading.weaken("price", text, _("Marked as free, yet an amount is named; the words count."))
        return price
    return price or Price(Decimal(0), Decimal(0), currency)


def _amount(reading: Reading, name: str) -> Decimal | None:
    text = reading.text(name)
    return reading.take(name, text, parse_amount(text))


def _count(reading: Reading, name: str) -> int | None:
    text = reading.text(name)
    match = _COUNT.fullmatch(text)
    if text and match is None:
        reading.weaken(name, text, _("This is no whole number."))
    return int(match[1]) if match else None


def _address(reading: Reading, name: str) -> str:
    text = reading.text(name)
    if text and not _ADDRESS.fullmatch(text):
        reading.weaken(name, text, _("This is no web address. It begins with https:// or http://."))
        return ""
    return text
