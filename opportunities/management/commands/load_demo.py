"""The demonstration: five cities with invented listings, fresh on every day."""

import hashlib
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm
from wagtail.signal_handlers import disable_reference_index_auto_update

from geodata.models import Area, Place
from geodata.services.invented_timetables import load_invented_timetable
from opportunities import demo
from opportunities.demo.accounts import ACCOUNTS, load_accounts, password_of
from opportunities.demo.listings import make_plan
from opportunities.demo.playlists import write_playlists
from opportunities.demo.profiles import profiles
from opportunities.demo.rows import is_written, write, write_city
from opportunities.models import Break, City, Interest
from opportunities.search.table import refresh
from opportunities.services.occurrences import refresh_occurrences
from people.models import User


class Command(BaseCommand):
    help = "Load the demonstration: Vilnius, Kaunas, Mikkeli, Rotterdam and Riga with invented listings and two logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(profiles())
        parser.add_argument("--city", action="append", choices=list(profiles()), help=f"repeatable; all are {known}")
        parser.add_argument("--force", action="store_true", help="load again what was loaded today")

    def handle(self, *, city: list[str] | None, force: bool, **options: Any) -> None:
        kept_in = settings.PRIVATE_DIR / "demo-password"
        is_new = not kept_in.exists()
        password = password_of(kept_in)
        today = timezone.localdate()
        mark = mark_of(today)
        wanted = [slug for slug in city or profiles() if force or not is_written(slug, mark)]
        accounts = User.objects.filter(email__in=ACCOUNTS).count()
        if not wanted and not is_new and accounts == len(ACCOUNTS):
            self.stdout.write("The demonstration is up to date.")
            return
        self.load_ground(options["verbosity"])
        with transaction.atomic(), disable_reference_index_auto_update():
            self.load(wanted, today=today, mark=mark, password=password)

    def load_ground(self, verbosity: int) -> None:
        """Taxonomies, areas, places and school holidays, where they are missing."""
        for command, is_there in (
            ("load_taxonomies", Interest.objects.exists()),
            ("load_default_areas", Area.objects.exists()),
            ("load_gazetteer", Place.objects.exists()),
            ("load_breaks", Break.objects.exists()),
        ):
            if not is_there:
                call_command(command, verbosity=verbosity, stdout=self.stdout)

    def load(self, slugs: list[str], *, today: date, mark: str, password: str) -> None:
        editor = load_accounts(password)
        opportunities, sessions, removed = [], [], 0
        with tqdm(total=2 * len(slugs) + 2, unit="step", disable=None, file=sys.stderr) as bar:
            for slug in slugs:
                profile = profiles()[slug]
                plan = make_plan(slug, today)
                bar.update()
                row = write_city(profile)
                load_invented_timetable(profile.place, time_zone=profile.time_zone)
                written = write(plan, row, profile, mark=mark, editor=editor, now=timezone.now())
                opportunities += written.opportunities
                sessions += written.sessions
                removed += written.removed
                bar.update()
            refresh_occurrences(sessions)
            bar.update()
            refresh(opportunities)
            refresh(write_playlists(City.objects.filter(is_demo=True, slug__in=profiles())))
            bar.update()
        done = f"{len(opportunities)} listings with {len(sessions)} sessions in {len(slugs)} cities"
        self.stdout.write(f"{done}; {removed} rows removed.")


def mark_of(today: date) -> str:
    """What the rows are made from: the day and the words and code of the demonstration."""
    folder = Path(demo.__file__).parent
    digest = hashlib.sha256(today.isoformat().encode())
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".toml"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()
