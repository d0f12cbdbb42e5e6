"""When a listing last changed, or went: what lets others follow the catalogue without reading all of it each time."""

from __future__ import annotations

from django.db import models


class ListingChange(models.Model):
    """The last change of one listing, kept after the listing itself has gone.

    `listing` is the number of the opportunity. `digest` is the fingerprint of what is public about it, so that saving
    it again, or the passing of an hour, is no change. Written by `opportunities.search.history` and, where a row is
    deleted, by the database itself.
    """

    listing = models.BigIntegerField(primary_key=True)
    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_listed = models.BooleanField(default=True)
    digest = models.CharField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["city", "changed_at", "listing"], name="listing_changes_in_order"),
            models.Index(
                fields=["city", "changed_at", "listing"],
                condition=models.Q(is_listed=False) | models.Q(changed_at__gt=models.F("first_at")),
                name="listing_changes_since_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.changed_at:%Y-%m-%d %H:%M}"
