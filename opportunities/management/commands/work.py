"""Do background jobs: beside every installation's web server, one such process or more."""

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = "Does background jobs, those of the clock too, until told to end (SIGTERM) and done with the job in hand."

    def handle(self, **options: Any) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker()
