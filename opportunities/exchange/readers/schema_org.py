"""Items of schema.org and OpenActive as rows of our own columns.

Publishers shape the same fields differently: an address as one string or a PostalAddress, `offer` or `offers`, `type`
or `@type`, one location or a list, dates on the item, on its instances or in its schedule. All of them are met here.
"""

import re
from collections.abc import Iterator
from typing import Any

from opportunities.exchange.readers.json import as_text

Item = dict[str, Any]

ACTIVITIES = {
    "Event", "Course", "CourseInstance", "EducationEvent", "SessionSeries", "ScheduledSession", "EventSeries",
    "Festival", "ChildrensEvent", "SportsEvent", "MusicEvent", "TheaterEvent", "DanceEvent", "ExhibitionEvent",
    "LiteraryEvent", "SocialEvent", "VisualArtsEvent", "FoodEvent", "ScreeningEvent", "HeadlineEvent",
    "OnDemandEvent", "Hackathon",
}  # fmt: skip
_DAY = re.compile(r"(?:https?://schema\.org/|schema:)?(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\Z", re.IGNORECASE)
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MODES = {
    "OnlineEventAttendanceMode": "online",
    "OfflineEventAttendanceMode": "on-site",
    "MixedEventAttendanceMode": "blended",
}
_KINDS = {"Course": "course", "CourseInstance": "course", "ScheduledSession": "group", "SessionSeries": "group"}


def types_of(item: Item) -> set[str]:
    """The item's types without their namespace, whichever of the two spellings of `type` it uses."""
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in listed(item.get("@type") or item.get("type"))}


def listed(value: Any) -> list[Any]:
    """`value` as a list: nothing, one thing and a list of things are all the same to JSON-LD."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def first(value: Any) -> Any:
    return next(iter(listed(value)), None)


def to_row(item: Item) -> dict[str, str]:
    """One activity in our own columns. What an item leaves out is taken from an embedded `superEvent`."""
    item = inherited(item)
    row = _texts(item) | _provider(item) | _place(item) | _ages(item) | _offers(item) | _when(item) | _concepts(item)
    return {name: value for name, value in row.items() if value}


def inherited(item: Item, depth: int = 0) -> Item:
    parent = first(item.get("superEvent"))
    if isinstance(parent, dict) and depth < 3:
        return inherited(parent, depth + 1) | {key: value for key, value in item.items() if value not in (None, "", [])}
    return item


def _texts(item: Item) -> dict[str, str]:
    image = first(item.get("image"))
    kind = next((_KINDS[name] for name in sorted(types_of(item)) if name in _KINDS), "")
    cancelled = "Cancelled" in as_text(item.get("eventStatus"))
    return {
        "id": as_text(item.get("identifier") if not isinstance(item.get("identifier"), dict | list) else None)
        or as_text(item.get("@id") or item.get("id") or item.get("url")),
        "title": _language_value(item.get("name")),
        "description": _language_value(item.get("description"))
        or _language_value(item.get("beta:formattedDescription")),
        "kind": kind,
        "url": as_text(first(item.get("url"))),
        "image_url": as_text((image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else image),
        "languages": "; ".join(_code(language) for language in listed(item.get("inLanguage"))),
        "capacity": as_text(item.get("maximumAttendeeCapacity")),
        "places_left": as_text(item.get("remainingAttendeeCapacity")),
        "status": "archived" if cancelled else "",
    }


def _language_value(value: Any) -> str:
    value = first(value)
    return as_text(value.get("@value") if isinstance(value, dict) else value)


def _code(language: Any) -> str:
    return as_text(language.get("alternateName") or language.get("name") if isinstance(language, dict) else language)


def _provider(item: Item) -> dict[str, str]:
    party = first(item.get("organizer")) or first(item.get("provider")) or first(item.get("offeredBy"))
    if not isinstance(party, dict):
        return {"provider": as_text(party)}
    return {
        "provider": _language_value(party.get("name") or party.get("legalName")),
        "provider_code": as_text(party.get("taxID") or party.get("vatID")),
        "provider_email": as_text(first(party.get("email"))),
        "provider_phone": as_text(first(party.get("telephone"))),
        "provider_url": as_text(first(party.get("url"))),
    }


def _place(item: Item) -> dict[str, str]:
    places = listed(item.get("location"))
    virtual = any(isinstance(place, dict) and "VirtualLocation" in types_of(place) for place in places)
    real = [place for place in places if not (isinstance(place, dict) and "VirtualLocation" in types_of(place))]
    mode = as_text(item.get("eventAttendanceMode")).rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    delivery = _MODES.get(mode) or ("online" if virtual and not real else "blended" if virtual else "")
    place = first(real)
    if not isinstance(place, dict):
        return {"venue": as_text(place), "delivery": delivery}
    geo = first(_dicts(place, "geo")) or {}
    features = [
        _language_value(feature.get("name"))
        for feature in listed(place.get("amenityFeature"))
        if isinstance(feature, dict) and feature.get("value") in (True, "true")
    ]
    return {
        "venue": _language_value(place.get("name")),
        **_address(place.get("address")),
        "latitude": as_text(geo.get("latitude")),
        "longitude": as_text(geo.get("longitude")),
        "accessibility": "; ".join(features),
        "delivery": delivery,
    }


def _address(address: Any) -> dict[str, str]:
    address = first(address)
    if not isinstance(address, dict):
        return {"address": as_text(address)}
    country = address.get("addressCountry")
    return {
        "address": as_text(address.get("streetAddress")),
        "postcode": as_text(address.get("postalCode")),
        "locality": as_text(address.get("addressLocality") or address.get("addressRegion")),
        "country": as_text(country.get("name") if isinstance(country, dict) else country),
    }


def _ages(item: Item) -> dict[str, str]:
    ages = first(item.get("ageRange"))
    if isinstance(ages, dict):
        return {"min_age": as_text(ages.get("minValue")), "max_age": as_text(ages.get("maxValue")), "ages": ""}
    return {"ages": as_text(ages or first(item.get("typicalAgeRange")))}


def _offers(item: Item) -> dict[str, str]:
    offers = [offer for offer in listed(item.get("offers") or item.get("offer")) if isinstance(offer, dict)]
    if not offers:
        return {"price": "free"} if item.get("isAccessibleForFree") is True else {}
    figures = [(offer.get("price", offer.get("lowPrice")), offer.get("highPrice"), offer) for offer in offers]
    amounts = [as_text(price) for low, high, _offer in figures for price in (low, high) if as_text(price)]
    numbers = sorted((amount for amount in amounts if re.fullmatch(r"\d+(?:\.\d+)?", amount)), key=float)
    currency = as_text(next((offer.get("priceCurrency") for offer in offers if offer.get("priceCurrency")), None))
    labels = [
        " ".join(filter(None, (_language_value(offer.get("name")), as_text(low), as_text(offer.get("priceCurrency")))))
        for low, _high, offer in figures
        if as_text(low)
    ]
    return {
        "price": "; ".join(labels) if len(labels) > 1 or len(numbers) != len(amounts) else "",
        "price_min": numbers[0] if numbers else "",
        "price_max": numbers[-1] if numbers else "",
        "currency": currency,
        "booking_url": as_text(next((offer.get("url") for offer in offers if offer.get("url")), None)),
    }


def _concepts(item: Item) -> dict[str, str]:
    """Activity concepts by their identifiers and labels: the taxonomy knows OpenActive's identifiers."""
    words: list[str] = []
    for concept in [*listed(item.get("activity")), *listed(item.get("category")), *listed(item.get("keywords"))]:
        if isinstance(concept, dict):
            words += [
                as_text(concept.get("@id") or concept.get("id")),
                _language_value(concept.get("prefLabel") or concept.get("name")),
            ]
        else:
            words.append(as_text(concept))
    return {"interest_labels": "; ".join(dict.fromkeys(word.replace(";", ",").strip() for word in words if word))}


