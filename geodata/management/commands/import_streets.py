"""Streets in, so that walks go round by the bridge: see docs/reach.md for where extracts are."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from geodata.reach import store
from geodata.reach.osm import StreetsError, read_streets


class Command(BaseCommand):
    help = "Load the streets one may walk along from an extract of OpenStreetMap, in place of those before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an extract of OpenStreetMap (.osm, .osm.pbf)")

    def handle(self, *, file: Path, **_options: object) -> None:
        try:
            streets = read_streets(file)
        except StreetsError as error:
            raise CommandError(str(error)) from error
        store.keep_streets(streets)
        kilometres = round(streets.metres.sum() / 2000)
        self.stdout.write(f"{file.name}: {kilometres} km of streets, {len(streets.longitude)} points")
