"""Screens of the admin for cities: opening one, and the look of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log

from cms.city_forms import DeskForm, NewCityForm
from cms.models import CityDesk
from cms.reports import StaffMenuItem
from cms.services.cities import create_city
from people.models import User


def desks_of(user: User | AnonymousUser) -> QuerySet[CityDesk]:
    """The desks at which `user` may change how the city looks: of the cities that they edit, for platform staff all."""
    desks = CityDesk.objects.select_related("city", "collection")
    return desks if user.is_superuser else desks.filter(editors__user=user.pk)


def new_city(request: HttpRequest) -> HttpResponse:
    """Platform staff open a city in one step."""
    if not request.user.is_superuser:
        raise Http404
    form = NewCityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            city = create_city(form.new_city())
        except ValidationError as refusal:
            form.refuse(refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages})
        else:
            messages.success(request, _("%(city)s is open.") % {"city": city.name})
            return redirect("city_desk", city.slug)
    return render(request, "cms/admin/city_form.html", {"form": form, "title": _("Open a city")})


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The editors of a city say how it looks and how it can be reached."""
    own = get_object_or_404(desks_of(request.user), city__slug=slug)
    form = DeskForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        log(form.save(), "wagtail.edit", user=request.user)  # by which kept pages know that they are out of date
        messages.success(request, _("Saved."))
        return redirect("city_desk", slug)
    context = {"form": form, "title": _("Look of the city"), "subtitle": own.city}
    return render(request, "cms/admin/city_form.html", context)


@hooks.register("register_admin_urls")
def city_urls() -> list[URLPattern]:
    return [
        path("cities/new/", new_city, name="new_city"),
        path("cities/<slug:slug>/look/", desk, name="city_desk"),
    ]


class OwnDesks(MenuItem):
    """Leads to the look of one's city; platform staff find the cities in the catalogue."""

    def is_shown(self, request: HttpRequest) -> bool:
        return not request.user.is_superuser and desks_of(request.user).exists()

    def render_component(self, request: HttpRequest) -> object:
        first = desks_of(request.user).first()
        self.url = reverse("city_desk", args=[first.city.slug]) if first else ""
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def open_city_item() -> MenuItem:
    return StaffMenuItem(_("Open a city"), reverse("new_city"), name="open-city", icon_name="globe", order=160)


@hooks.register("register_admin_menu_item")
def own_desks_item() -> MenuItem:
    return OwnDesks(_("Look of the city"), "", name="city-look", icon_name="view", order=170)
