"""What the Lithuanian of the interface promises: nothing is missing, plural forms are whole, sentences read well."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal

import polib
import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext, override

from opportunities import wording
from opportunities.schedule import Schedule
from opportunities.schedule_words import describe
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, VenueFactory

CATALOGUE = settings.LOCALE_PATHS[0] / "lt" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|\{\w+\}")
NOT_SOURCES = [".venv", "node_modules", "build", "tests", "benchmarks", ".private"]
ENGLISH = re.compile(
    r"\b(activit\w+|search|filters?|price|ages?|when|how|free|verified|clear|next|close|about|from)\b", re.I
)
TAGS = re.compile(r"<script.*?</script>|<[^>]+>", re.S)
ADDRESSES = re.compile(r"https?://\S+")
WORDS_OF_ATTRIBUTES = re.compile(r'(?:aria-label|title|placeholder|alt|content|data-words-[\w-]+|data-done)="([^"]*)"')
# The same forms as in the catalogue of Django itself, so that both can be read together.
PLURAL_FORMS = 4


def messages(path=CATALOGUE) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


@pytest.fixture
def _lithuanian():
    if not CATALOGUE.with_suffix(".mo").exists():
        pytest.skip("The translations are not compiled: python3 manage.py up does it.")
    with override("lt"):
        yield


def test_every_message_is_translated():
    assert [entry.msgid for entry in messages() if not entry.translated() or entry.fuzzy] == []


def test_every_plural_has_all_its_forms():
    plurals = [entry for entry in messages() if entry.msgid_plural]
    assert plurals
    assert [e.msgid for e in plurals if len([f for f in e.msgstr_plural.values() if f]) != PLURAL_FORMS] == []


def test_no_translation_loses_or_invents_a_place_for_a_value():
    wrong = []
    for entry in messages():
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        wrong += [form for form in forms if set(PLACEHOLDER.findall(form)) != wanted]
    assert wrong == []


def test_quotation_marks_are_lithuanian():
    assert [entry.msgid for entry in messages() if re.search("[”«»]", entry.msgstr)] == []
    assert [entry.msgid for entry in messages() if entry.msgstr.count("„") != entry.msgstr.count("“")] == []


def test_the_catalogue_holds_exactly_the_messages_of_the_sources(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("The program xgettext is missing: install GNU gettext.")
    found = {key(entry) for entry in messages(extracted(tmp_path))}
    kept = {key(entry) for entry in messages()}
    assert (sorted(map(str, found - kept)), sorted(map(str, kept - found))) == ([], [])


def extracted(folder):
    """A catalogue made of the sources as they are now, on a copy of them in `folder`."""
    for path in settings.BASE_DIR.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCES and not path.name.startswith("."):
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("locale", "data", "static"))
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "lt"]
    without_settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=without_settings, check=True, capture_output=True)
    return folder / "locale" / "lt" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 veiklų"), (1, "1 veikla"), (2, "2 veiklos"), (10, "10 veiklų"), (11, "11 veiklų"), (21, "21 veikla"),
     (22, "22 veiklos"), (1069, "1\u00a0069 veiklos"), (1111, "1\u00a0111 veiklų")],
)  # fmt: skip
@pytest.mark.usefixtures("_lithuanian")
def test_activities_are_counted_as_lithuanian_counts(count, words):
    text = ngettext("%(total)s activity", "%(total)s activities", count)
    assert text % {"total": wording.whole(count)} == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "Antradienis, 2026 m. rugsėjo 1 d., 17:00–18:30"),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270530",
            "Antradieniais ir ketvirtadieniais 17:00–18:30, "
            "kas savaitę nuo 2026 m. rugsėjo 1 d. iki 2027 m. gegužės 30 d.",
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH,FR",
            "Antradieniais, ketvirtadieniais ir penktadieniais 17:00–18:30, kas savaitę nuo 2026 m. rugsėjo 1 d.",
        ),
        ("FREQ=WEEKLY;INTERVAL=2", "Antradieniais 17:00–18:30, kas 2 savaites nuo 2026 m. rugsėjo 1 d."),
        ("FREQ=DAILY;INTERVAL=10", "Kas 10 dienų 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
        ("FREQ=DAILY;INTERVAL=21", "Kas 21 dieną 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
        ("FREQ=MONTHLY;BYDAY=2FR", "Kiekvieno mėnesio antrą penktadienį 17:00–18:30 nuo 2026 m. rugsėjo 11 d."),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Kiekvieno mėnesio 1 ir 15 dieną 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
    ],
)
@pytest.mark.usefixtures("_lithuanian")
def test_a_schedule_is_said_in_lithuanian(rule, words):
    starts = datetime.fromisoformat("2026-09-01T17:00")
    schedule = Schedule(starts, timedelta(minutes=90), "Europe/Vilnius", rule)
    assert describe(schedule).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (lambda: wording.ages(6, 12), "6–12 metų"),
        (lambda: wording.ages(16, None), "Nuo 16 metų"),
        (lambda: wording.amount(Decimal(25), "EUR"), "25 €"),
        (lambda: wording.amount(Decimal("1250.5"), "SEK"), "1 250,50 SEK"),
        (lambda: wording.distance(1234), "1,2 km"),
        (lambda: wording.calendar_day(timezone.localdate().replace(month=3, day=1)).split(", ")[1], "kovo 1 d."),
    ],
)
@pytest.mark.usefixtures("_lithuanian")
def test_facts_are_said_in_lithuanian(said, words):
    assert said().replace("\u00a0", " ") == words


@pytest.mark.django_db
@pytest.mark.usefixtures("_lithuanian")
def test_a_lithuanian_page_holds_no_english_word(client):
    city = CityFactory(voucher_name="Neformaliojo vaikų švietimo krepšelis")
    venue = VenueFactory(city=city, name="Namai")
    for number in range(22):
        opportunity = OpportunityFactory(city=city, provider__city=city, provider__name="Studija", takes_voucher=True)
        opportunity.texts.create(language="lt", title=f"Robotika {number}")
        SessionFactory(opportunity=opportunity, venue=venue, min_age=9, price=25, starts_on=date(2030, 9, 1))
    refresh([one.pk for one in city.opportunities.all()])
    for address in (
        f"/lt/{city.slug}/explore/?age=9",
        f"/lt/opportunity/{opportunity.pk}/report/",
        opportunity.get_absolute_url(),
        opportunity.provider.get_absolute_url(),
        "/lt/nera/tokio/",
    ):
        html = client.get(address, follow=True).content.decode()
        words = ADDRESSES.sub(" ", TAGS.sub(" ", html)) + " ".join(WORDS_OF_ATTRIBUTES.findall(html))
        assert ENGLISH.findall(words) == [], address
