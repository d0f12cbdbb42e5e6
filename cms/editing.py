"""What helps an editor at the desk: choosing from the catalogue, and filters that say what they find."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.choosers import VIEWSETS
from cms.models import CallToAction, Funder
from cms.selectors.shelves import counted, search_of
from maps import selectors
from opportunities.models import City
from opportunities.models.playlist import cities_curated_by


def city_of_desk(request: HttpRequest) -> City:
    """The `city` that is named and that one works for, or that of the page `page` (a number) that one edits, or below
    which one makes a page. Raises: Http404 for who may do none of it."""
    if slug := request.GET.get("city", "").replace("\0", ""):
        return get_object_or_404(cities_curated_by(request.user), slug=slug)
    number = request.GET.get("page", "")
    found = Page.objects.filter(pk=number).first() if re.fullmatch(r"[0-9]{1,18}", number) else None
    if found is None:
        raise Http404
    may = found.permissions_for_user(request.user)
    city = getattr(found.specific, "city", None)
    if city is None or not (may.can_edit() or may.can_add_subpage()):
        raise Http404
    found_city: City = city
    return found_city


@require_safe
def filters_found(request: HttpRequest) -> JsonResponse:
    """How much the filters `query` find in the city of `page`, and what they are in words."""
    return JsonResponse(counted(city_of_desk(request), request.GET.get("query", "")))


@require_safe
@xframe_options_sameorigin
def filters_form(request: HttpRequest) -> HttpResponse:
    """The explorer's own form, to choose the filters of a block with; what it finds is counted with each choice."""
    city = city_of_desk(request)
    search = search_of(request.GET.urlencode(), city)
    context: dict[str, Any] = {
        **selectors.explorer(search),
        "desk": {name: request.GET[name] for name in ("page", "city") if name in request.GET},
        "query": search.address(),
    }
    return render(request, "cms/admin/filters_form.html", context)


class FunderViewSet(SnippetViewSet):
    model = Funder
    icon = "group"
    menu_label = _("Funders")
    list_display = ("name", "website")
    search_fields = ("name",)


class CallToActionViewSet(SnippetViewSet):
    model = CallToAction
    icon = "pick"
    menu_label = _("Calls to action")
    list_display = ("title", "label", "link")
    search_fields = ("title",)


class SharedViewSets(SnippetViewSetGroup):
    """What the pages of all cities share: kept by platform staff, chosen by every editor."""

    menu_label = _("Shared by all cities")
    menu_icon = "repeat"
    menu_order = 160
    items = (FunderViewSet, CallToActionViewSet)


register_snippet(SharedViewSets)


@hooks.register("register_admin_viewset")
def choosers() -> list[ViewSet]:
    return list(VIEWSETS)


@hooks.register("register_admin_urls")
def filter_urls() -> list[URLPattern]:
    return [
        path("filters/", filters_form, name="filters_form"),
        path("filters/found/", filters_found, name="filters_found"),
    ]
