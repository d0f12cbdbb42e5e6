"""The smallest rows of each kind, for tests to say only what matters to them."""

from datetime import UTC, datetime

import factory
from django.contrib.gis.geos import Point
from factory.django import DjangoModelFactory

from opportunities.models import (
    City,
    Interest,
    Kind,
    Occurrence,
    Opportunity,
    OpportunityText,
    Placement,
    Provider,
    Session,
    Venue,
)
from people.models import User

CENTRE = Point(25.2797, 54.6872, srid=4326)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City
        django_get_or_create = ("slug",)

    slug = "vilnius"
    name = "Vilnius"
    country_code = "LT"
    centre = CENTRE
    territory = City.box(25.0, 54.5, 25.5, 54.9)
    time_zone = "Europe/Vilnius"
    languages = ["lt", "en"]


class KindFactory(DjangoModelFactory):
    class Meta:
        model = Kind
        django_get_or_create = ("slug",)

    slug = "group"
    names = {"en": "Group", "lt": "Būrelis"}
    icon = "users"


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = Interest
        django_get_or_create = ("slug",)

    slug = "technology"
    names = factory.LazyAttribute(lambda one: {"en": one.slug.capitalize()})
    icon = "cpu"
    hue = 7


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    city = factory.SubFactory(CityFactory)
    name = factory.Sequence(lambda n: f"Youth centre {n}")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    city = factory.SubFactory(CityFactory)
    name = factory.Sequence(lambda n: f"House {n}")
    country_code = "LT"
    point = CENTRE
    placement = Placement.EXACT


class OpportunityFactory(DjangoModelFactory):
    """A published opportunity with a text of its `title`; `interests` are slugs or rows."""

    class Meta:
        model = Opportunity
        skip_postgeneration_save = True

    city = factory.SubFactory(CityFactory)
    provider = factory.SubFactory(ProviderFactory)
    kind = factory.SubFactory(KindFactory)
    status = Opportunity.Status.PUBLISHED
    live = True
    published_at = datetime(2026, 9, 1, tzinfo=UTC)
    original_language = "en"

    @factory.post_generation
    def interests(self, create, wanted, **_):
        rows = [one if isinstance(one, Interest) else InterestFactory(slug=one) for one in wanted or ()]
        self.interests.set(rows)
        if create:
            self.save()


class TextFactory(DjangoModelFactory):
    class Meta:
        model = OpportunityText

    opportunity = factory.SubFactory(OpportunityFactory)
    language = "en"
    title = "Robotics for beginners"


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    opportunity = factory.SubFactory(OpportunityFactory)
    venue = factory.SubFactory(VenueFactory)
    time_zone = "Europe/Vilnius"


class OccurrenceFactory(DjangoModelFactory):
    class Meta:
        model = Occurrence

    session = factory.SubFactory(SessionFactory)
    starts_at = datetime(2030, 1, 8, 15, 0, tzinfo=UTC)
    ends_at = datetime(2030, 1, 8, 16, 0, tzinfo=UTC)
    local_on = factory.LazyAttribute(lambda one: one.starts_at.date())
