"""Build the rank index of the search anew (by a background job, or by hand after an import)."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from opportunities.models import SearchRow
from opportunities.search.index import build


class Command(BaseCommand):
    help = "Builds the rank index of the search from the search table and makes it the one that answers."

    def handle(self, **options: Any) -> None:
        with tqdm(total=SearchRow.objects.count(), unit=" rows", disable=None) as bar:
            snapshot = build(told=bar.update)
        if snapshot is None:
            self.stdout.write("Another build is running.")
        elif options["verbosity"]:
            self.stdout.write(f"Generation {snapshot.pk} holds {snapshot.rows} rows.")
