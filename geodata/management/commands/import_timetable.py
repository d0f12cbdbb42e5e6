"""Public transport in: see docs/reach.md for where open timetables are."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geodata.reach.gtfs import FeedError
from geodata.services.timetables import import_timetable


class Command(BaseCommand):
    help = "Load a timetable of public transport from a zipped GTFS feed, in place of the one of the same name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path, help="the zip archive of a GTFS feed")
        add("--name", default="", help="what the timetable is called here; the feed's first agency unless told")
        add("--source", default="", help="who publishes the file; shown with the map")
        add("--licence", default="", help="for example CC BY 4.0")

    def handle(self, *, file: Path, name: str, source: str, licence: str, **_options: object) -> None:
        try:
            report = import_timetable(file, name=name, source=source, licence=licence, progress=progress_bar)
        except FeedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(report.as_text())


def progress_bar(rows: Iterable[list[str]], name: str) -> Iterable[list[str]]:
    """A bar for people at a terminal, nothing for cron."""
    return tqdm(rows, desc=name, unit=" rows", disable=None, file=sys.stderr)
