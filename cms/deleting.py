"""What is in use is not deleted: the screen says what uses it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page

from cms.models import CityPage, HubPage
from cms.selectors.uses import Use, uses_of, uses_of_home
from cms.services.cities import clear_desk
from opportunities.models import City

IN_USE = 409


def in_use(request: HttpRequest, row: models.Model, uses: list[Use]) -> HttpResponse:
    """The screen that names the users of `row`."""
    return render(request, "cms/admin/in_use.html", {"row": row, "uses": uses}, status=IN_USE)


@hooks.register("before_delete_snippet")
def keep_what_is_in_use(request: HttpRequest, instances: Iterable[models.Model]) -> HttpResponse | None:
    for row in instances:
        if uses := uses_of(row):
            return in_use(request, row, uses)
    if request.method == "POST":
        for row in instances:
            if isinstance(row, City):
                clear_desk(row)
    return None


@hooks.register("before_delete_page")
def keep_homes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The home of a city goes with the city, the hub with the installation."""
    row = page.specific
    if isinstance(row, CityPage):
        return in_use(request, row, uses_of_home(row))
    return in_use(request, row, uses_of(row)) if isinstance(row, HubPage) else None


@hooks.register("before_move_page")
def keep_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return keep_homes(request, page)


@hooks.register("before_bulk_action")
def keep_homes_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[models.Model], action: object
) -> HttpResponse | None:
    if action_type not in {"delete", "move"}:
        return None
    pages = (one for one in objects if isinstance(one, Page))
    return next((screen for page in pages if (screen := keep_homes(request, page))), None)
