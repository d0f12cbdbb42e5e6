"""The search table: one row for each thing that can be joined, ready to be filtered, counted and drawn.

It is written only by `opportunities.search.table.refresh` and can be rebuilt from the other tables at any time.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Q
from django.utils import timezone


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    def upcoming(self) -> SearchRowQuerySet:
        """Those that have not ended: the last day is today or later, or nobody said when it ends."""
        return self.filter(Q(last_on__isnull=True) | Q(last_on__gte=timezone.localdate()))


class SearchRow(models.Model):
    """A published opportunity at one of its places, for one group of people: what one card and one pin stand for.

    A group is the sessions (`session_ids`, `lead` the lowest of them or 0) that differ in nothing but when they meet:
    same ages, price, languages, delivery and same answer to whether there is a place. So whatever is asked of a row is
    asked of one session. Without a venue it is online or elsewhere; without a point its place is not known.

    `x` and `y` are Web Mercator at 2^24 units a side, y growing southwards, as map tiles count. `tags` holds every
    discrete property as a number, see `opportunities.search.tags`. Ages are years; `price` is what is paid for a month
    or, without a monthly pace, for the whole. `days` are the proleptic ordinals of the days on which it meets and
    `meetings` those meetings as numbers of `opportunities.search.meetings`, for the horizon of occurrences; `first_on`
    and `last_on` span everything known of its dates. `next_bookable_at` is the next meeting that can be joined;
    `due_at` is when time alone will next have changed the row.
    """

    opportunity = models.ForeignKey("opportunities.Opportunity", models.CASCADE, related_name="search_rows")
    venue = models.ForeignKey("opportunities.Venue", models.CASCADE, null=True, related_name="+")
    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="+")
    provider = models.ForeignKey("opportunities.Provider", models.CASCADE, related_name="+")
    interest = models.ForeignKey("opportunities.Interest", models.SET_NULL, null=True, related_name="+")
    geom = models.PointField(srid=3857, null=True, spatial_index=False)
    x = models.IntegerField(null=True)
    y = models.IntegerField(null=True)
    tags = ArrayField(models.IntegerField())
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    days = ArrayField(models.IntegerField())
    meetings = ArrayField(models.IntegerField(), default=list)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    next_at = models.DateTimeField(null=True)
    next_bookable_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    session_ids = ArrayField(models.BigIntegerField(), default=list)
    lead = models.BigIntegerField(default=0)

    objects = SearchRowQuerySet.as_manager()

    class Meta:
        indexes = [
            GistIndex(F("geom"), OpClass("tags", "gist__intbig_ops (siglen=32)"), name="search_geom_and_tags"),
            GinIndex(OpClass("tags", "gin__int_ops"), name="search_tags"),
            models.Index(fields=["city", "next_bookable_at", "next_at", "id"], name="search_soonest"),
            models.Index(fields=["due_at"], name="search_due"),
            models.Index(fields=["city", "x", "y"], name="search_stacks"),
            models.Index(fields=["city", "last_on", "opportunity"], name="search_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "venue", "lead"], nulls_distinct=False, name="search_row_once_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} at {self.venue_id}"


class SearchText(models.Model):
    """The words of a published opportunity in one language, stemmed and without diacritics.

    `words` are the same as they are spelt, each once; `folded` is the title in small letters without diacritics or
    punctuation.
    """

    opportunity = models.ForeignKey("opportunities.Opportunity", models.CASCADE, related_name="search_texts")
    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    title = models.TextField()
    folded = models.TextField(db_collation="C", default="")
    vector = SearchVectorField()
    words = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="search_words"),
            models.Index(fields=["city", "folded"], name="search_titles"),
        ]
        constraints = [models.UniqueConstraint(fields=["opportunity", "language"], name="search_text_once_a_language")]

    def __str__(self) -> str:
        return self.title
