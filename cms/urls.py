"""Addresses of the hub and of the cities' homes; every further page is found by Wagtail, which comes last."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from cms import views

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", views.city, name="city"),
    path("", include(wagtail_urls)),
]
