from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opportunities.services.taxonomies import load_taxonomies
from opportunities.services.taxonomy_files import BrokenTaxonomyError, read_taxonomies


class Command(BaseCommand):
    help = "Load the interests, kinds and other taxonomies from opportunities/data; loading twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the files are in order")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            taxonomies = read_taxonomies()
        except BrokenTaxonomyError as broken:
            message = "Nothing was loaded.\n" + "\n".join(broken.messages)
            raise CommandError(message) from broken
        if check:
            number = sum(map(len, taxonomies.values()))
            self.stdout.write(f"All {number} entries are in order.")
        else:
            self.stdout.write(load_taxonomies(taxonomies).as_text())
