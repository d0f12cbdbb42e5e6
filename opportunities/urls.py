"""Addresses of the catalogue."""

from django.urls import path

from opportunities import desk_views, playlist_views, share_views, views

urlpatterns = [
    path("opportunity/<int:pk>/calendar.ics", views.calendar, name="opportunity-calendar"),
    path("opportunity/<int:pk>/report/", views.report, name="opportunity-report"),
    path("opportunity/<int:pk>-<str:slug>/", views.opportunity, name="opportunity"),
    path("opportunity/<int:pk>/picture.png", share_views.opportunity_picture, name="opportunity-picture"),
    path("provider/<int:pk>-<str:slug>/", views.provider, name="provider"),
    path("desk/playlists/", desk_views.playlists, name="desk-playlists"),
    path("desk/playlists/new/", desk_views.new_playlist, name="desk-playlist-new"),
    path("desk/playlists/<int:pk>/", desk_views.playlist, name="desk-playlist"),
    path("desk/playlists/<int:pk>/state/", desk_views.state, name="desk-playlist-state"),
    path("desk/playlists/<int:pk>/decide/", desk_views.decide, name="desk-playlist-decide"),
    path("desk/playlists/<int:pk>/authors/", desk_views.authors, name="desk-playlist-authors"),
    path("desk/playlists/<int:pk>/find/<slug:what>/", desk_views.find, name="desk-find"),
    path("desk/playlists/<int:pk>/stops/new/", desk_views.stop, name="desk-stop-new"),
    path("desk/playlists/<int:pk>/stops/count/", desk_views.count, name="desk-stop-count"),
    path("desk/playlists/<int:pk>/stops/<int:stop>/", desk_views.stop, name="desk-stop"),
    path("desk/playlists/<int:pk>/stops/<int:stop>/move/", desk_views.move, name="desk-stop-move"),
    path("invitation/<str:token>/", desk_views.invitation, name="playlist-invitation"),
    path("<slug:city>/playlists/", playlist_views.playlists, name="playlists"),
    path("<slug:city>/playlists/propose/", playlist_views.propose, name="playlist-propose"),
    path("<slug:city>/playlists/<slug:slug>/", playlist_views.playlist, name="playlist"),
    path("<slug:city>/playlists/<slug:slug>/calendar.ics", playlist_views.calendar, name="playlist-calendar"),
]
