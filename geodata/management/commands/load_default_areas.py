"""Areas for a first start, from packages and our own list."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geodata.boundaries import BoundaryFileError
from geodata.models import Area
from geodata.services.default_areas import load_default_areas

HOW_TO_LOAD_OFFICIAL = """\
The outlines of cities and districts are approximate: drawn by us, good for trying things out, wrong at the edges.
Load the official ones, here for Lithuania (docs/areas.md names the publishers of each country):
  python3 manage.py import_areas savivaldybes.geojson --country LT --level municipality --name-field SAV_PAV \
--code-field SAV_KODAS
  python3 manage.py import_areas seniunijos.geojson --country LT --level district --name-field SEN_PAV_TR \
--code-field SEN_KODAS"""


class Command(BaseCommand):
    help = "Draw the countries in use and the demonstration's cities with districts, until official areas are loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_default_areas(settings.NODE_MODULES)
        except BoundaryFileError as error:
            message = f"{error} The package world-atlas brings the countries: npm ci"
            raise CommandError(message) from error
        self.stdout.write(report.as_text())
        if Area.objects.filter(is_approximate=True).exists():
            self.stdout.write(HOW_TO_LOAD_OFFICIAL)
