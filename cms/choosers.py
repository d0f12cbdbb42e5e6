"""Choosing rows of the catalogue for a page: only what is public, and only of the cities that one works for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from maps.models import MapSnapshot
from opportunities.models import Opportunity, Playlist, Provider
from opportunities.models.playlist import cities_curated_by


def shown_opportunities() -> QuerySet[Opportunity]:
    return Opportunity.objects.published().select_related("city", "provider").prefetch_related("texts")


def shown_providers() -> QuerySet[Provider]:
    return Provider.objects.listed().select_related("city")


def shown_playlists() -> QuerySet[Playlist]:
    return Playlist.objects.published().select_related("city")


def kept_snapshots() -> QuerySet[MapSnapshot]:
    return MapSnapshot.objects.select_related("city").defer("html")


# What may be chosen, and the column of its own name or of its texts' that a search looks into.
SHOWN: dict[type[Model], tuple[Callable[[], QuerySet[Any]], str]] = {
    Opportunity: (shown_opportunities, "texts__title__icontains"),
    Provider: (shown_providers, "name__icontains"),
    Playlist: (shown_playlists, "names__icontains"),
    MapSnapshot: (kept_snapshots, "title__icontains"),
}


class WordsForm(BaseFilterForm):
    """One box: words of the name."""

    q = forms.CharField(required=False, label=_("Search"), widget=forms.TextInput(attrs={"type": "search"}))

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = self.cleaned_data.get("q", "")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        _shown, column = SHOWN[objects.model]
        found = objects.model._default_manager.filter(Q(**{column: words})).values("pk")
        return objects.filter(pk__in=found)


class Own:
    """What a view of a chooser may give away."""

    request: HttpRequest
    model_class: type[Model]

    def own(self) -> QuerySet[Any]:
        shown, _column = SHOWN[self.model_class]
        return shown().filter(city__in=cities_curated_by(self.request.user))


class Choosing(Own):
    filter_form_class = WordsForm

    def get_object_list(self) -> QuerySet[Any]:
        return self.own()


class ChooseView(Choosing, views.ChooseView):
    pass


class ChooseResultsView(Choosing, views.ChooseResultsView):
    pass


class ChosenView(Own, views.ChosenView):
    def get_object(self, pk: str) -> Model:
        found: Model = self.own().get(pk=pk)
        return found


class ChosenMultipleView(Own, views.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.own().filter(pk__in=[pk for pk in pks if pk.isdigit()])


class ShownChooserViewSet(ChooserViewSet):
    """A chooser of public rows. It does not take over the forms of the catalogue's own screens."""

    register_widget = False
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    url_filter_parameters: ClassVar[list[str]] = []


opportunity_chooser = ShownChooserViewSet(
    "choose_opportunity", model=Opportunity, icon="calendar-alt", choose_one_text=_("Choose an activity")
)
provider_chooser = ShownChooserViewSet(
    "choose_provider", model=Provider, icon="group", choose_one_text=_("Choose an organisation")
)
playlist_chooser = ShownChooserViewSet(
    "choose_playlist", model=Playlist, icon="list-ol", choose_one_text=_("Choose a playlist")
)
snapshot_chooser = ShownChooserViewSet(
    "choose_snapshot", model=MapSnapshot, icon="site", choose_one_text=_("Choose a map")
)
VIEWSETS = (opportunity_chooser, provider_chooser, playlist_chooser, snapshot_chooser)
