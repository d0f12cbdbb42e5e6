"""The words of the catalogue, counted, so that misspelt ones can be told; and the words that found nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """How many texts of a city hold a word. Written by triggers of `SearchText`, in the transaction that changes texts.

    A change of texts adds rows with the difference, below zero too, and touches none: so nobody waits for anybody. The
    number of texts is the sum over all rows of a word; `opportunities.search.spelling.merge_counts` makes them one
    again. `word` is what is `spelt` without diacritics, `lexeme` the same stemmed as `stemmer` does (a language, or
    "simple"); "" for a word that says nothing, such as "the". All are in small letters.
    """

    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="+")
    stemmer = models.CharField(max_length=8)
    spelt = models.CharField(max_length=40, db_collation="C")
    word = models.CharField(max_length=40, db_collation="C")
    lexeme = models.CharField(max_length=40, db_collation="C")
    documents = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["city", "stemmer", "lexeme"], name="search_word_lexemes"),
            GinIndex(OpClass("word", "gin_trgm_ops"), name="search_word_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.documents}"


class SearchMissQuerySet(models.QuerySet["SearchMiss"]):
    def showable(self) -> models.QuerySet[SearchMiss, dict[str, Any]]:
        """What people may see: words that found nothing at least `FEWEST` times in the last `KEPT_DAYS` days.

        Returns: dictionaries of city__name, words, times and last_on, the most frequent first.
        """
        since = timezone.localdate() - timedelta(days=SearchMiss.KEPT_DAYS)
        summed = (
            self.filter(on__gte=since).values("city__name", "words").annotate(times=Sum("count"), last_on=Max("on"))
        )
        return summed.filter(times__gte=SearchMiss.FEWEST).order_by("-times", "city__name", "words")


class SearchMiss(models.Model):
    """How often words found nothing in a city on a day. Nothing of who asked is kept."""

    FEWEST = 10
    KEPT_DAYS = 90

    city = models.ForeignKey("opportunities.City", models.CASCADE, related_name="+", verbose_name=_("city"))
    on = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=100)
    count = models.PositiveIntegerField(_("searches"), default=1)

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["city", "on", "words"], name="search_miss_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words}: {self.count}"
