"""School holidays and term breaks: from a file into the database."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from geodata.models import Area
from opportunities.models import Break, Session
from opportunities.services.occurrences import refresh_occurrences

OUR_BREAKS = Path(__file__).resolve().parents[1] / "data" / "breaks.toml"


@dataclass
class BreakReport:
    """How many breaks met each end, and the areas that are not loaded, whose breaks are left out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing_areas: set[str] = field(default_factory=set)

    def as_text(self) -> str:
        counts = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        text = _("Breaks: %(created)d created, %(updated)d updated, %(unchanged)d unchanged.") % counts
        if self.missing_areas:
            names = ", ".join(sorted(self.missing_areas))
            text += "\n" + _("Left out, as these areas are not loaded: %(names)s.") % {"names": names}
        return text


@transaction.atomic
def load_breaks(path: Path = OUR_BREAKS) -> BreakReport:
    """Bring the database in step with the breaks of a file, and the meetings of all sessions that keep breaks.

    A break is known again by its country, area and first day; breaks that the file does not name stay.
    Raises: ValidationError (code bad_file) that says what is wrong in the file; nothing is changed then.
    """
    report = BreakReport()
    for country, area, first_on, values in read_breaks(path, report):
        known = Break.objects.filter(country_code=country, area=area, first_on=first_on)
        if known.filter(**values).exists():
            report.unchanged += 1
        elif known.update(**values):
            report.updated += 1
        else:
            Break.objects.create(country_code=country, area=area, first_on=first_on, **values)
            report.created += 1
    if report.created or report.updated:
        refresh_occurrences(Session.objects.filter(skips_breaks=True).values_list("pk", flat=True))
    return report


def read_breaks(path: Path, report: BreakReport) -> Iterator[tuple[str, Area | None, date, dict[str, Any]]]:
    """Country, area, first day and the rest of each break of a file, once for every area of its region."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for calendar in content["calendars"]:
            for area in areas_of(calendar, content, report):
                for name, first_on, last_on in calendar["days"]:
                    if not date(2000, 1, 1) <= first_on <= last_on:
                        raise ValueError(f"{first_on} – {last_on}")
                    names = content["names"][name]
                    values = {"names": names, "last_on": last_on, "source": calendar["source"]}
                    yield calendar["country"], area, first_on, values
    except (OSError, KeyError, TypeError, ValueError) as error:
        message = _("%(file)s is not a file of breaks: %(error)r")
        raise ValidationError(message, "bad_file", {"file": path.name, "error": error}) from error


def areas_of(calendar: dict[str, Any], content: dict[str, Any], report: BreakReport) -> list[Area | None]:
    """The areas of a calendar's region that are loaded; [None], the whole country, without a region."""
    if "region" not in calendar:
        return [None]
    found: list[Area | None] = []
    for level, names in content["regions"][calendar["country"]][calendar["region"]].items():
        areas = Area.objects.filter(country_code=calendar["country"], level=level, name__in=names).defer("geometry")
        found += areas
        report.missing_areas |= set(names) - {area.name for area in areas}
    return found
