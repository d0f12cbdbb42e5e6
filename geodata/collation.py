"""Names in the order of a language's alphabet: ą after a and š after s in Lithuanian, ä after z in Finnish.

PostgreSQL sorts, by the collations of ICU that it brings; Python's own order knows no language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from django.db import connection
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate
from django.utils.translation import get_language

Item = TypeVar("Item")

COLLATIONS = {code: f"{code}-x-icu" for code in ("en", "fi", "lt", "lv", "nl")}
ANY_LANGUAGE = "und-x-icu"


def collation() -> str:
    """The collation of the active language; the one of no language in particular where it is not one of ours."""
    return COLLATIONS.get(_language(), ANY_LANGUAGE)


def in_order(field: str = "name") -> Collate:
    """For `order_by`: the text `field` in the order of the active language."""
    return Collate(F(field), collation())


def label_in_order() -> Collate:
    """For `order_by`: the `names` in the active language, else `name`, in the order of that language."""
    return Collate(Coalesce(KeyTextTransform(_language(), "names"), F("name")), collation())


def sorted_by_language(items: Iterable[Item], key: Callable[[Item], str]) -> list[Item]:
    """`items` in the order of the active language; asks the database once for the same words."""
    listed = list(items)
    ranks = _ranks(tuple(sorted({key(item) for item in listed})), collation())
    return sorted(listed, key=lambda item: ranks[key(item)])


@lru_cache(maxsize=512)
def _ranks(words: tuple[str, ...], by: str) -> dict[str, int]:
    if len(words) < 2:
        return dict.fromkeys(words, 0)
    with connection.cursor() as cursor:
        query = f'SELECT word FROM unnest(%s::text[]) AS word ORDER BY word COLLATE "{by}", word COLLATE "C"'  # noqa: S608 - one of the names above
        cursor.execute(query, [list(words)])
        return {word: rank for rank, (word,) in enumerate(cursor.fetchall())}


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
