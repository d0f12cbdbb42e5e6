"""The forms with which a city is opened, and with which its editors say how it looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from cms.models import CityDesk
from cms.services.cities import NewCity
from geodata.models import Area


class NewCityForm(forms.Form):
    """What a new city is; `new_city()` of a valid form is what the service takes."""

    name = forms.CharField(label=_("Name"), max_length=100)
    slug = forms.SlugField(label=_("Name in addresses"), help_text=_("Small letters: tartu"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    default_language = forms.ChoiceField(label=_("First language"), choices=settings.LANGUAGES)
    area = forms.ModelChoiceField(
        Area.objects.of_level(Area.Level.MUNICIPALITY).defer("geometry"), label=_("Area"), required=False
    )
    country_code = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two capital letters, where no area is chosen.")
    )
    longitude = forms.FloatField(label=_("Longitude of the centre"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Latitude of the centre"), required=False, min_value=-85, max_value=85)
    time_zone = forms.CharField(label=_("Time zone"), initial=settings.TIME_ZONE)
    currency = forms.CharField(label=_("Currency"), initial="EUR", max_length=3)
    consent_age = forms.IntegerField(label=_("Age of consent"), initial=16, min_value=13, max_value=16)
    contact = forms.EmailField(label=_("Contact"), required=False)
    accent = forms.CharField(label=_("Colour"), required=False, max_length=7, help_text=_("#rrggbb"))
    host = forms.CharField(label=_("Host name of its own"), required=False)

    def new_city(self) -> NewCity:
        """The service's words for what the form says; the first language stands first."""
        told: dict[str, Any] = dict(self.cleaned_data)
        first, chosen = told.pop("default_language"), told.pop("languages")
        longitude, latitude = told.pop("longitude"), told.pop("latitude")
        known = longitude is not None and latitude is not None
        return NewCity(
            languages=[first, *(code for code in chosen if code != first)],
            centre=Point(longitude, latitude, srid=4326) if known else None,
            **told,
        )

    def refuse(self, messages: dict[str, list[str]]) -> None:
        """Show what the service refused beside the fields it is about."""
        for name, texts in messages.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class DeskForm(forms.ModelForm):
    """The colour, mark and contact of a city, by its own editors: the mark is one of the city's own pictures."""

    contact = forms.EmailField(label=_("Contact"), required=False)

    class Meta:
        model = CityDesk
        fields = ["accent", "logo"]
        widgets = {"logo": AdminImageChooser}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].initial = self.instance.city.contact
        own = self.instance.collection.get_descendants(inclusive=True)
        self.fields["logo"].queryset = get_image_model().objects.filter(collection__in=own)  # type: ignore[attr-defined]

    def clean_accent(self) -> str:
        return str(self.cleaned_data["accent"]).strip().lower()

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - as Django has it
        desk = super().save(commit)
        desk.city.contact = self.cleaned_data["contact"]
        desk.city.save(update_fields=["contact"])
        return desk
