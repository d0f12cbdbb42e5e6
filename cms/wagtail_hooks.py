"""What Wagtail's admin shows of Learnmap, and what follows when it changes the catalogue."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail import hooks
from wagtail.signals import published, unpublished
from wagtail.snippets.models import register_snippet

from cms import city_screens, deleting, editing, playlist_screens, posters, reports, translating  # noqa: F401 - register their screens
from cms.viewsets import CatalogueViewSets
from opportunities.models import Opportunity
from opportunities.services.editing import after_deletion, after_edit

register_snippet(CatalogueViewSets)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def follow_edit(request: HttpRequest, instance: models.Model) -> None:
    after_edit(instance)


@hooks.register("after_delete_snippet")
def follow_deletion(request: HttpRequest, instances: Iterable[models.Model]) -> None:
    after_deletion(instances)


@receiver([published, unpublished], sender=Opportunity)
def follow_publication(instance: Opportunity, **signal: Any) -> None:
    """Also for what is published or taken down by a schedule, without anybody at a screen."""
    after_edit(instance)
