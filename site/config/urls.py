"""Every address of the installation: one include per package, most particular first."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("maps.basemap.urls")),
    path("", include("maps.tile_urls")),
    path("", include("cms.look_urls")),
    path("", include("cms.machine_urls")),
    path("api/v1/", include(("config.api", "api"))),
    *i18n_patterns(
        path("", include("opportunities.urls")),
        path("", include("maps.urls")),
        path("", include("cms.urls")),
        prefix_default_language=False,
    ),
]
