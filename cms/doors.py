"""Doors of the admin that Wagtail leaves open between cities, closed for all but platform staff.

Wagtail asks for rights before it changes anything. Some of its screens show titles first: choosers of the catalogue,
reports on everything, pages and files named by their keys in an address. What one may not see is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry

ADMIN = "admin/"
# Beginnings of routes: of use to platform staff only, and about every city at once.
FOR_STAFF = tuple(
    f"{ADMIN}{route}"
    for route in (
        "failwhale/", "test404/", "pages/usage/", "reports/site-history/", "reports/page-types-usage/",
        "reports/workflow", "snippets/choose/opportunities/", "workflows/",
    )
)  # fmt: skip
REPORTS_FOR_STAFF = {"site-history", "page-types-usage", "workflows", "workflow-tasks"}
PAGE_KEYS = {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"}
RIGHTS = ("add", "change", "delete", "choose")


class CityDoors:
    """Answers 404 to an editor who asks the admin for what belongs to another city."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Raises: Http404 where the address leads to what the user may not see."""
        match = request.resolver_match
        if match is None or not match.route.startswith(ADMIN):
            return
        if request.user.is_superuser or not request.user.is_authenticated:
            return  # those who have not signed in are asked to, whatever the address
        if match.route.startswith(FOR_STAFF):
            raise Http404
        keys = [kwargs[name] for name in PAGE_KEYS & kwargs.keys()]
        if match.url_name == "wagtailadmin_choose_page_chosen_multiple":
            keys += request.GET.getlist("id")
        if not _all_in(pages_of(request.user), keys):
            raise Http404
        if match.url_name == "wagtail_bulk_action" and not _may_handle(request, kwargs):
            raise Http404


def pages_of(user: Any) -> QuerySet[Page]:
    """The pages that `user` finds in the admin: of their own cities, and what lies above those."""
    found: QuerySet[Page] = page_permission_policy.explorable_instances(user)
    return found


def _may_handle(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Whether all that is to be handled at once is the user's own. What stands for "all" is looked up by rights."""
    keys = [key for key in request.GET.getlist("id") if key != "all"]
    if not _all_in(pages_of(request.user), request.GET.getlist("childOf")):
        return False
    kind = (kwargs["app_label"], kwargs["model_name"])
    if kind == ("wagtailcore", "page"):
        return _all_in(pages_of(request.user), keys)
    files = {("wagtailimages", "image"): get_image_model(), ("wagtaildocs", "document"): get_document_model()}
    if kind not in files:
        return False
    policy = policy_registry.get_by_type(files[kind])
    return _all_in(policy.instances_user_has_any_permission_for(request.user, RIGHTS), keys)


def _all_in(rows: QuerySet[Any], keys: Iterable[Any]) -> bool:
    wanted = {str(key) for key in keys}
    if not wanted:
        return True
    if not all(key.isascii() and key.isdigit() for key in wanted):
        return False
    return rows.filter(pk__in=wanted).count() == len(wanted)


@hooks.register("construct_page_chooser_queryset")
def own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """An editor links to pages of the own city; to others by their address."""
    return pages if request.user.is_superuser else pages.filter(pk__in=pages_of(request.user).values("pk"))


@hooks.register("construct_reports_menu")
def own_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in REPORTS_FOR_STAFF]
