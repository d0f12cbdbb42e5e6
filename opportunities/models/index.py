"""What the rank index needs of the database: a log of changes, and which of its generations holds."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SearchChange(models.Model):
    """The log of what changed in `SearchRow` or `SearchText`, written by triggers in the changing transaction.

    `transaction` is PostgreSQL's number (xid8) of that transaction, so that a reader can tell what has committed since
    it last looked (`opportunities.search.index.news`). No `opportunity`: all of them, the table was emptied at once.
    """

    transaction = models.BigIntegerField(db_index=True)
    opportunity = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.opportunity} in {self.transaction}"


class SearchSnapshot(models.Model):
    """The generation of the rank index that holds now: at most one row.

    `folder` is its name below SEARCH_SNAPSHOT_DIR; `position` PostgreSQL's snapshot (pg_snapshot) in which it was read.
    """

    folder = models.CharField(max_length=40)
    position = models.TextField()
    rows = models.PositiveIntegerField()
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"generation {self.pk}"
