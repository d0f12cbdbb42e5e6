"""A city with a home, and pages below it, for tests that read pages."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from cms.models import CityPage, LandingPage
from cms.services.cities import NewCity, create_city
from opportunities.search.table import refresh
from tests.factories import CENTRE, OpportunityFactory, ProviderFactory, SessionFactory, TextFactory


def a_home(slug: str = "vilnius", language: str = "en") -> CityPage:
    """The home of a new city of one language."""
    city = create_city(NewCity(slug, slug.title(), [language], country_code="LT", centre=CENTRE))
    return CityPage.objects.get(city=city)


def a_page(home: CityPage, body=(), *, kind=LandingPage, slug="page", **fields):
    """A published page below `home`; `body` as JSON."""
    page = kind(title=fields.pop("title", slug.title()), slug=slug, body=list(body), **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    return kind.objects.get(pk=page.pk)


def a_listing(home: CityPage, title: str, interest: str = "chess"):
    """Something published in the city of `home` that the search finds."""
    provider = ProviderFactory(city=home.city, name=f"Club of {title}")
    opportunity = OpportunityFactory(city=home.city, provider=provider, interests=[interest])
    TextFactory(opportunity=opportunity, language="en", title=title)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


def an_image(title: str = "A chess board", alt: str = "Sixty-four squares"):
    written = BytesIO()
    Drawing.new("RGB", (64, 40), "teal").save(written, "PNG")
    written.seek(0)
    return get_image_model().objects.create(title=title, description=alt, file=ImageFile(written, name="board.png"))


def block(kind: str, value):
    return {"type": kind, "value": value}
