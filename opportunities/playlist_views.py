"""The playlists of a city, one playlist, its plan as a calendar, and proposing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opportunities.exchange.plan_calendar import calendar_of_plan
from opportunities.models import City, Playlist
from opportunities.playlist_forms import ProposalForm
from opportunities.search.meetings import a_day
from opportunities.search.search import Search
from opportunities.selectors.cities import frame
from opportunities.selectors.playlists import playlist_page, playlists_page
from opportunities.services.playlist_proposals import propose_playlist


def _context(request: HttpRequest, city: str, slug: str) -> dict[str, Any]:
    """What the page of a playlist shows to this visitor, as its address asks: `from`, `near` or `at`, `order`."""
    visible = Playlist.objects.visible_to(request.user).select_related("city", "provider")
    shown = get_object_or_404(visible, city__slug=city, slug=slug)
    asked = {name: request.GET.getlist(name) for name in ("near", "at") if request.GET.get(name)}
    search = Search.read(asked, shown.city)
    by_way = request.GET.get("order") == "way"
    page = playlist_page(shown, on=a_day(request.GET.get("from", "")), origin=search.origin, by_way=by_way)
    may_edit = Playlist.objects.editable_by(request.user).filter(pk=shown.pk).exists()
    own, shortest = request.GET.copy(), request.GET.copy()
    own.pop("order", None)
    shortest["order"] = "way"
    return {
        **page,
        "problems": search.problems,
        "near": request.GET.get("near", ""),
        "may_edit": may_edit,
        "way_urls": {"own": f"?{own.urlencode()}", "shortest": f"?{shortest.urlencode()}"},
    }


@require_safe
def playlists(request: HttpRequest, city: str) -> HttpResponse:
    return render(request, "opportunities/playlists.html", playlists_page(get_object_or_404(City, slug=city)))


@require_safe
def playlist(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    return render(request, "opportunities/playlist.html", _context(request, city, slug))


@require_safe
def calendar(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The meetings of the plan as an iCalendar file."""
    page = _context(request, city, slug)
    content = calendar_of_plan(page["playlist"], page["dates"], absolute=request.build_absolute_uri)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.ics"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, city: str) -> HttpResponse:
    """Anybody proposes a playlist. A machine is thanked too, and nothing is kept."""
    where = get_object_or_404(City, slug=city)
    form = ProposalForm(request.POST or None, city=where)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "intro", "reply_to")}
        try:
            if not form.is_from_a_machine:
                propose_playlist(city=where, wishes=form.wishes(), **told)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("Thank you! The people of the city read it and decide."))
            return redirect("playlists", city)
    return render(request, "opportunities/propose.html", {"form": form, **frame(where)})
