"""Addresses of the basemap, without a language before them: archives and tiles are the same for everybody."""

from django.urls import path

from maps.basemap import views

urlpatterns = [
    path("basemap/style-<slug:theme>-<slug:language>.json", views.style_view, name="basemap-style"),
    path("basemap/<slug:name>.pmtiles", views.archive_view, name="basemap-archive"),
    path("basemap/areas/<int:z>/<int:x>/<int:y>.mvt", views.areas_view, name="basemap-areas"),
]
