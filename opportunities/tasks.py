"""What happens by itself: jobs that a worker (`manage.py work`) does by the clock.

Each may be done twice, or begun again after a worker was killed in the middle, with the same result: it brings
something up to date and notes nothing. Never are two of a kind waiting (`queueing_lock`) or running (`lock`). None is
told more than the time at which it was due or the number of a row, so the queue holds nothing about anybody.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision

from opportunities.models import Opportunity, Playlist, PlaylistInvitation, SearchChange, SearchMiss, SearchSnapshot
from opportunities.search.index import build
from opportunities.search.index.snapshot import home, is_sound
from opportunities.search.spelling import merge_counts
from opportunities.search.table import refresh, refresh_due
from opportunities.services.occurrences import refresh_all
from opportunities.services.playlist_invitations import send_invitation
from opportunities.services.playlist_proposals import send_answer
from opportunities.services.playlist_watch import tell_of_gaps, watch_playlists

FAILED_KEPT_HOURS = 30 * 24
FEW_CHANGES = 1_000
FEW_CHANGES_OF = 50  # or one row in 50, where those are more
LONGEST_BEHIND = timedelta(minutes=10)


logger = logging.getLogger(__name__)


class Again(RetryStrategy):
    """Also says at once what went wrong: a log that waits for the last attempt tells too late."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        logger.warning("The job %s failed, attempt %s.", job.task_name, job.attempts + 1, exc_info=exception)
        return super().get_retry_decision(exception=exception, job=job)


AGAIN = Again(max_attempts=5, exponential_wait=8)  # after 8 seconds, then 64 ...


def _job(name: str) -> dict[str, Any]:
    return {"name": name, "lock": name, "queueing_lock": name, "retry": AGAIN}


@app.periodic(cron="* * * * *")
@app.task(name="take_up_abandoned_jobs", queueing_lock="take_up_abandoned_jobs", pass_context=True)
async def take_up_abandoned_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a worker was doing when it was killed: it has not been heard of for half a minute."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="2 * * * *")
@app.task(**_job("follow_the_clock"))
def follow_the_clock(timestamp: int) -> None:
    """Write the search rows that time alone has changed: a meeting has begun, so another is the next. Add up words."""
    refresh_due()
    merge_counts()


@app.periodic(cron="17 3 * * *")
@app.task(**_job("move_the_horizon"))
def move_the_horizon(timestamp: int) -> None:
    """Expand the schedules of all sessions to the dated meetings of the next 400 days, and the search with them."""
    refresh_all()
    refresh(Opportunity.objects.published().values_list("pk", flat=True))


@app.periodic(cron="* * * * *")
@app.task(**_job("keep_the_index_fresh"))
def keep_the_index_fresh(timestamp: int) -> None:
    """Build the rank index anew where it lags behind; what has changed since it was built is in every answer anyway."""
    if index_lags_behind():
        build()


def index_lags_behind() -> bool:
    """Whether there is no index of today, or too much has changed since, or something for too long."""
    current = SearchSnapshot.objects.first()
    if current is None or not (home() / current.folder).is_dir():
        return True
    if timezone.localdate(current.built_at) != timezone.localdate():
        return True  # its days begin with the one it was built on
    changes = SearchChange.objects.count()
    if changes > max(FEW_CHANGES, current.rows // FEW_CHANGES_OF):
        return True
    return changes > 0 and timezone.now() - current.built_at > LONGEST_BEHIND


@app.periodic(cron="32 * * * *")
@app.task(**_job("check_the_index"))
def check_the_index(timestamp: int) -> None:
    """Read every byte of the rank index, and build it anew where a disk has not kept it as it was written."""
    current = SearchSnapshot.objects.first()
    if current and not is_sound(current.folder):
        build()


@app.periodic(cron="47 3 * * *")
@app.task(**_job("forget_what_is_old"))
def forget_what_is_old(timestamp: int) -> None:
    """Delete the searches that found nothing when nobody may be shown them any more; tidy the counts of words."""
    first_kept = timezone.localdate() - timedelta(days=SearchMiss.KEPT_DAYS)
    SearchMiss.objects.filter(on__lt=first_kept).delete()
    merge_counts()


@app.periodic(cron="37 4 * * *")
@app.task(**_job("watch_over_playlists"))
def watch_over_playlists(timestamp: int) -> None:
    """Flag the playlists that cannot be finished in time, and tell their owners of stops that nothing meets, once."""
    for playlist in watch_playlists():
        tell_owner.defer(playlist=playlist)


@app.task(name="tell_owner", retry=AGAIN)
def tell_owner(playlist: int) -> None:
    """Write to who looks after a playlist which stops need them."""
    if found := Playlist.objects.select_related("city", "owner").filter(pk=playlist).first():
        tell_of_gaps(found)


@app.task(name="invite_co_author", retry=AGAIN)
def invite_co_author(invitation: int) -> None:
    """Send the letter of an invitation."""
    if found := PlaylistInvitation.objects.select_related("playlist__city", "invited_by").filter(pk=invitation).first():
        send_invitation(found)


@app.task(name="answer_proposal", retry=AGAIN)
def answer_proposal(playlist: int) -> None:
    """Write to who proposed a playlist what became of it."""
    if found := Playlist.objects.select_related("city").filter(pk=playlist).first():
        send_answer(found)


@app.periodic(cron="57 3 * * *")
@app.task(name="forget_failed_jobs", queueing_lock="forget_failed_jobs", pass_context=True)
async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the jobs that failed for good more than 30 days ago; those that were done go at once."""
    await context.app.job_manager.delete_old_jobs(nb_hours=FAILED_KEPT_HOURS, include_failed=True)
