"""What has changed in the search table since a moment, none missed however its transactions interleave.

Transactions commit in another order than they began, so "every change numbered above the last one seen" would miss
those that began early and committed late. PostgreSQL's snapshots know better: a change is new if its transaction could
not be seen in the snapshot of our last look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

BEGINNING: Final = "1:1:"  # a snapshot in which no transaction could be seen

NEWS = """
    SELECT pg_current_snapshot()::text, coalesce(current.id, 0), coalesce(current.folder, ''),
        coalesce(current.position, %(beginning)s), news.changes, news.opportunities
    FROM (
        SELECT count(*) AS changes, array_agg(DISTINCT opportunity) AS opportunities FROM opportunities_searchchange
        WHERE transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
            AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(seen)s::pg_snapshot)
    ) news LEFT JOIN opportunities_searchsnapshot current ON TRUE
"""


@dataclass(frozen=True)
class News:
    """What has committed since a position. `base` is the position in which the current snapshot (0: none) was read.

    Among the changed `opportunities` None stands for all of them: the table was emptied at once.
    """

    position: str
    number: int
    folder: str
    base: str
    changes: int
    opportunities: frozenset[int | None]


def look(seen: str) -> News:
    """The news since the position `seen` (pg_snapshot), in one small query."""
    with connection.cursor() as cursor:
        cursor.execute(NEWS, {"seen": seen, "beginning": BEGINNING})
        position, number, folder, base, changes, opportunities = cursor.fetchone()
    return News(position, number, folder, base, changes, frozenset(opportunities or ()))
