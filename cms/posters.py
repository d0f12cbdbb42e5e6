"""Staff screens of posters and snapshots: any filtered view of a city that one works for, on paper and in one file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import ReferenceIndex

from cms.poster_forms import PosterForm
from maps.models import MapSnapshot
from maps.posters.poster import poster
from maps.services import keep_snapshot, searched, taken
from opportunities.models.playlist import cities_curated_by


def desk(request: HttpRequest) -> HttpResponse:
    """Where one says what is shown; what was kept before is listed below. A POST leads to what its button names."""
    form = PosterForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if "keep" in request.POST:
            keep_snapshot(
                city=said["city"], title=said["title"], query=said["filters"], absolute=request.build_absolute_uri
            )
            messages.success(request, _("Kept. Choose it in a page with the block “Map as it was”."))
            return redirect("city_posters")
        asked = request.GET.copy()
        asked.update({"city": said["city"].slug, "title": said["title"], "filters": said["filters"]})
        door = next((name for name in ("pdf", "map") if name in request.POST), "page")
        return redirect(f"{reverse(f'city_poster_{door}')}?{asked.urlencode()}")
    kept = MapSnapshot.objects.filter(city__in=cities_curated_by(request.user)).select_related("city").defer("html")
    return render(request, "cms/admin/posters.html", {"form": form, "kept": kept})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The poster as a page."""
    form = _asked(request)
    paper = f"{reverse('city_poster_pdf')}?{request.GET.urlencode()}"
    return render(request, "maps/poster.html", {**_poster(request, form), "pdf_url": paper})


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The poster as a PDF."""
    from maps.posters.paper import pdf  # loaded by who prints: see there

    form = _asked(request)
    name = f"{slugify(form.cleaned_data['title']) or 'poster'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf(_poster(request, form)), content_type="application/pdf", headers=headers)


@require_safe
def map_file(request: HttpRequest) -> HttpResponse:
    """The map as one HTML file, to be passed on."""
    said = _asked(request).cleaned_data
    html = taken(said["city"], said["filters"], title=said["title"], absolute=request.build_absolute_uri)
    name = f"{slugify(said['title']) or 'map'}.html"
    return HttpResponse(html, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a snapshot, unless a page shows it: then say which."""
    kept = get_object_or_404(MapSnapshot, pk=pk, city__in=cities_curated_by(request.user))
    users = [str(user) for user, _references in ReferenceIndex.get_grouped_references_to(kept)]
    if users:
        told = _("This map is shown in: %(pages)s. Take it out there first.") % {"pages": ", ".join(users)}
        messages.error(request, told)
    else:
        kept.delete()
        messages.success(request, _("Deleted."))
    return redirect("city_posters")


def _asked(request: HttpRequest) -> PosterForm:
    """The form of an address. Raises: Http404 for a city that one does not work for, and for what is no city."""
    form = PosterForm(request.GET, user=request.user)
    get_object_or_404(cities_curated_by(request.user), slug=request.GET.get("city", "").replace("\0", ""))
    form.full_clean()
    form.cleaned_data.setdefault("title", "")
    form.cleaned_data.setdefault("filters", "")
    return form


def _poster(request: HttpRequest, form: PosterForm) -> dict[str, object]:
    said = form.cleaned_data
    search = searched(said["city"], said["filters"])
    return poster(search, title=said["title"], absolute=request.build_absolute_uri)


@hooks.register("register_admin_urls")
def addresses() -> list[object]:
    return [
        path("posters/", desk, name="city_posters"),
        path("posters/poster/", page, name="city_poster_page"),
        path("posters/poster.pdf", paper, name="city_poster_pdf"),
        path("posters/map.html", map_file, name="city_poster_map"),
        path("posters/<int:pk>/forget/", forget, name="city_poster_forget"),
    ]


class PostersItem(MenuItem):
    """In the menu of those who work for a city."""

    def is_shown(self, request: HttpRequest) -> bool:
        return cities_curated_by(request.user).exists()


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return PostersItem(gettext_lazy("Posters"), reverse("city_posters"), icon_name="clipboard-list", order=350)
