"""How the languages count, date and say things: sentences that a reader of the language would write so."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import ngettext, override

from opportunities import wording
from opportunities.schedule import Schedule
from opportunities.schedule_words import describe
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, VenueFactory
from tests.ui.test_translations import TRANSLATED, catalogue, each_language

ENGLISH = re.compile(
    r"\b(activity|activities|search|filter|price|ages?|when|how|free|verified|clear|next|close|about|from)\b", re.I
)
TAGS = re.compile(r"<script.*?</script>|<[^>]+>", re.S)
ADDRESSES = re.compile(r"https?://\S+")
WORDS_OF_ATTRIBUTES = re.compile(r'(?:aria-label|title|placeholder|alt|content|data-words-[\w-]+|data-done)="([^"]*)"')
# Dates, times and numbers are looked at with the spaces that do not break as plain ones.
NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def _compiled():
    if not all(catalogue(language).with_suffix(".mo").exists() for language in TRANSLATED):
        pytest.skip("The translations are not compiled: python3 manage.py up does it.")


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("lt", 0, "0 veiklų"), ("lt", 1, "1 veikla"), ("lt", 2, "2 veiklos"), ("lt", 10, "10 veiklų"),
        ("lt", 11, "11 veiklų"), ("lt", 21, "21 veikla"), ("lt", 22, "22 veiklos"),
        ("lt", 1069, "1 069 veiklos"), ("lt", 1111, "1 111 veiklų"),
        ("lv", 0, "0 aktivitāšu"), ("lv", 1, "1 aktivitāte"), ("lv", 2, "2 aktivitātes"), ("lv", 10, "10 aktivitātes"),
        ("lv", 11, "11 aktivitātes"), ("lv", 21, "21 aktivitāte"), ("lv", 1111, "1 111 aktivitātes"),
        ("fi", 0, "0 aktiviteettia"), ("fi", 1, "1 aktiviteetti"), ("fi", 1069, "1 069 aktiviteettia"),
        ("nl", 0, "0 activiteiten"), ("nl", 1, "1 activiteit"), ("nl", 1069, "1.069 activiteiten"),
    ],
)  # fmt: skip
def test_activities_are_counted_as_the_language_counts(language, count, words):
    with override(language):
        text = ngettext("%(total)s activity", "%(total)s activities", count) % {"total": wording.whole(count)}
    assert text.replace(NO_BREAK, " ") == words


TUESDAY = ""
TWICE_A_WEEK = "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270530"
THRICE_A_WEEK = "FREQ=WEEKLY;BYDAY=TU,TH,FR"
EVERY_OTHER_WEEK = "FREQ=WEEKLY;INTERVAL=2"
SECOND_FRIDAY = "FREQ=MONTHLY;BYDAY=2FR"
DAYS_OF_THE_MONTH = "FREQ=MONTHLY;BYMONTHDAY=1,15"


@pytest.mark.parametrize(
    ("language", "rule", "words"),
    [
        ("lt", TUESDAY, "Antradienis, 2026 m. rugsėjo 1 d., 17:00–18:30"),
        ("lt", TWICE_A_WEEK, "Antradieniais ir ketvirtadieniais 17:00–18:30, "
                             "kas savaitę nuo 2026 m. rugsėjo 1 d. iki 2027 m. gegužės 30 d."),
        ("lt", THRICE_A_WEEK, "Antradieniais, ketvirtadieniais ir penktadieniais 17:00–18:30, "
                              "kas savaitę nuo 2026 m. rugsėjo 1 d."),
        ("lt", EVERY_OTHER_WEEK, "Antradieniais 17:00–18:30, kas 2 savaites nuo 2026 m. rugsėjo 1 d."),
        ("lt", "FREQ=DAILY;INTERVAL=10", "Kas 10 dienų 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
        ("lt", "FREQ=DAILY;INTERVAL=21", "Kas 21 dieną 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
        ("lt", SECOND_FRIDAY, "Kiekvieno mėnesio antrą penktadienį 17:00–18:30 nuo 2026 m. rugsėjo 11 d."),
        ("lt", DAYS_OF_THE_MONTH, "Kiekvieno mėnesio 1 ir 15 dieną 17:00–18:30 nuo 2026 m. rugsėjo 1 d."),
        ("lv", TUESDAY, "Otrdiena, 2026. gada 1. septembris, 17:00–18:30"),
        ("lv", TWICE_A_WEEK, "Otrdienās un ceturtdienās plkst. 17:00–18:30, katru nedēļu "
                             "no 01.09.2026. līdz 30.05.2027."),
        ("lv", EVERY_OTHER_WEEK, "Otrdienās plkst. 17:00–18:30, ik pēc 2 nedēļām no 01.09.2026."),
        ("lv", "FREQ=DAILY;INTERVAL=21", "Ik pēc 21 dienas plkst. 17:00–18:30 no 01.09.2026."),
        ("lv", SECOND_FRIDAY, "Katra mēneša otrajā piektdienā plkst. 17:00–18:30 no 11.09.2026."),
        ("lv", DAYS_OF_THE_MONTH, "Katra mēneša 1 un 15. datumā plkst. 17:00–18:30 no 01.09.2026."),
        ("fi", TUESDAY, "Tiistai 1. syyskuuta 2026, 17:00–18:30"),
        ("fi", TWICE_A_WEEK, "Tiistaisin ja torstaisin klo 17:00–18:30, joka viikko 1.9.2026–30.5.2027"),
        ("fi", EVERY_OTHER_WEEK, "Tiistaisin klo 17:00–18:30, joka 2. viikko 1.9.2026 alkaen"),
        ("fi", SECOND_FRIDAY, "Joka kuukauden toisena perjantaina klo 17:00–18:30 11.9.2026 alkaen"),
        ("nl", TUESDAY, "Dinsdag 1 september 2026, 17:00–18:30"),
        ("nl", TWICE_A_WEEK, "Dinsdag en donderdag 17:00–18:30, elke week "
                             "van 1 september 2026 tot en met 30 mei 2027"),
        ("nl", EVERY_OTHER_WEEK, "Dinsdag 17:00–18:30, elke 2 weken vanaf 1 september 2026"),
        ("nl", SECOND_FRIDAY, "Elke maand op de tweede vrijdag 17:00–18:30 vanaf 11 september 2026"),
    ],
)  # fmt: skip
def test_a_schedule_is_said_in_the_language(language, rule, words):
    starts = datetime.fromisoformat("2026-09-01T17:00")
    with override(language):
        said = describe(Schedule(starts, timedelta(minutes=90), "Europe/Vilnius", rule))
    assert said.replace(NO_BREAK, " ") == words


def first_of_march() -> str:
    return wording.calendar_day(timezone.localdate().replace(month=3, day=1))


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("lt", lambda: wording.ages(6, 12), "6–12 metų"),
        ("lt", lambda: wording.ages(16, None), "Nuo 16 metų"),
        ("lt", lambda: wording.amount(Decimal(25), "EUR"), "25 €"),
        ("lt", lambda: wording.amount(Decimal("1250.5"), "SEK"), "1 250,50 SEK"),
        ("lt", lambda: wording.distance(1234), "1,2 km"),
        ("lt", lambda: first_of_march().split(", ")[1], "kovo 1 d."),
        ("lv", lambda: wording.ages(6, 12), "6–12 gadi"),
        ("lv", lambda: wording.ages(16, None), "No 16 gadu vecuma"),
        ("lv", lambda: wording.amount(Decimal("1250.5"), "EUR"), "1 250,50 €"),
        ("lv", lambda: first_of_march().split(", ")[1], "1. marts"),
        ("fi", lambda: wording.ages(6, 12), "6–12-vuotiaat"),
        ("fi", lambda: wording.amount(Decimal("1250.5"), "EUR"), "1 250,50 €"),
        ("fi", lambda: wording.distance(1234), "1,2 km"),
        ("fi", lambda: first_of_march().split(" ")[1], "1.3."),
        ("nl", lambda: wording.ages(6, 12), "6–12 jaar"),
        ("nl", lambda: wording.amount(Decimal("1250.5"), "EUR"), "€ 1.250,50"),
        ("nl", lambda: wording.amount(Decimal(25), "SEK"), "SEK 25"),
        ("nl", lambda: " ".join(first_of_march().split(" ")[1:]), "1 mrt"),
    ],
)
def test_facts_are_said_in_the_language(language, said, words):
    with override(language):
        assert said().replace(NO_BREAK, " ") == words


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_week_begins_on_monday_and_a_day_has_24_hours(language):
    with override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert date_format(datetime.fromisoformat("2026-09-01T17:00"), "TIME_FORMAT") == "17:00"


@pytest.mark.django_db
@each_language
def test_a_page_holds_no_english_word(client, language):
    city = CityFactory(voucher_name="Neformaliojo vaikų švietimo krepšelis")
    venue = VenueFactory(city=city, name="Namai")
    for number in range(22):
        opportunity = OpportunityFactory(city=city, provider__city=city, provider__name="Studija", takes_voucher=True)
        opportunity.texts.create(language=language, title=f"Robotika {number}")
        SessionFactory(opportunity=opportunity, venue=venue, min_age=9, price=25, starts_on=date(2030, 9, 1))
    refresh([one.pk for one in city.opportunities.all()])
    with override(language):
        addresses = [opportunity.get_absolute_url(), opportunity.provider.get_absolute_url()]
    prefix = f"/{language}"
    addresses += [f"{prefix}/{city.slug}/explore/?age=9", f"{prefix}/opportunity/{opportunity.pk}/report/"]
    for address in [*addresses, f"{prefix}/nera/tokio/"]:
        html = client.get(address, follow=True).content.decode()
        words = ADDRESSES.sub(" ", TAGS.sub(" ", html)) + " ".join(WORDS_OF_ATTRIBUTES.findall(html))
        assert ENGLISH.findall(words) == [], address
