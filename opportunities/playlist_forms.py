"""What people type into the pages of playlists: proposals, playlists, stops, invitations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField

from geodata.models import Area
from opportunities.models import City, Competence, Interest, Kind, Opportunity, Playlist, PlaylistStop, Provider
from opportunities.models.playlist import MOST_NEEDED, MOST_WEEKS
from opportunities.search.requirements import CRITERIA, LINKS, Requirement, requirement
from opportunities.search.vocabulary import language_name
from opportunities.services.playlist_photos import PhotoChange
from opportunities.services.playlist_proposals import Wish
from people.models import User

MOST_WISHES = 8
LONGEST_NAME, LONGEST_TEXT = 120, 2_000
FASTEST_S = 3  # nobody fills a form in less
OLDEST_S = 24 * 60 * 60
SALT = "playlist-form"


class ByLanguage(forms.Form):
    """A form that asks for some texts once for each language of a city, as `<text>_<language>`."""

    texts: dict[str, tuple[Any, int, bool]] = {}  # what is asked: its label, the longest, whether over several lines

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.city = city
        self.languages = list(dict.fromkeys([city.default_language, *city.languages]))
        for name, (label, longest, is_long) in self.texts.items():
            for code in self.languages:
                widget = forms.Textarea(attrs={"rows": 3, "lang": code}) if is_long else forms.TextInput({"lang": code})
                title = f"{label} ({language_name(code)})" if len(self.languages) > 1 else str(label)
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=title, max_length=longest, required=False, widget=widget
                )

        self.order_fields([f"{name}_{code}" for name in self.texts for code in self.languages])

    def told(self, name: str) -> dict[str, str]:
        """What was typed for a text: language to words, those left empty left out."""
        typed = ((code, self.cleaned_data.get(f"{name}_{code}", "")) for code in self.languages)
        return {code: words for code, words in typed if words}

    def names_are_given(self) -> None:
        if not self.told("name"):
            self.add_error(f"name_{self.languages[0]}", _("Give it a name."))

    @staticmethod
    def spread(texts: dict[str, dict[str, str]]) -> dict[str, str]:
        """The initial values of texts by language."""
        return {f"{name}_{code}": words for name, told in texts.items() for code, words in told.items()}


class WithPhoto(ByLanguage):
    """A form that takes a picture as well. Wagtail looks into the file: its format, its size, its pixels."""

    def ask_for_photo(self, row: Playlist | PlaylistStop) -> None:
        self.has_photo = row.photo_id is not None
        # Made for each form, for Wagtail words the help of the field at once, in the language of the page.
        self.fields["photo"] = WagtailImageField(label=_("Picture of your own"), required=False)
        self.fields["photo_shows"] = forms.CharField(
            label=_("What the picture shows"),
            max_length=255,
            required=False,
            initial=row.photo.description if row.photo else "",
        )
        if self.has_photo:
            self.fields["photo_gone"] = forms.BooleanField(label=_("Take the picture away"), required=False)

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        is_kept = self.has_photo and not typed.get("photo_gone")
        if (typed.get("photo") or is_kept) and not typed.get("photo_shows") and "photo_shows" not in self.errors:
            self.add_error("photo_shows", _("Say what the picture shows, for those who do not see it."))

    def photo_change(self, by: User) -> PhotoChange:
        typed = self.cleaned_data
        return PhotoChange(typed["photo"], typed["photo_shows"], by, is_gone=typed.get("photo_gone", False))


class PlaylistForm(WithPhoto):
    """A playlist without its stops."""

    texts = {
        "name": (_("Name"), LONGEST_NAME, False),
        "intro": (_("What it is about"), LONGEST_TEXT, True),
        "badge": (_("Badge at the end"), LONGEST_NAME, False),
    }

    slug = forms.SlugField(label=_("Name in addresses"), max_length=60, required=False)
    weeks = forms.IntegerField(
        label=_("Weeks it takes"), min_value=1, max_value=MOST_WEEKS, help_text=_("When one begins today.")
    )
    min_age = forms.IntegerField(label=_("From age"), min_value=0, max_value=120, required=False)
    look = forms.ModelChoiceField(Interest.objects.current(), label=_("Picture"), required=False)
    provider = forms.ModelChoiceField(Provider.objects.none(), label=_("Whose playlist it is"), required=False)

    def __init__(self, *args: Any, playlist: Playlist, **kwargs: Any) -> None:
        texts = {"name": playlist.names, "intro": playlist.intros, "badge": playlist.badges}
        values = {name: getattr(playlist, name) for name in ("slug", "weeks", "min_age", "look", "provider")}
        super().__init__(*args, city=playlist.city, initial={**values, **self.spread(texts)}, **kwargs)
        self.playlist = playlist
        self.ask_for_photo(playlist)
        providers = self.fields["provider"]
        assert isinstance(providers, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        providers.queryset = Provider.objects.filter(city=playlist.city)
        providers.empty_label = playlist.city.label

    def clean(self) -> None:
        super().clean()
        self.names_are_given()

    def fill(self) -> Playlist:
        """The playlist with what was typed; not saved."""
        row, typed = self.playlist, self.cleaned_data
        row.names, row.intros, row.badges = self.told("name"), self.told("intro"), self.told("badge")
        row.slug = typed["slug"] or row.slug
        row.weeks, row.min_age = typed["weeks"], typed["min_age"]
        row.look, row.provider = typed["look"], typed["provider"]
        return row


class Many(forms.ModelMultipleChoiceField):
    """Several rows, ticked one by one."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row: Any) -> str:
        return getattr(row, "label", "") or str(row)


