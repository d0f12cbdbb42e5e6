"""What one can earn and when booking is open, from a row."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from opportunities.exchange.mapping.reading import Reading
from opportunities.exchange.mapping.schedules import zone_of
from opportunities.exchange.records import OpportunityRecord
from opportunities.exchange.text import plain
from opportunities.exchange.values.dates import parse_moment
from opportunities.exchange.values.prices import parse_amount

MOST_ECTS = 999
_LEVEL = re.compile(r"(?:EQF|EKS|EKI|LTQF|LTKS)?\D{0,10}([1-8])", re.IGNORECASE)


def fill_earning(record: OpportunityRecord, reading: Reading) -> None:
    record.badge, record.certificate, record.microcredential = (
        reading.cut(name, plain(reading.text(name)), 200) for name in ("badge", "certificate", "microcredential")
    )
    record.ects, record.level = _ects(reading), _level(reading)
    opens, closes = _moment(reading, "booking_opens_at"), _moment(reading, "booking_closes_at")
    if opens and closes and opens >= closes:
        reading.weaken("booking_closes_at", reading.text("booking_closes_at"), _("Booking closes before it opens."))
        closes = None
    record.booking_opens_at, record.booking_closes_at = opens, closes


def _ects(reading: Reading) -> Decimal | None:
    text = reading.text("ects")
    found = reading.take("ects", text, parse_amount(text))
    if found is not None and not 0 < found <= MOST_ECTS:
        reading.weaken("ects", text, _("Credits go from more than 0 to %(most)s.") % {"most": MOST_ECTS})
        return None
    return found.quantize(Decimal("0.1")) if found else None


def _level(reading: Reading) -> int | None:
    text = reading.text("level")
    match = _LEVEL.fullmatch(text)
    if text and match is None:
        reading.weaken("level", text, _("This is no level of the European Qualifications Framework, 1 to 8."))
    return int(match[1]) if match else None


def _moment(reading: Reading, name: str) -> datetime | None:
    text = reading.text(name)
    order = reading.mapping.options.get("schedule.order", "")
    return reading.take(name, text, parse_moment(text, zone=zone_of(reading), order=order)) if text else None
