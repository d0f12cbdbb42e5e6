"""Addresses of the vector tiles: without a language, which is a parameter there."""

from django.urls import path

from maps import tile_views

urlpatterns = [
    path("tiles.json", tile_views.tiles, name="tiles"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile_views.tile, name="tile"),
]
