"""Addresses that machines of other sites know: without a language."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from cms import share_views
from cms.sitemaps import SECTIONS

urlpatterns = [
    path("robots.txt", share_views.robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SECTIONS, "sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SECTIONS}, name="sitemap-part"),
    path("pages/<int:pk>/picture.png", share_views.page_picture, name="page-picture"),
]
