"""Bring the search table up to date: all of it, or what time alone has changed (every hour, by cron)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from opportunities.models import Opportunity
from opportunities.search.spelling import merge_counts
from opportunities.search.table import refresh, refresh_due


class Command(BaseCommand):
    help = "Writes the search table anew from the catalogue; with --due only the rows whose next meeting has begun."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--due", action="store_true", help="only what time alone has changed")

    def handle(self, *, due: bool, **options: Any) -> None:
        count = refresh_due() if due else refresh(Opportunity.objects.values_list("pk", flat=True))
        merge_counts()
        if options["verbosity"] > 1 or (options["verbosity"] and self.stdout.isatty()):
            self.stdout.write(f"{count} rows of the search table are up to date.")
