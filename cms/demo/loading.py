"""Fill the demonstration cities with pages in their languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.demo import bodies, pictures
from cms.demo.texts import languages, plan, words
from cms.models import (
    CityPage,
    Funder,
    LandingPage,
    PartnerPage,
    QuestionsPage,
    StoryIndexPage,
    StoryPage,
    ThemePage,
)
from cms.services.cities import furnish
from opportunities.models import City, Provider

FUNDER = "Neighbour Fund (invented)"
drawn = lru_cache(maxsize=64)(pictures.draw)


def load_pages(slug: str, *, again: bool = False) -> int:
    """Fill the homes of the city `slug` and make the pages below them; gives how many were made.

    A city that has stories keeps its pages, unless they are to be made `again`: then what editors tried out goes.
    """
    city = City.objects.get(slug=slug)
    furnish(city)
    homes = CityPage.objects.filter(city=city, locale__language_code__in=languages(slug)).select_related("locale")
    made = 0
    for home in homes:
        with transaction.atomic(), disable_reference_index_auto_update(), override(home.locale.language_code):
            if again:
                _clear(home)
            if not home.get_children().type(StoryIndexPage).exists():
                made += Newsroom(home).fill()
    return made


def _clear(home: CityPage) -> None:
    for page in home.get_children():
        page.delete()
    get_image_model().objects.filter(collection=home.city.desk.collection, title__startswith=_mark(home)).delete()
    home.refresh_from_db()


def _mark(home: CityPage) -> str:
    """What the titles of a home's pictures begin with."""
    return f"{home.city.slug}/{home.locale.language_code}/"


class Newsroom:
    """Makes the pages below one home, in its language."""

    def __init__(self, home: CityPage) -> None:
        self.home, self.city = home, home.city
        self.plan = plan()[home.city.slug]
        self.said = words(home.city.slug, home.locale.language_code, city=home.city.label)
        self.made = 0

    def fill(self) -> int:
        """Make all; gives how many pages there are more."""
        self.stories()
        self.theme(self.plan["theme"], self.said["theme"], self.plan["theme"]["slug"])
        for slug, told in (("after-school", self.said["after_school"]), ("free", self.said["free"])):
            self.theme(plan()["shared"][slug], told, slug)
        self.partner()
        self.about()
        self.front()
        return self.made

    def stories(self) -> None:
        told, said = self.said["stories"], self.said["story_index"]
        index = StoryIndexPage(title=said["title"], slug="stories", lead=said["lead"], show_in_menus=True)
        self.add(self.home, index)
        for slug, how in self.plan["stories"].items():
            story = told[slug]
            page = StoryPage(
                title=story["title"],
                slug=slug,
                lead=story["lead"],
                byline=story["byline"],
                told_on=timezone.localdate() - timedelta(days=how["days_ago"]),
                picture=self.picture(slug, how, story["alt"]),
                body=bodies.story(story, self.said, how["filters"]),
            )
            self.add(index, page)

    def theme(self, how: dict[str, Any], told: dict[str, Any], slug: str) -> None:
        page = ThemePage(
            title=told["title"],
            slug=slug,
            lead=told["lead"],
            filters=how["filters"],
            picture=self.picture(slug, how, told.get("alt", told["lead"])),
            body=bodies.theme(told["text"], self.said, how["filters"]),
        )
        self.add(self.home, page)

    def partner(self) -> None:
        how, told = self.plan["partner"], self.said["partner"]
        page = PartnerPage(
            title=told["title"],
            slug=how["slug"],
            lead=told["lead"],
            picture=self.picture(how["slug"], how, told["alt"]),
            body=bodies.texts([told["text"]]),
        )
        self.add(self.home, page)

    def about(self) -> None:
        funder, _created = Funder.objects.get_or_create(name=FUNDER)
        told, asked = self.said["about"], self.said["questions"]
        body = bodies.about(self.said, self.city.explorer_url, funder.pk)
        about = LandingPage(title=told["title"], slug="about", lead=told["lead"], show_in_menus=True, body=body)
        self.add(self.home, about)
        body = bodies.questions(self.said)
        page = QuestionsPage(title=asked["title"], slug="questions", lead=asked["lead"], show_in_menus=True, body=body)
        self.add(self.home, page)

    def front(self) -> None:
        """The home itself: its sentence, its partners, and a place that few know."""
        few = Provider.objects.listed().filter(city=self.city, kind=Provider.Kind.YOUTH_ORGANISATION).order_by("pk")
        place = few.exclude(about="").first() or few.first()
        self.home.sentence, self.home.partners = self.said["sentence"], self.said["partners"]
        self.home.body = bodies.home(self.said, (place.pk, self.said["spotlight"]) if place else None)  # type: ignore[assignment]
        self.publish(self.home)

    def add(self, parent: Page, page: Page) -> None:
        page.locale = self.home.locale
        page.translation_key = self.key_of(page) or page.translation_key
        parent.add_child(instance=page)
        self.publish(page)
        self.made += 1

    def key_of(self, page: Page) -> Any:
        """The translation key of the same page of the city in another language, or None."""
        others: Sequence[CityPage] = CityPage.objects.filter(city=self.city).exclude(pk=self.home.pk)
        for other in others:
            same = type(page).objects.descendant_of(other).filter(slug=page.slug).first()
            if same:
                return same.translation_key
        return None

    def publish(self, page: Page) -> None:
        page.save_revision().publish()

    def picture(self, slug: str, how: dict[str, Any], alt: str) -> Any:
        """A drawing as an image in the city's collection, described in words."""
        content = drawn(how["scene"], how["hue"], slug)
        image = get_image_model()(
            title=f"{_mark(self.home)}{slug}",
            description=alt[:255],
            file=ImageFile(BytesIO(content), name=f"{self.city.slug}-{slug}.png"),
            collection=self.city.desk.collection,
        )
        image.save()
        return image
