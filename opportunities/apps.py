from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpportunitiesConfig(AppConfig):
    name = "opportunities"
    verbose_name = _("opportunities")

    def ready(self) -> None:
        from opportunities.services import venues  # noqa: F401 - connects its receiver once all models are there