class StopForm(WithPhoto):
    """One stop, with what meets it. Activities and organisations are looked for by name, for there are thousands."""

    texts = {"name": (_("Name of the stop"), LONGEST_NAME, False), "text": (_("What to do here"), LONGEST_TEXT, True)}

    hours = forms.IntegerField(label=_("Hours, about"), min_value=1, max_value=1_000, required=False)
    min_age = forms.IntegerField(label=_("From age"), min_value=0, max_value=120, required=False)
    needs = forms.IntegerField(
        label=_("How many of them have to be done"), min_value=1, max_value=MOST_NEEDED, initial=1
    )
    is_optional = forms.BooleanField(label=_("May be left out"), required=False)
    look = forms.ModelChoiceField(Interest.objects.current(), label=_("Picture"), required=False)
    opportunities = Many(Opportunity.objects.published(), label=_("These activities"), required=False)
    interests = Many(Interest.objects.current(), label=_("Interests"), required=False)
    competences = Many(Competence.objects.current(), label=_("Key competences"), required=False)
    kinds = Many(Kind.objects.current(), label=_("Kinds"), required=False)
    providers = Many(Provider.objects.all(), label=_("Organisations"), required=False)
    areas = Many(Area.objects.none(), label=_("Districts"), required=False)
    cities = Many(City.objects.all(), label=_("Cities"), required=False)

    def __init__(self, *args: Any, stop: PlaylistStop, **kwargs: Any) -> None:
        city = stop.playlist.city
        values: dict[str, Any] = {
            name: getattr(stop, name) for name in ("hours", "min_age", "needs", "is_optional", "look")
        }
        if stop.pk:
            values |= {name: list(getattr(stop, name).values_list("pk", flat=True)) for name in LINKS}
        texts = {"name": stop.names, "text": stop.texts}
        super().__init__(*args, city=city, initial={**values, **self.spread(texts)}, **kwargs)
        self.stop = stop
        self.ask_for_photo(stop)
        named = values.get("opportunities", [])
        # What is over may stay named: it says what the stop was made of, and what to look for instead.
        self._rows("opportunities", (Opportunity.objects.published() | Opportunity.objects.filter(pk__in=named)))
        below = Q(path__contains=[city.area_id]) & ~Q(pk=city.area_id) if city.area_id else Q(pk__in=[])
        self._rows("areas", Area.objects.filter(below).defer("geometry").order_by("name"))

    def _rows(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows

    def clean(self) -> None:
        super().clean()
        self.names_are_given()

    def numbers(self, name: str) -> list[int]:
        """The keys chosen under `name`, of what was sent if that makes sense, else of what is kept."""
        sent = self.data.getlist(name) if self.is_bound else [str(pk) for pk in self.initial.get(name, [])]  # type: ignore[attr-defined]
        return [int(one) for one in dict.fromkeys(sent) if one.isascii() and one.isdigit() and len(one) < 12]

    def requirement(self) -> Requirement:
        """What the form asks for as it stands, also where it is not filled in well yet."""
        ages = (self.stop.playlist.min_age, self._number("min_age"))
        return requirement(
            {name: self.numbers(name) for name in LINKS},
            city=self.city.pk,
            stop=0,
            playlist=0,
            age=max((age for age in ages if age is not None), default=None),
            needs=self._number("needs") or 1,
        )

    def _number(self, name: str) -> int | None:
        given = str(self.data.get(name, "") if self.is_bound else self.initial.get(name) or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else None

    def fill(self) -> PlaylistStop:
        """The stop with what was typed; not saved."""
        row, typed = self.stop, self.cleaned_data
        row.names, row.texts = self.told("name"), self.told("text")
        for name in ("hours", "min_age", "needs", "is_optional", "look"):
            setattr(row, name, typed[name])
        return row

    def chosen(self) -> dict[str, list[int]]:
        return {name: [row.pk for row in self.cleaned_data[name]] for name in LINKS}

    def criteria(self) -> Iterable[BoundField]:
        """The lists to tick, without those that are looked for by name."""
        return (self[name] for name in (*CRITERIA, "cities") if name != "providers")


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    organisation = forms.CharField(label=_("Organisation"), max_length=300, required=False)


class AcceptanceForm(forms.Form):
    """What an invited person gives: their name where they are new here, and a password."""

    name = forms.CharField(label=_("Your name"), max_length=150, required=False)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"]
            self.fields["password"].help_text = _("The password of your account here.")
        else:
            self.fields["password"].help_text = _("Choose one, of at least 12 characters.")
            self.fields["password"].widget.attrs["autocomplete"] = "new-password"


class DecisionForm(forms.Form):
    words = forms.CharField(
        label=_("Words to who proposed it"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposalForm(forms.Form):
    """A playlist as somebody wishes it. `website` is a trap for machines, and so is to be too quick."""

    name = forms.CharField(label=_("What is it called?"), max_length=LONGEST_NAME)
    intro = forms.CharField(
        label=_("What is it about?"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reply_to = forms.EmailField(
        label=_("Your e-mail"), required=False, help_text=_("Only for our answer; nobody else sees it.")
    )
    website = forms.CharField(required=False, label=_("Leave this empty"))
    begun = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"begun": signing.dumps(0, salt=SALT)}
        self.city = city
        for number in range(1, MOST_WISHES + 1):
            self.fields[f"stop_{number}"] = forms.CharField(
                label=_("Stop %(number)s") % {"number": number},
                max_length=LONGEST_NAME,
                required=number <= 2,
                widget=forms.TextInput({"autocomplete": "off"}),
            )

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the trap holds something, or the form was not read before it was sent."""
        return bool(self.data.get("website")) or not self._took_its_time()

    def _took_its_time(self) -> bool:
        begun = self.data.get("begun", "")
        try:
            signing.loads(begun, salt=SALT, max_age=OLDEST_S)
        except signing.BadSignature:
            return False
        try:
            signing.loads(begun, salt=SALT, max_age=FASTEST_S)
        except signing.SignatureExpired:
            return True
        return False

    def of_stops(self) -> list[BoundField]:
        return [self[f"stop_{number}"] for number in range(1, MOST_WISHES + 1)]

    def wishes(self) -> list[Wish]:
        """The stops in their order; one that is called as a listing of the city means that listing."""
        names = [name for one in range(1, MOST_WISHES + 1) if (name := self.cleaned_data.get(f"stop_{one}"))]
        known = Opportunity.objects.published().filter(city=self.city, texts__title__in=names)
        listed = dict(known.values_list("texts__title", "pk"))
        return [Wish(name, listed.get(name)) for name in names]
