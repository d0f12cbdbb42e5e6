"""Give every city what it lacks of pages, collection and groups."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.services.cities import furnish
from opportunities.models import City


class Command(BaseCommand):
    """For cities that came before the newsroom, or to which a language was added."""

    help = "Give every city what it lacks of pages in its languages, collection and groups."

    def handle(self, **options: Any) -> None:
        for city in City.objects.all():
            furnish(city)
            self.stdout.write(f"{city.name}: {city.get_absolute_url()}")
