"""Pages are translated by those who may change them, into the languages of their city and by people.

wagtail-localize asks only whether somebody may translate at all: its screens would name the drafts of every city. These
stand at the same addresses, before its own.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
    SubmitTranslationForm,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView
from wagtail_localize.wagtail_hooks import TranslationsReportMenuItem

BEFORE_ITS_OWN = -1


def _may_change(request: HttpRequest, page: Page) -> bool:
    return bool(page.permissions_for_user(request.user).can_edit())


class StaffOnly:
    """A screen about all cities at once: not there for anybody but platform staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class TranslatePage(SubmitPageTranslationView):
    """Into which languages a page is to be translated: those of its city that it is not in yet."""

    def get_object(self) -> Page:
        page: Page = super().get_object()
        if not _may_change(self.request, page):
            raise Http404
        return page

    def get_form(self) -> SubmitTranslationForm:
        form = super().get_form()
        if city := getattr(self.object, "city", None):
            offered = form.fields["locales"].queryset.filter(language_code__in=city.languages)
            form.fields["locales"].queryset = offered
        return form


class TranslateSnippet(StaffOnly, SubmitSnippetTranslationView):
    """Snippets are shared by all cities."""


class UpdateTranslations(UpdateTranslationsView):
    """Take over into its translations what changed in a page."""

    def get_object(self) -> TranslationSource:
        source: TranslationSource = super().get_object()
        instance = source.get_source_instance()
        allowed = _may_change(self.request, instance) if isinstance(instance, Page) else self.request.user.is_superuser
        if not allowed:
            raise Http404
        return source


class Report(StaffOnly, TranslationsReportView):
    """What is being translated in all cities."""

    def get_queryset(self) -> QuerySet[Translation]:
        found: QuerySet[Translation] = super().get_queryset().order_by("pk")
        return found


class SnippetsApi(SnippetViewSet):
    """The names of snippets that pages in several languages share; of nothing else, and not of the catalogue."""

    def get_model(self) -> type[Model]:
        model: type[Model] = super().get_model()
        if not issubclass(model, TranslatableMixin):
            raise Http404
        return model


@hooks.register("register_admin_urls", order=BEFORE_ITS_OWN)
def translation_urls() -> list[URLPattern | URLResolver]:
    snippets = "api/snippets/<slug:app_label>/<slug:model_name>/"
    screens = [
        path("submit/page/<int:page_id>/", TranslatePage.as_view()),
        path("submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", TranslateSnippet.as_view()),
        path("update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        path("reports/translations/", Report.as_view()),
        path("reports/translations/results/", Report.as_view(results_only=True)),
        path(snippets, SnippetsApi.as_view({"get": "list"})),
        path(f"{snippets}<str:pk>/", SnippetsApi.as_view({"get": "retrieve"})),
    ]
    return [path("localize/", include(screens))]


@hooks.register("construct_reports_menu")
def hide_report(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if not isinstance(item, TranslationsReportMenuItem)]
