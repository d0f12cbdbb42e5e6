"""Addresses under a city's own: what its list is for other programs and for paper. All take the list's parameters."""

from django.urls import path

from maps import exports

urlpatterns = [
    path("changes.atom", exports.changes, name="changes"),
    path("calendar.ics", exports.calendar, name="calendar"),
    path("places.geojson", exports.places, name="places"),
    path("list.csv", exports.sheet, name="sheet"),
    path("code.svg", exports.code, name="code"),
    path("print/", exports.printed, name="print"),
]
