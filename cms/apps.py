from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("cms")

    def ready(self) -> None:
        from cms.services import editions  # noqa: F401 - connects its receiver once all models are there
        from cms.services.locales import make_locales

        post_migrate.connect(make_locales, sender=self)
