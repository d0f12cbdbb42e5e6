"""Bring the dated meetings of all sessions, and the search table with them, up to date: once a day, by cron."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from opportunities.models import Opportunity, Session
from opportunities.search.table import refresh
from opportunities.services.occurrences import refresh_all


class Command(BaseCommand):
    help = (
        "Brings the dated meetings of all sessions up to date, from 30 days ago to 400 days ahead. Run it once a day."
    )

    def handle(self, **options: Any) -> None:
        with tqdm(total=Session.objects.count(), unit="session", disable=None, file=self.stderr) as bar:
            counts = refresh_all(advance=bar.update)
        refresh(Opportunity.objects.published().values_list("pk", flat=True))
        if options["verbosity"] > 1 or (options["verbosity"] and self.stdout.isatty()):
            self.stdout.write(counts.as_text())
