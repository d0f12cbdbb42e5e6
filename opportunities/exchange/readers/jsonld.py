"""schema.org JSON-LD and OpenActive RPDE pages. Addresses in a file are never fetched, `next` least of all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from opportunities.exchange.canonical import COLUMNS
from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.readers.json import as_text
from opportunities.exchange.readers.schema_org import Item, activities, to_row
from opportunities.exchange.readers.table import Table
from opportunities.exchange.records import Row


def is_rpde(document: Any) -> bool:
    """Whether this is a page of an OpenActive feed: `items`, each with a `state`."""
    items = document.get("items") if isinstance(document, dict) else None
    return (
        isinstance(items, list)
        and all(isinstance(item, dict) and "state" in item for item in items[:50])
        and bool(items)
    )


def is_jsonld(document: Any) -> bool:
    return next(activities(document), None) is not None


def read_rpde(path: Path, document: dict[str, Any]) -> Table:
    """Live and deleted items; where a page holds an item twice, the later state counts."""
    items = [item for item in document["items"] if isinstance(item, dict)]
    latest = {as_text(item.get("id")): place for place, item in enumerate(items)}
    if "" in latest:
        raise UnreadableFileError(_("%(name)s: item %(row)s has no id.") % {"name": path.name, "row": latest[""] + 1})
    superseded = len(items) - len(latest)
    notes = [_("%(count)s items came again later in the page.") % {"count": superseded}] if superseded else []
    if document.get("next"):
        notes.append(_("The page names a next one; a file is read alone. Import each saved page."))
    return Table(
        format="rpde",
        columns=COLUMNS,
        rows=_rpde_rows(items, set(latest.values())),
        reads_as="OpenActive RPDE",
        speaks_canonical=True,
        total=len(latest),
        notes=notes,
    )


def read_jsonld(document: Any) -> Table:
    """Every activity of the document."""
    items = list(activities(document))
    return Table(
        format="jsonld",
        columns=COLUMNS,
        rows=(Row(number, to_row(item)) for number, item in enumerate(items, 1)),
        reads_as="schema.org JSON-LD",
        speaks_canonical=True,
        total=len(items),
    )


def _rpde_rows(items: list[Item], kept: set[int]) -> Iterator[Row]:
    for place, item in enumerate(items):
        if place not in kept:
            continue
        identifier = as_text(item.get("id"))
        data = item.get("data")
        if item.get("state") == "deleted" or not isinstance(data, dict):
            yield Row(place + 1, {"id": identifier}, deleted=item.get("state") == "deleted")
        else:
            yield Row(place + 1, to_row(data) | {"id": identifier})
