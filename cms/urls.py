"""Addresses of the hub and of the cities' homes; every further page is found by Wagtail, which comes last."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.views import serve

from cms import views
from cms.keeping import kept_page

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", kept_page(views.city), name="city"),
    re_path(wagtail_urls.serve_pattern, kept_page(serve), name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
