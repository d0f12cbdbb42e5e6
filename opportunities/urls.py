"""Addresses of the catalogue."""

from django.urls import path

from opportunities import views

urlpatterns = [
    path("opportunity/<int:pk>/calendar.ics", views.calendar, name="opportunity-calendar"),
    path("opportunity/<int:pk>/report/", views.report, name="opportunity-report"),
    path("opportunity/<int:pk>-<str:slug>/", views.opportunity, name="opportunity"),
    path("provider/<int:pk>-<str:slug>/", views.provider, name="provider"),
]
