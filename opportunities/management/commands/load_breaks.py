"""Load school holidays and term breaks."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from opportunities.services.breaks import OUR_BREAKS, load_breaks


class Command(BaseCommand):
    help = "Load school holidays and term breaks, ours or those of FILE; loading twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=OUR_BREAKS, help="a file like our breaks.toml")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = load_breaks(file)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(report.as_text())
