"""The way from Wagtail's admin to the pages on which playlists are written."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from opportunities.models import Playlist
from opportunities.models.playlist import cities_curated_by


class PlaylistsItem(MenuItem):
    """Shown to whom there is something to write for. The address is in the language of the moment."""

    def is_shown(self, request: HttpRequest) -> bool:
        may_begin = cities_curated_by(request.user).exists()
        return may_begin or Playlist.objects.editable_by(request.user).exists()

    def render_component(self, request: HttpRequest) -> object:
        self.url = reverse("desk-playlists")
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def playlists_item() -> MenuItem:
    return PlaylistsItem(_("Playlists"), "", name="playlists", icon_name="list-ol", order=155)
