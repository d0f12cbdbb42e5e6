"""Bring opportunities of any file into the catalogue. docs/importing.md is the manual."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from opportunities.exchange.canonical import COLUMNS
from opportunities.exchange.errors import MappingError, UnreadableFileError
from opportunities.services.importing import ImportRefusedError, import_opportunities
from opportunities.services.importing.reporting import as_text, report_path


class Command(BaseCommand):
    help = "Import opportunities from CSV, XLSX, JSON, GeoJSON, JSON-LD, OpenActive RPDE or iCalendar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the file to read")
        parser.add_argument("--source", default="", help="name under which its rows are known again")
        parser.add_argument("--mapping", type=Path, help="what its columns mean; see docs/importing.md")
        parser.add_argument("--city", default="", help="slug of the city, where the mapping describes none")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen and change nothing")
        parser.add_argument("--prune", action="store_true", help="remove what this source brought and no longer has")
        parser.add_argument("--report", type=Path, help="where to save the rows that need correcting")
        parser.add_argument("--template", action="store_true", help="write an empty table with our own columns")

    def handle(self, *, file: Path | None, template: bool, report: Path | None, **options: Any) -> None:
        if template:
            csv.writer(self.stdout).writerow(COLUMNS)  # type: ignore[arg-type]
            return
        if file is None:
            raise CommandError(_("Which file? Say: manage.py import_opportunities FILE --source NAME"))
        asked = {name: options[name] for name in ("source", "mapping", "city", "dry_run", "prune")}
        try:
            run = import_opportunities(file=file, report=report, progress=self.bar, **asked)
        except (UnreadableFileError, MappingError, ImportRefusedError) as error:
            raise CommandError(str(error)) from error
        saved = report or report_path(run)
        self.stdout.write(as_text(run, saved if saved.exists() else None))

    def bar(self, rows: Iterable[Any], total: int | None, unit: str) -> Iterable[Any]:
        """A progress bar for people, nothing where no terminal looks on."""
        bar: Iterable[Any] = tqdm(rows, total=total, unit=f" {unit}", disable=None, file=sys.stderr, leave=False)
        return bar
