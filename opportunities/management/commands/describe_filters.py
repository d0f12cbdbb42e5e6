"""Write docs/filters.md anew: what can be asked, told from the list of filters."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from opportunities.search.describing import as_markdown


class Command(BaseCommand):
    help = "Writes docs/filters.md from the list of filters."

    def handle(self, **options: Any) -> None:
        (settings.BASE_DIR / "docs" / "filters.md").write_text(as_markdown(), encoding="utf-8")
