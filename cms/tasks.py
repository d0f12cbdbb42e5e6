"""What happens to pages by the clock."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="publish_scheduled", lock="publish_scheduled", queueing_lock="publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publish the pages whose hour has come and take down those whose hour is over. Done twice it does nothing more."""
    call_command("publish_scheduled", verbosity=0)
