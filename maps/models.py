"""What of maps is kept: pictures of one moment."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opportunities.models import City


class MapSnapshot(models.Model):
    """A filtered view of a city as it was when it was kept: `html` is one file that needs nothing else.

    `query` is the view's address after its question mark. `key` is its address: nobody can guess it.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    city = models.ForeignKey(City, models.CASCADE, related_name="snapshots", verbose_name=_("city"))
    title = models.CharField(_("title"), max_length=120)
    query = models.CharField(_("what is shown"), max_length=2_000, blank=True)
    html = models.TextField(editable=False)
    taken_at = models.DateTimeField(_("taken at"), auto_now=True)

    class Meta:
        verbose_name = _("map snapshot")
        verbose_name_plural = _("map snapshots")
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("snapshot", args=[self.key])
