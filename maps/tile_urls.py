"""Addresses without a language of the page: tiles, where it is a parameter, and snapshots, which keep their own."""

from django.urls import path

from maps import snapshot_views, tile_views

urlpatterns = [
    path("tiles.json", tile_views.tiles, name="tiles"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile_views.tile, name="tile"),
    path("snapshots/<uuid:key>/", snapshot_views.snapshot, name="snapshot"),
]
