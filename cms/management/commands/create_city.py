"""Open a city in one step."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from cms.services.cities import NewCity, create_city
from geodata.models import Area


class Command(BaseCommand):
    """`manage.py create_city tartu --name Tartu --area Tartu --languages en,fi`"""

    help = "Open a city: its row, pages in its languages, collection, groups and, where given, its own host."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its name in addresses")
        parser.add_argument("--name", required=True, help="as the people who live there write it")
        parser.add_argument("--languages", required=True, help="codes with commas, the default one first: lt,en")
        parser.add_argument("--area", default="", help="a municipality that is loaded; gives country and ground")
        parser.add_argument("--country", default="", help="two capital letters; tells areas of one name apart")
        parser.add_argument("--centre", default="", help="longitude,latitude, where no area is loaded")
        parser.add_argument("--zoom", type=float, default=11)
        parser.add_argument("--time-zone", default="", help="such as Europe/Vilnius")
        parser.add_argument("--currency", default="EUR")
        parser.add_argument("--consent-age", type=int, default=16)
        parser.add_argument("--contact", default="", help="an e-mail address, shown on the city's pages")
        parser.add_argument("--accent", default="", help="its colour, #rrggbb")
        parser.add_argument("--host", default="", help="a host name of its own")

    def handle(self, *, slug: str, languages: str, area: str, country: str, centre: str, **options: Any) -> None:
        own = ("name", "zoom", "time_zone", "currency", "consent_age", "contact", "accent", "host")
        try:
            city = create_city(
                NewCity(
                    slug=slug,
                    languages=[code.strip() for code in languages.split(",") if code.strip()],
                    area=municipality(area, country) if area else None,
                    country_code=country,
                    centre=point(centre) if centre else None,
                    **{name: options[name] for name in own},
                )
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{city.name} is open at {city.get_absolute_url()}")
        if Site.objects.filter(hostname=options["host"]).exists():
            self.stdout.write(f"Add {options['host']} to ALLOWED_HOSTS and lead its name to this server.")


def municipality(name: str, country: str) -> Area:
    """The one municipality called `name`. Raises: CommandError where none or several are."""
    found = Area.objects.of_level(Area.Level.MUNICIPALITY).filter(name__iexact=name)
    if country:
        found = found.filter(country_code=country)
    if len(found) != 1:
        said = ", ".join(f"{area.name} ({area.country_code})" for area in found) or "none"
        message = f"One municipality called {name} is needed; loaded: {said}. Give --country, or --centre."
        raise CommandError(message)
    return found[0]


def point(text: str) -> Point:
    """The point "longitude,latitude". Raises: CommandError where it is none on Earth."""
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError:
        longitude = latitude = 999.0
    if not (-180 <= longitude <= 180 and -85 <= latitude <= 85):
        message = f"Give --centre as longitude,latitude, such as 25.28,54.69; not {text!r}."
        raise CommandError(message)
    return Point(longitude, latitude, srid=4326)
