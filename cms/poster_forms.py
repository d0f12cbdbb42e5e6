"""What an editor says of a poster or a snapshot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from cms.blocks.filters import FiltersInput
from cms.selectors.shelves import LONGEST_QUERY
from opportunities.models import City
from opportunities.models.playlist import cities_curated_by
from people.models import User


class PosterForm(forms.Form):
    """A city that one works for, a title, and what is shown."""

    city = forms.ModelChoiceField(City.objects.none(), label=_("City"), to_field_name="slug", empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120)
    filters = forms.CharField(label=_("What is shown"), widget=FiltersInput, required=False, max_length=LONGEST_QUERY)

    def __init__(self, *args: Any, user: User | AnonymousUser, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city"].queryset = cities_curated_by(user)  # type: ignore[attr-defined]
