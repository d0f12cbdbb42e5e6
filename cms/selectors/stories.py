"""Stories on cards and in lists, with their pictures, in a number of queries that does not grow."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.query import PageQuerySet

PAGE_SIZE = 12


def with_pictures(pages: PageQuerySet) -> PageQuerySet:
    """`pages` with their pictures and the sizes that were made of these."""
    return pages.prefetch_related(Prefetch("picture", get_image_model().objects.prefetch_renditions()))


def shown(stories: PageQuerySet) -> PageQuerySet:
    """The public ones of `stories`, the newest first, with what a card shows."""
    return with_pictures(stories.live().public().order_by("-told_on", "-pk"))


def newest(stories: PageQuerySet, count: int) -> list[Any]:
    """The `count` newest of `stories`."""
    return list(shown(stories)[:count])


def page_of_stories(stories: PageQuerySet, page: str) -> dict[str, Any]:
    """One page of `stories` for a list: `stories` and the `page_of_list`."""
    listed = Paginator(shown(stories), PAGE_SIZE).get_page(page)
    return {"stories": list(listed), "page_of_list": listed}
