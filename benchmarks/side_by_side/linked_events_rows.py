"""Fill a database of Linked Events with our rows. Run by its own Python, in its checkout: linked_events_rows.py CSV."""

import csv
import sys
from itertools import islice
from pathlib import Path

import django

django.setup()

from django.contrib.gis.geos import Point  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.dateparse import parse_datetime  # noqa: E402
from django_orghierarchy.models import Organization  # noqa: E402
from events.models import DataSource, Event, Keyword, Offer, Place  # noqa: E402

AT_ONCE = 2000
ROOT_OF_A_TREE = {"lft": 1, "rght": 2, "level": 0}  # what django-mptt would write, row by row


def main(path: str) -> None:
    source = DataSource.objects.create(id="learnmap", name="Learnmap")
    publisher = Organization.objects.create(data_source=source, origin_id="1", name="Learnmap")
    known = {"data_source": source, "publisher": publisher, "last_modified_time": timezone.now()}
    keywords: dict[str, Keyword] = {}
    with Path(path).open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        while some := list(islice(rows, AT_ONCE)):
            for interest in {row["interest"] for row in some} - keywords.keys():
                words = {"id": f"learnmap:{interest or 0}", "name": f"Interest {interest or 0}"}
                keywords[interest] = Keyword.objects.create(**words, **known)
            Place.objects.bulk_create([_place(row, known) for row in some])
            Event.objects.bulk_create([_event(row, known) for row in some])
            Offer.objects.bulk_create([_offer(row) for row in some])
            link = Event.keywords.through
            link.objects.bulk_create([link(event_id=_id(row), keyword_id=keywords[row["interest"]].pk) for row in some])


def _id(row: dict[str, str]) -> str:
    return f"learnmap:{row['id']}"


def _place(row: dict[str, str], known: dict) -> Place:
    position = Point(float(row["longitude"]), float(row["latitude"]), srid=4326) if row["longitude"] else None
    if position:
        position.transform(Place._meta.get_field("position").srid)
    return Place(
        id=_id(row), origin_id=row["id"], name=f"Place {row['id']}", position=position, tree_id=int(row["id"]),
        **ROOT_OF_A_TREE, **known,
    )  # fmt: skip


def _event(row: dict[str, str], known: dict) -> Event:
    languages = {f"{name}_{code}": row[column] for code in ("fi", "en")
                 for name, column in (("name", "title"), ("description", "description"))}  # fmt: skip
    return Event(
        id=_id(row), origin_id=row["id"], location_id=_id(row), tree_id=int(row["id"]), **languages,
        start_time=parse_datetime(row["starts_at"]) if row["starts_at"] else None,
        end_time=parse_datetime(row["ends_at"]) if row["ends_at"] else None,
        **ROOT_OF_A_TREE, **known,
    )  # fmt: skip


def _offer(row: dict[str, str]) -> Offer:
    return Offer(event_id=_id(row), price=row["price"], is_free=row["price"] in {"0", "0.00"})


if __name__ == "__main__":
    main(sys.argv[1])
