"""Whoever changes what many pages show begins a new edition of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Site
from wagtail.signals import post_page_move

from opportunities.models import AccessibilityFeature, City, Interest, Kind, Playlist
from opportunities.remembering import new_edition

SHOWN_ON_MANY = (AccessibilityFeature, City, Interest, Kind, Page, Playlist, Site)


@receiver([post_save, post_delete, post_page_move])
def begin(sender: type[Model], **news: Any) -> None:
    """What was saved or deleted is seen at once, by visitors without an account, too."""
    if sender._meta.app_label == "cms" or issubclass(sender, SHOWN_ON_MANY):
        new_edition()