def _when(item: Item) -> dict[str, str]:
    """Single dated events win; else the schedule; else the item's own start and end."""
    parts = [*_dicts(item, "subEvent"), *_dicts(item, "hasCourseInstance"), *_dicts(item, "event")]
    dated = [part for part in parts if part.get("startDate")]
    if dated:
        spans = [
            span for part in dated if (span := _span(part)) and "Cancelled" not in as_text(part.get("eventStatus"))
        ]
        places = {
            "capacity": _largest(dated, "maximumAttendeeCapacity"),
            "places_left": _largest(dated, "remainingAttendeeCapacity"),
        }
        return {"occurrences": "; ".join(spans)} | {name: count for name, count in places.items() if count}
    schedule = first(_dicts(item, "eventSchedule") + _dicts(item, "courseSchedule"))
    if schedule is not None:
        bounds = {"start_date": as_text(item.get("startDate"))[:10], "end_date": as_text(item.get("endDate"))[:10]}
        return bounds | {name: value for name, value in _schedule(schedule).items() if value}
    if "T" in as_text(item.get("startDate")):
        return {"occurrences": _span(item)}
    return {"start_date": as_text(item.get("startDate")), "end_date": as_text(item.get("endDate"))}


def _schedule(schedule: Item) -> dict[str, str]:
    days = [found[1].lower()[:3] for day in listed(schedule.get("byDay")) if (found := _DAY.match(as_text(day)))]
    every = as_text(schedule.get("repeatFrequency"))
    interval = re.fullmatch(r"P(\d+)W", every)
    rule = ""
    if interval and int(interval[1]) > 1 and days:
        codes = ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[_ENGLISH_DAYS.index(day)] for day in days)
        rule = f"FREQ=WEEKLY;INTERVAL={interval[1]};BYDAY={codes}"
    return {
        "start_date": as_text(schedule.get("startDate")),
        "end_date": as_text(schedule.get("endDate")),
        "start_time": as_text(schedule.get("startTime")),
        "end_time": as_text(schedule.get("endTime")),
        "weekdays": "" if rule else ", ".join(days),
        "rrule": rule,
        "except_dates": "; ".join(as_text(day)[:10] for day in listed(schedule.get("exceptDate"))),
        "time_zone": as_text(schedule.get("scheduleTimezone") or schedule.get("scheduledTimezone")),
    }


def _span(item: Item) -> str:
    start, end = as_text(item.get("startDate")), as_text(item.get("endDate"))
    return f"{start}/{end}" if end else start


def _largest(parts: list[Item], key: str) -> str:
    return as_text(max((part[key] for part in parts if isinstance(part.get(key), int)), default=None))


def _dicts(item: Item, key: str) -> list[Item]:
    return [part for part in listed(item.get(key)) if isinstance(part, dict)]


def activities(document: Any, depth: int = 0) -> Iterator[Item]:
    """Every activity in a JSON-LD document: alone, in a list, a graph, an ItemList or a data feed."""
    if depth > 6:
        return
    for item in listed(document):
        if not isinstance(item, dict):
            continue
        if types_of(item) & ACTIVITIES:
            yield item
            continue
        for key in ("@graph", "itemListElement", "dataFeedElement", "item", "mainEntity"):
            yield from activities(item.get(key), depth + 1)
