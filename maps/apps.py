from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from maps.basemap.checks import basemap_can_be_drawn


class MapsConfig(AppConfig):
    name = "maps"
    verbose_name = _("maps")

    def ready(self) -> None:
        register(basemap_can_be_drawn)
