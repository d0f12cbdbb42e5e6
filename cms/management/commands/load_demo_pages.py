"""Give the demonstration cities their pages, colours and editors."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.demo.desks import furnish_demo
from cms.demo.loading import load_pages
from opportunities.demo.accounts import password_of
from opportunities.models import City


class Command(BaseCommand):
    """After `load_demo`, which makes the cities themselves and what is on there."""

    help = "Give the demonstration cities front pages, stories, themes, colours and an editor each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="make the pages anew; what was tried out there goes")

    def handle(self, *, again: bool, **options: Any) -> None:
        password = password_of(settings.PRIVATE_DIR / "demo-password")
        for city in City.objects.filter(is_demo=True):
            furnish_demo(city, password=password)
            made = load_pages(city.slug, again=again)
            self.stdout.write(f"{city.name}: {made} new pages")
