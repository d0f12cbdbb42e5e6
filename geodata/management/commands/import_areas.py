"""Official boundaries in: see docs/areas.md for where the open files are."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geodata.boundaries import Boundary, BoundaryFileError, Fields, read_boundaries
from geodata.models import Area, country_code_validator
from geodata.services.areas import import_areas


class Command(BaseCommand):
    help = "Load the areas of one level of one country from a boundary file, wholly or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path, help="GeoJSON, TopoJSON, Shapefile, GeoPackage, or one of them in a zip archive")
        add("--level", required=True, choices=Area.Level.values)
        add("--country", required=True, metavar="LT", help="ISO 3166-1 alpha-2")
        add("--name-field", required=True, metavar="FIELD", help="the name as people there write it")
        add("--code-field", default="", metavar="FIELD", help="the national code; areas are recognised by it")
        add("--nuts-field", default="", metavar="FIELD")
        add("--lau-field", default="", metavar="FIELD")
        add("--name", action="append", default=[], metavar="LANGUAGE=FIELD", help="the name in a language; repeatable")
        add("--source", default="", help="who publishes the file; shown with the map")
        add("--licence", default="", help="for example CC BY 4.0")
        add("--layer", default="", help="where the file has several")
        add("--crs", default="", metavar="EPSG:3059", help="overrules what the file says of its coordinates")
        add("--encoding", default="", help="of the texts of a shapefile that does not say it")
        add("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file: Path, level: str, country: str, **options: Any) -> None:
        fields = Fields(
            name=options["name_field"],
            code=options["code_field"],
            nuts=options["nuts_field"],
            lau=options["lau_field"],
            names=names_by_language(options["name"]),
        )
        try:
            country_code_validator(country.upper())
            read = read_boundaries(
                file, fields, layer=options["layer"], crs=options["crs"], encoding=options["encoding"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        report = import_areas(
            read.boundaries,
            level=level,
            country_code=country.upper(),
            source=options["source"],
            licence=options["licence"],
            dry_run=options["dry_run"],
            progress=progress_bar,
        )
        report.rejected = read.rejected
        self.stdout.write(report.as_text())


def progress_bar(boundaries: Iterable[Boundary]) -> Iterable[Boundary]:
    """A bar for people at a terminal, nothing for cron."""
    return tqdm(boundaries, unit="area", disable=None, file=sys.stderr)


def names_by_language(pairs: list[str]) -> dict[str, str]:
    """["lt=PAV"] as {"lt": "PAV"}. Raises: CommandError."""
    split = [pair.partition("=") for pair in pairs]
    if wrong := [language for language, _, column in split if not (language and column)]:
        message = f"Write --name as LANGUAGE=FIELD, for example --name lt=PAVADINIMAS, not {wrong[0]}."
        raise CommandError(message)
    return {language: column for language, _, column in split}
