"""The pages of the catalogue: what they say, and how much they ask of the database."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from opportunities import wording
from opportunities.models import Opportunity, ProblemReport, Session
from opportunities.search.table import refresh
from tests.factories import (
    CityFactory,
    OccurrenceFactory,
    OpportunityFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)
from tests.geodata.rows import area

pytestmark = pytest.mark.django_db


def listed(title: str = "Robotics", **session) -> Opportunity:
    opportunity = OpportunityFactory(interests=["technology"])
    TextFactory(opportunity=opportunity, title=title)
    row = SessionFactory(opportunity=opportunity, **session)
    begins = timezone.now() + timedelta(days=2)
    OccurrenceFactory(session=row, starts_at=begins, ends_at=begins + timedelta(hours=1), local_on=begins.date())
    refresh([opportunity.pk])
    return opportunity


def page(client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_card_says_for_whom_and_for_how_much(client):
    listed(min_age=9, max_age=12, price=25, price_unit="month")
    content = page(client, "/vilnius/explore/")
    assert ("Ages 9–12" in content, "€25 a month" in content) == (True, True)


def test_who_seeks_evenings_is_told_of_the_next_evening(client):
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    session = SessionFactory(opportunity=opportunity)
    morning = (timezone.now() + timedelta(days=3)).replace(hour=7, minute=0)
    for begins in (morning, morning + timedelta(days=1, hours=10)):
        OccurrenceFactory(session=session, starts_at=begins, ends_at=begins, local_on=begins.date())
    refresh([opportunity.pk])
    content = page(client, "/vilnius/explore/?time=evening")
    evening = (morning + timedelta(days=1, hours=10)).astimezone(ZoneInfo("Europe/Vilnius"))
    assert f'datetime="{evening.isoformat()}"' in content


def test_what_the_source_said_in_words_stays_in_words(client):
    listed(price_text="$400 Member $440 Nonmember", ages_text="grades 3-5")
    content = page(client, "/vilnius/explore/")
    assert ("$400 Member" in content, "grades 3-5" in content) == (True, True)


@pytest.mark.parametrize("path", ["/vilnius/explore/", "/vilnius/cards/"])
def test_a_list_asks_the_database_no_more_for_many_than_for_few(client, path, django_assert_max_num_queries):
    for n in range(25):
        listed(f"Robotics {n}")
    client.get(path)
    with django_assert_max_num_queries(14):
        client.get(path)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_page_asks_the_database_no_more_for_many_sessions(client):
    opportunity = listed(venue=VenueFactory(area=area("Antakalnis")))
    client.get(opportunity.get_absolute_url())  # fills the caches
    few = queries(client, opportunity.get_absolute_url())
    for number in range(10):
        SessionFactory(opportunity=opportunity, venue=VenueFactory(area=area(f"Part {number}")))
    assert queries(client, opportunity.get_absolute_url()) == few


def test_an_old_title_in_the_address_leads_to_the_new_one(client):
    opportunity = listed()
    answer = client.get(f"/opportunity/{opportunity.pk}-what-it-was-called/")
    assert answer.headers["Location"] == opportunity.get_absolute_url()


def test_a_title_cannot_break_out_of_the_linked_data(client):
    title = "</script><script>alert(1)</script>"
    content = page(client, listed(title).get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)[1])
    assert data["name"] == title


def test_a_description_cannot_run_a_script(client):
    opportunity = listed()
    opportunity.texts.update(description="<p onclick=x>Hi</p><script>y()</script>")
    content = page(client, opportunity.get_absolute_url())
    assert ("y()" in content, "onclick" in content, "<p>Hi" in content) == (False, False, True)


def test_a_calendar_file_names_the_meeting(client):
    opportunity = listed("Robotics", starts_on=date(2030, 1, 8), start_time=time(17), end_time=time(18))
    answer = client.get(f"/opportunity/{opportunity.pk}/calendar.ics")
    assert b"SUMMARY:Robotics" in answer.content


def test_a_report_reaches_the_curators(client):
    opportunity = listed()
    client.post(f"/opportunity/{opportunity.pk}/report/", {"reason": "closed", "words": "The door is shut."})
    assert ProblemReport.objects.get().words == "The door is shut."


def test_a_report_without_a_reason_keeps_the_words(client):
    opportunity = listed()
    answer = client.post(f"/opportunity/{opportunity.pk}/report/", {"words": "The door is shut."})
    assert ("The door is shut." in answer.content.decode(), ProblemReport.objects.exists()) == (True, False)


def test_a_flood_of_reports_is_stopped_in_words(client):
    opportunity = listed()
    ProblemReport.objects.bulk_create(ProblemReport(opportunity=opportunity, reason="other") for _ in range(20))
    answer = client.post(f"/opportunity/{opportunity.pk}/report/", {"reason": "closed", "words": "The door is shut."})
    content = answer.content.decode()
    assert ("Many people" in content, "The door is shut." in content, ProblemReport.objects.count()) == (True, True, 20)


def test_a_machine_that_fills_every_field_reports_nothing(client):
    opportunity = listed()
    client.post(f"/opportunity/{opportunity.pk}/report/", {"reason": "closed", "website": "http://spam.example"})
    assert not ProblemReport.objects.exists()


def test_the_page_of_a_language_is_in_that_language(client):
    opportunity = listed("Robotics")
    TextFactory(opportunity=opportunity, language="lt", title="Robotika pradedantiesiems")
    assert "Robotika pradedantiesiems" in page(client, f"/lt/opportunity/{opportunity.pk}-x/")


def test_what_is_written_in_another_language_says_so(client):
    opportunity = listed("Robotics")
    with translation.override("lt"):
        address = opportunity.get_absolute_url()
    assert re.search(r'<h1[^>]* lang="en"[^>]*>\s*Robotics', page(client, address))


def test_nothing_found_offers_the_way_out(client):
    listed(min_age=9, max_age=12)
    content = page(client, "/vilnius/explore/?age=50")
    assert "Without: Age 50" in content


def test_what_has_ended_is_one_press_away(client):
    opportunity = OpportunityFactory(published_at=datetime(2020, 1, 1, tzinfo=UTC))
    TextFactory(opportunity=opportunity)
    SessionFactory(opportunity=opportunity, starts_on="2020-01-01", ends_on="2020-02-01")
    refresh([opportunity.pk])
    assert "?past=1" in page(client, "/vilnius/explore/")


def test_a_city_that_is_not_there_is_not_found(client):
    CityFactory()
    assert client.get("/atlantis/").status_code == 404


def test_a_page_loads_nothing_from_anywhere_else(client):
    content = page(client, listed().get_absolute_url())
    loading = re.sub(r"<a\b[^>]*>", "", content)  # a link loads nothing until it is pressed
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)', loading)


@pytest.mark.parametrize("path", ["/vilnius/explore/", "/vilnius/view.json", "/vilnius/cards/", "/nowhere/"])
def test_where_a_visitor_is_stands_in_no_log(client, caplog, path):
    CityFactory()
    with caplog.at_level("INFO"):
        client.get(path, {"at": "25.2797,54.6872", "near": "Pilies gatvė", "view": "nonsense"})
    assert ("25.2797" in caplog.text, "Pilies" in caplog.text) == (False, False)


def test_what_is_full_is_not_offered_for_booking(client):
    opportunity = listed(places_left=0, booking_url="https://club.example/book")
    said = page(client, opportunity.get_absolute_url())
    assert "Full" in said
    assert "Book" not in said


def test_nothing_is_called_full_while_a_session_does_not_say():
    assert wording.seats([Session(places_left=0), Session()]) == ""
