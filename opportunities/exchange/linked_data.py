"""An opportunity as schema.org JSON-LD, so that search engines and other catalogues can read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from opportunities.exchange.text import safe_html
from opportunities.models import Occurrence, Opportunity, Session, Venue

MODES = {"on-site": "Onsite", "online": "Online", "blended": "Blended"}
EVENT_MODES = {
    "on-site": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "blended": "https://schema.org/MixedEventAttendanceMode",
}
MOST_MEETINGS = 10


def linked_data_of(opportunity: Opportunity, *, address: str, meetings: Iterable[Occurrence] = ()) -> dict[str, Any]:
    """The schema.org `Course` at `address`, with one `CourseInstance` a session and the coming `meetings` in them."""
    text = opportunity.text
    sessions = opportunity.sessions.all()
    coming: dict[int, list[Occurrence]] = {}
    for meeting in meetings:
        coming.setdefault(meeting.session_id, []).append(meeting)
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "Course",
            "@id": address,
            "url": address,
            "name": opportunity.title,
            "description": strip_tags(text.summary or safe_html(text.description))[:1000] if text else "",
            "inLanguage": text.language if text else "",
            "provider": _filled(
                {
                    "@type": "Organization",
                    "name": opportunity.provider.name,
                    "url": opportunity.provider.website,
                }
            ),
            "about": [interest.label for interest in opportunity.interests.all()],
            "teaches": [competence.label for competence in opportunity.competences.all()],
            "license": opportunity.licence,
            "dateModified": opportunity.updated_at.isoformat(),
            "hasCourseInstance": [_instance(session, coming.get(session.pk, ())) for session in sessions],
        }
    )


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", None, [], {})}


def _instance(session: Session, meetings: Iterable[Occurrence]) -> dict[str, Any]:
    return _filled(
        {
            "@type": "CourseInstance",
            "courseMode": MODES[session.delivery],
            "eventAttendanceMode": EVENT_MODES[session.delivery],
            "startDate": session.starts_on.isoformat() if session.starts_on else "",
            "endDate": session.ends_on.isoformat() if session.ends_on else "",
            "inLanguage": list(session.languages),
            "typicalAgeRange": _age_range(session),
            "maximumAttendeeCapacity": session.capacity,
            "remainingAttendeeCapacity": session.places_left,
            "isAccessibleForFree": True if session.price == 0 else None,
            "offers": _offer(session),
            "location": _place(session.venue) if session.venue else None,
            "subEvent": [
                {"@type": "Event", "startDate": one.starts_at.isoformat(), "endDate": one.ends_at.isoformat()}
                for one in list(meetings)[:MOST_MEETINGS]
            ],
        }
    )


def _age_range(session: Session) -> str:
    if session.min_age is None and session.max_age is None:
        return ""
    return f"{session.min_age or 0}-{'' if session.max_age is None else session.max_age}"


def _offer(session: Session) -> dict[str, Any] | None:
    if session.price is None:
        return None
    return _filled(
        {
            "@type": "Offer",
            "price": f"{session.price:.2f}",
            "priceCurrency": session.currency,
            "url": session.booking_url,
        }
    )


def _place(venue: Venue) -> dict[str, Any]:
    point = venue.point
    return _filled(
        {
            "@type": "Place",
            "name": venue.name,
            "address": _filled(
                {
                    "@type": "PostalAddress",
                    "streetAddress": venue.address,
                    "postalCode": venue.postcode,
                    "addressLocality": venue.locality,
                    "addressCountry": venue.country_code,
                }
            ),
            "geo": {"@type": "GeoCoordinates", "longitude": point.x, "latitude": point.y} if point else None,
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": feature.label, "value": True}
                for feature in venue.accessibility.all()
            ],
        }
    )
