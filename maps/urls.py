"""Addresses of a city's map and list."""

from django.urls import include, path

from maps import embed_views, views

urlpatterns = [
    path("<slug:slug>/explore/", views.explorer, name="explorer"),
    path("<slug:slug>/view.json", views.view, name="view"),
    path("<slug:slug>/cards/", views.nearby, name="cards"),
    path("<slug:slug>/suggest.json", views.suggest, name="suggest"),
    path("<slug:slug>/areas.json", views.areas, name="areas"),
    path("<slug:slug>/reach.json", views.reach, name="reach"),
    path("<slug:slug>/embed/", embed_views.embed, name="embed"),
    path("<slug:slug>/embed/builder/", embed_views.builder, name="embed-builder"),
    path("<slug:slug>/", include("maps.export_urls")),
]
