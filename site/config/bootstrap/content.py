"""What the running site needs in its database and beside it: tables, taxonomies, translations, the demo."""

import datetime
import json
import secrets
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from config.bootstrap.checkout import PYTHON, ROOT, fingerprint, kept_secret
from config.bootstrap.console import say, step
from config.bootstrap.programs import Failed, run

APPS = ("badges", "cms", "geodata", "maps", "opportunities", "people")
RESET = "If the database itself is in the way, make a new one: python3 manage.py up --reset"


@dataclass(frozen=True)
class Load:
    """One management command that fills the database, and what its result depends on.

    What a `telling` one prints is for the person who starts the site.
    """

    name: str
    title: str
    command: tuple[str, ...]
    mark: Callable[[], str]
    telling: bool = False


def python_files(*folders: str) -> list[Path]:
    """The Python and TOML files under these folders of the checkout."""
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".toml"}]


def today() -> str:
    """The day that the demo's dates are counted from, where the settings say that the site is."""
    return datetime.datetime.now(ZoneInfo("Europe/Vilnius")).date().isoformat()


TABLES = Load(
    "tables",
    "Database tables",
    ("migrate", "--no-input"),
    lambda: fingerprint([*python_files(*(f"{app}/migrations" for app in APPS)), ROOT / "requirements/app.txt"]),
)
TAXONOMIES = Load(
    "taxonomies",
    "Interests, competences and other taxonomies",
    ("load_taxonomies",),
    lambda: fingerprint(python_files("opportunities/data")),
)
BREAKS = Load(
    "breaks",
    "School holidays",
    ("load_breaks",),
    lambda: fingerprint(python_files("opportunities/data")),
)
PLACES = Load(
    "places",
    "Places and their names",
    ("load_gazetteer",),
    lambda: fingerprint(
        [ROOT / "geodata/gazetteer.py", ROOT / "geodata/demonstration.py", ROOT / "requirements/app.txt"]
    ),
)
AREAS = Load(
    "areas",
    "Countries, cities and districts",
    ("load_default_areas",),
    lambda: fingerprint([*python_files("geodata/data", "geodata/services"), ROOT / "package-lock.json"]),
    telling=True,
)
DEMO = Load(
    "demo",
    "Demo cities",
    ("load_demo",),
    lambda: fingerprint(python_files("opportunities/demo"), today()),
)
DEMO_PAGES = Load(
    "demo pages",
    "Pages of the demo cities",
    ("load_demo_pages",),
    lambda: fingerprint(python_files("cms/demo")),
)


def django(*command: str, env: Mapping[str, str]) -> str:
    """What a management command prints, run by the environment's Python."""
    return run([PYTHON, ROOT / "manage.py", *command, "--skip-checks"], env=env)


def reach(*arguments: str, env: Mapping[str, str]) -> str:
    """What database.py prints for these arguments, run by the environment's Python."""
    return run([PYTHON, "-m", "config.bootstrap.database", *arguments], env={**env, "PYTHONPATH": str(ROOT / "site")})


def make_ready(env: Mapping[str, str], *options: str) -> dict[str, str]:
    """Database and extensions, `options` being database.py's; what an earlier set-up stamped there."""
    try:
        return dict(json.loads(reach("ready", *options, env=env)))
    except Failed as failed:
        remedy = "Check the address, the password and that the server runs; PostgreSQL 15 or newer with PostGIS 3."
        raise failed.problem("The database cannot be used", remedy) from failed


def fill(env: Mapping[str, str], stamped: Mapping[str, str], loads: tuple[Load, ...]) -> None:
    """Run those of `loads` whose mark is not the one stamped in the database, and stamp them as they are done."""
    marks = dict(stamped)
    for load in loads:
        mark = load.mark()
        if marks.get(load.name) == mark:
            continue
        with step(load.title):
            try:
                said = django(*load.command, env=env)
            except Failed as failed:
                raise failed.problem(f"manage.py {' '.join(load.command)} failed", RESET) from failed
        if load.telling:
            say(textwrap.indent(said.rstrip(), "      "))
        marks[load.name] = mark
        reach("stamp", json.dumps(marks), env=env)


def compile_messages() -> None:
    """Compile every translation that is newer than what was compiled from it, and check its formats on the way."""
    sources = [path for folder in ("site/ui", *APPS) for path in (ROOT / folder).glob("locale/*/LC_MESSAGES/*.po")]
    stale = [path for path in sources if not is_newer(path.with_suffix(".mo"), path)]
    if not stale:
        return
    with step("Translations"):
        for path in stale:
            try:
                run(["msgfmt", "--check-format", "--output-file", path.with_suffix(".mo"), path])
            except Failed as failed:
                raise failed.problem(f"{path.relative_to(ROOT)} cannot be compiled", "Correct it there.") from failed


def is_newer(product: Path, source: Path) -> bool:
    """Whether `product` exists and was made after `source` was last changed."""
    return product.exists() and product.stat().st_mtime >= source.stat().st_mtime


def demo_password() -> str:
    """The password of this installation's demo accounts: four short words nobody knows, easy to type."""

    def make() -> str:
        consonants, vowels = "bdfgklmnprstvz", "aeiou"
        syllables = [secrets.choice(consonants) + secrets.choice(vowels) for _ in range(12)]
        return "-".join("".join(syllables[start : start + 3]) for start in range(0, 12, 3))

    return kept_secret("demo-password", make)
