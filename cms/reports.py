"""What staff read and nobody edits: the words that visitors searched for in vain."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from opportunities.models import SearchMiss


class MissesView(ReportView):
    """Only what `showable` gives, so that no search of a few people can be read; for platform staff."""

    title = page_title = _("Searches that found nothing")
    header_icon = "search"
    index_url_name = "searches_in_vain"
    index_results_url_name = "searches_in_vain_results"
    model = SearchMiss
    is_searchable = False
    list_export: ClassVar = ["words", "city__name", "times", "last_on"]

    export_headings: ClassVar = {
        "words": _("Words"),
        "city__name": _("City"),
        "times": _("Searches"),
        "last_on": _("Last searched on"),
    }
    columns: ClassVar = [Column(name, label=label) for name, label in export_headings.items()]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return SearchMiss.objects.showable()


@hooks.register("register_admin_urls")
def misses_urls() -> list[URLPattern]:
    return [
        path("reports/searches-in-vain/", MissesView.as_view(), name="searches_in_vain"),
        path(
            "reports/searches-in-vain/results/", MissesView.as_view(results_only=True), name="searches_in_vain_results"
        ),
    ]


class StaffMenuItem(MenuItem):
    """Shown to platform staff only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_reports_menu_item")
def misses_menu_item() -> MenuItem:
    return StaffMenuItem(
        _("Searches that found nothing"),
        reverse("searches_in_vain"),
        name="searches-in-vain",
        icon_name="search",
        order=100,
    )
