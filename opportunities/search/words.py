"""From the words a visitor types to the texts that hold them, in any of the catalogue's languages at once."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from opportunities.models import SearchText
from opportunities.search.texts import STEMMED

MOST_WORDS = 12
MOST_LETTERS = 200


def prefix_query(text: str) -> str:
    """The words of `text` for to_tsquery: all must occur, the last may go on ("robot kons" finds "konstravimas").

    Only letters and digits get through, so nothing in `text` can be read as an operator. "" where there are none.
    """
    words = re.findall(r"[^\W_]+", text[:MOST_LETTERS])[:MOST_WORDS]
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else ""


def matching_texts(text: str) -> QuerySet[SearchText]:
    """The texts that hold the words of `text`, each stemmed as its language is."""
    raw = prefix_query(text)
    if not raw:
        return SearchText.objects.none()
    found = ~Q(language__in=STEMMED) & Q(vector=SearchQuery(raw, config="learnmap_simple", search_type="raw"))
    for language in STEMMED:
        query = SearchQuery(raw, config=f"learnmap_{language}", search_type="raw")
        found |= Q(language=language, vector=query)
    return SearchText.objects.filter(found)


def relevance(text: str) -> Subquery:
    """How well the row's opportunity answers `text`: title before interests and provider before the rest."""
    query = SearchQuery(prefix_query(text) or "''", config="learnmap_simple", search_type="raw")
    for language in STEMMED:
        query |= SearchQuery(prefix_query(text) or "''", config=f"learnmap_{language}", search_type="raw")
    texts = SearchText.objects.filter(opportunity=OuterRef("opportunity")).order_by()
    ranked = texts.values("opportunity").annotate(rank=Max(SearchRank(F("vector"), query)))
    return Subquery(ranked.values("rank"))
