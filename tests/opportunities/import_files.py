"""Small files to import, and what became of them: what the tests of imports share."""

import csv

from opportunities.models import City, Occurrence, Opportunity, Provider, SearchRow, Session, Venue
from opportunities.services.importing import import_opportunities

HEADER = (  # noqa: SIM905 - a list would fill the page
    "id title provider venue address latitude longitude ages price start_date end_date weekdays start_time end_time"
    " delivery interests status"
).split()


def row(number, title="Choir", **values):
    return {"id": str(number), "title": title, "provider": "Youth centre", "venue": "Hall", "latitude": "54.69",
            "longitude": "25.28"} | values  # fmt: skip


def table(tmp_path, *rows, name="list.csv"):
    file = tmp_path / name
    with file.open("w", newline="", encoding="utf-8") as stream:
        columns = [*HEADER, *(column for row in rows for column in row if column not in HEADER)]
        writer = csv.DictWriter(stream, list(dict.fromkeys(columns)))
        writer.writeheader()
        writer.writerows(rows)
    return file


def bring(file, **options):
    return import_opportunities(file=file, **({"source": "register", "city": "vilnius"} | options))


def outcomes(run):
    return {
        name: run.counts[name]
        for name in ("created", "updated", "unchanged", "removed", "rejected")
        if run.counts[name]
    }


def state():
    """Everything that an import may touch, to the last value."""
    models = (Opportunity, Session, Venue, Provider, Occurrence, SearchRow, City)
    return [
        sorted([getattr(value, "wkt", str(value)) for value in row] for row in model.objects.values_list())
        for model in models
    ]
