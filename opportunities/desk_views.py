"""Where playlists are written: by the people of a city and by those whom they invited.

Not in Wagtail's admin, which cannot keep one playlist apart from another. What somebody may not edit is not there.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opportunities import tasks
from opportunities.models import Playlist, PlaylistStop
from opportunities.models.playlist import cities_curated_by
from opportunities.playlist_forms import AcceptanceForm, DecisionForm, InvitationForm, PlaylistForm, StopForm
from opportunities.selectors import playlist_desk as desk
from opportunities.selectors.cities import frame
from opportunities.services import playlist_invitations as invitations
from opportunities.services import playlists as changes
from opportunities.services.playlist_proposals import decide_proposal
from people.models import User

FORM = ["GET", "HEAD", "POST"]


class SignedInRequest(HttpRequest):
    """What `login_required` lets through."""

    user: User  # type: ignore[assignment]


def _playlist(request: SignedInRequest, pk: int) -> Playlist:
    editable = Playlist.objects.editable_by(request.user).select_related("city", "provider", "owner")
    return get_object_or_404(editable, pk=pk)


def _decidable(request: SignedInRequest, pk: int) -> Playlist:
    return get_object_or_404(Playlist.objects.decidable_by(request.user).select_related("city"), pk=pk)


@login_required
@require_safe
def playlists(request: SignedInRequest) -> HttpResponse:
    return render(request, "desk/playlists.html", desk.desk_page(request.user))


@login_required
@require_POST
def new_playlist(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(cities_curated_by(request.user), slug=request.POST.get("city", ""))
    name = request.POST.get("name", "").strip()[:120] or _("New playlist")
    made = changes.create_playlist(city=city, names={city.default_language: name}, by=request.user)
    return redirect("desk-playlist", made.pk)


@login_required
@require_http_methods(FORM)
def playlist(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _playlist(request, pk)
    form = PlaylistForm(request.POST or None, request.FILES or None, playlist=shown)
    if request.method == "POST" and form.is_valid():
        try:
            changes.save_playlist(playlist=form.fill(), photo=form.photo_change(request.user))
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("desk-playlist", pk)
    forms = {"form": form, "invitation_form": InvitationForm(), "decision_form": DecisionForm()}
    return render(request, "desk/playlist.html", {**desk.desk_playlist(shown, request.user), **forms})


@login_required
@require_POST
def state(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish, take down or delete."""
    shown = _decidable(request, pk)
    action = request.POST.get("action", "")
    try:
        if action == "publish":
            changes.publish_playlist(playlist=shown, by=request.user)
        elif action == "take-down":
            changes.take_down_playlist(playlist=shown, by=request.user)
        elif action == "delete":
            changes.delete_playlist(playlist=shown)
            return redirect("desk-playlists")
    except ValidationError as refusal:
        for words in refusal.messages:
            messages.error(request, words)
    return redirect("desk-playlist", pk)


@login_required
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up or decline what somebody proposed."""
    shown = _decidable(request, pk)
    is_good = request.POST.get("action") == "approve"
    form = DecisionForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        decide_proposal(playlist=shown, is_good=is_good, words=words, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("desk-playlist", pk)
    tasks.answer_proposal.defer(playlist=pk)
    return redirect("desk-playlist", pk) if is_good else redirect("desk-playlists")


@login_required
@require_http_methods(FORM)
def stop(request: SignedInRequest, pk: int, stop: int = 0) -> HttpResponse:
    """A new stop, or one that is there."""
    shown = _playlist(request, pk)
    row = get_object_or_404(shown.stops, pk=stop) if stop else PlaylistStop(playlist=shown)
    row.playlist = shown
    form = StopForm(request.POST if request.method == "POST" else None, request.FILES or None, stop=row)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        try:
            changes.save_stop(stop=form.fill(), chosen=form.chosen(), photo=form.photo_change(request.user))
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("desk-playlist", pk)
    return render(request, "desk/stop.html", {**frame(shown.city), **_stop_context(request, shown, form)})


def _stop_context(request: SignedInRequest, playlist: Playlist, form: StopForm) -> dict[str, Any]:
    """The form of a stop with what is ticked and, without a script, what was looked for."""
    words = request.POST.get("words", "")
    return {
        "playlist": playlist,
        "form": form,
        "meets": desk.meeting_now(form.requirement()),
        "named": desk.named_opportunities(form.numbers("opportunities"), form.initial.get("opportunities", [])),
        "organisations": desk.named_providers(form.numbers("providers")),
        "words": words,
        "found": desk.find_opportunities(playlist, words) if words else [],
        "found_organisations": desk.find_providers(playlist, words) if words else [],
    }


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, stop: int) -> HttpResponse:
    """Move a stop up or down, or take it away."""
    shown = _playlist(request, pk)
    row = get_object_or_404(shown.stops.select_related("playlist__city"), pk=stop)
    action = request.POST.get("action", "")
    if action == "remove":
        changes.remove_stop(stop=row)
        messages.success(request, _("The stop “%(stop)s” is gone.") % {"stop": row.label})
    elif action in {"up", "down"}:
        changes.move_stop(stop=row, by=-1 if action == "up" else 1)
    return redirect("desk-playlist", pk)


@login_required
@require_POST
def count(request: SignedInRequest, pk: int) -> JsonResponse:
    """How much meets the stop that is being built."""
    form = StopForm(request.POST, stop=PlaylistStop(playlist=_playlist(request, pk)))
    return JsonResponse({"words": desk.meeting_now(form.requirement())})


@login_required
@require_safe
def find(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Boxes to tick for activities or organisations by their name."""
    shown, text = _playlist(request, pk), request.GET.get("q", "")
    if what not in {"opportunities", "providers"}:
        raise Http404
    found = desk.find_opportunities(shown, text) if what == "opportunities" else desk.find_providers(shown, text)
    return render(request, "desk/_found.html", {"found": found, "name": what})


@login_required
@require_POST
def authors(request: SignedInRequest, pk: int) -> HttpResponse:
    """Invite a co-author, withdraw an invitation, or part with a co-author."""
    shown = _playlist(request, pk)
    if number := request.POST.get("withdraw", ""):
        invitations.withdraw(invitation=get_object_or_404(shown.invitations, pk=_number(number)))
    elif number := request.POST.get("part", ""):
        get_object_or_404(shown.authors, pk=_number(number)).delete()
    else:
        _invite(request, shown)
    return redirect("desk-playlist", pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _invite(request: SignedInRequest, playlist: Playlist) -> None:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not an e-mail address."))
        return
    try:
        made = invitations.invite(playlist=playlist, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return
    tasks.invite_co_author.defer(invitation=made.pk)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": made.email})


@require_http_methods(FORM)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads. Nothing happens before the person says yes: mail programs open links."""
    found = invitations.read_token(token)
    if found is None:
        return render(request, "desk/invitation_over.html", frame(None), status=404)
    form = AcceptanceForm(request.POST or None, is_known=invitations.is_known(found))
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(invitation=found, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("password", ValidationError(refusal.messages))
        else:
            login(request, user)
            return redirect("desk-playlist", found.playlist_id)
    return render(request, "desk/invitation.html", {**frame(found.playlist.city), "invitation": found, "form": form})
