"""Helsinki's Linked Events with the same rows, where LINKED_EVENTS_CHECKOUT names a checkout of its repository.

It is in no registry, so nobody can be asked to have it. What is needed is in benchmarks/README.md.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psycopg

from benchmarks.side_by_side import servers
from benchmarks.side_by_side.catalogues import Catalogue, ensure_database
from benchmarks.side_by_side.questions import Asker

PAGES = 40
ROWS = Path(__file__).with_name("linked_events_rows.py")
# Their list has one event for each of our rows: the same place, time, words, interest and price.
EXPORT = """
    COPY (SELECT DISTINCT ON (row.id) row.id, text.title, said.description, ST_X(at) AS longitude,
            ST_Y(at) AS latitude, row.interest_id AS interest, row.price, met.starts_at, met.ends_at
        FROM opportunities_searchrow row
        JOIN opportunities_searchtext text USING (opportunity_id)
        JOIN opportunities_opportunitytext said USING (opportunity_id, language)
        LEFT JOIN opportunities_occurrence met ON met.session_id = row.lead
        CROSS JOIN LATERAL ST_Transform(row.geom, 4326) AS at
        WHERE row.city_id = {city} ORDER BY row.id, met.starts_at)
    TO STDOUT WITH (FORMAT csv, HEADER)
"""


def checkout() -> Path | None:
    given = os.environ.get("LINKED_EVENTS_CHECKOUT")
    return Path(given).resolve() if given else None


def list_path(number: int) -> str:
    return f"/v1/event/?page_size=20&page={number % PAGES + 1}"


def text_path(asker: Asker, number: int) -> str:
    return f"/v1/event/?page_size=20&text={quote(asker.word(number))}"


@contextlib.contextmanager
def running(folder: Path, catalogue: Catalogue, city: int, port: int) -> Iterator[servers.Server]:
    """Fill a database of its own beside the catalogue's, once, and start it as its own image does (uwsgi)."""
    python = Path(os.environ.get("LINKED_EVENTS_PYTHON", folder / ".venv" / "bin" / "python"))
    name = catalogue.plain_url.rpartition("/")[2] + "_linked_events"
    url = catalogue.plain_url.rpartition("/")[0] + f"/{name}"
    env = _environment(url, folder)
    if ensure_database(catalogue.plain_url, name):
        _fill(python, folder, catalogue, city, url, env)
    uwsgi = python.with_name("uwsgi")
    command: list[object] = [uwsgi, "--http-socket", f"127.0.0.1:{port}", "--module", "linkedevents.wsgi"]
    command += ["--master", "--processes", "2", "--need-app", "--die-on-term", "--disable-logging"]
    if not uwsgi.exists():
        command = [python, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with servers.running(command, port, env, catalogue.folder / "linked_events.log", folder=folder) as server:
        yield server


def _environment(url: str, folder: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
        "DATABASE_URL": url.replace("postgresql:", "postgis:"),
        "DJANGO_SETTINGS_MODULE": "linkedevents.settings",
        "PYTHONPATH": str(folder),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "AUDIT_LOG_ENABLED": "false",
        "DEBUG": "false",
        "FIELD_ENCRYPTION_KEYS": "00" * 32,
        "LANGUAGES": "fi,sv,en",
        "SECRET_KEY": "only for measuring on the loopback",
        "SOCIAL_AUTH_TUNNISTAMO_SECRET": "unused",
    }


def export(ours: psycopg.Connection, city: int, file: BinaryIO) -> None:
    """Write the rows of `city` as CSV, for linked_events_rows.py."""
    with ours.cursor().copy(EXPORT.format(city=city)) as copy:
        for block in copy:
            file.write(block)


def _fill(python: Path, folder: Path, catalogue: Catalogue, city: int, url: str, env: dict[str, str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for extension in ("postgis", "hstore", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    rows = catalogue.folder / "linked_events.csv"
    with psycopg.connect(catalogue.plain_url) as ours, rows.open("wb") as file:
        export(ours, city, file)
    for command in (("manage.py", "migrate", "--noinput"), ("manage.py", "sync_translation_fields", "--noinput")):
        subprocess.run([python, *command], cwd=folder, env=env, check=True, capture_output=True)
    subprocess.run([python, ROWS, rows], cwd=folder, env=env, check=True)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
