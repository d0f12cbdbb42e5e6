"""Platform staff work with the catalogue in Wagtail's admin: drafts, revisions, and the list that follows."""

import pytest
from django.test import Client
from django.urls import reverse

from opportunities.models import Opportunity, SearchRow
from opportunities.search.table import refresh
from opportunities.search.tags import Facet, Funding, tag
from tests.factories import OpportunityFactory, ProviderFactory, SessionFactory, TextFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def listed(title: str = "Robotics") -> Opportunity:
    opportunity = OpportunityFactory(interests=["technology"])
    TextFactory(opportunity=opportunity, title=title)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


def form_of(opportunity: Opportunity, *, title: str, **more: str) -> dict[str, str]:
    """What the edit form sends."""
    text = opportunity.texts.get()
    return {
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "1",
        "texts-MIN_NUM_FORMS": "1",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-id": str(text.pk),
        "texts-0-language": "en",
        "texts-0-title": title,
        "texts-0-summary": "",
        "texts-0-description": "",
        "city": str(opportunity.city_id),
        "provider": str(opportunity.provider_id),
        "kind": str(opportunity.kind_id),
        "original_language": "en",
        "interests": [str(pk) for pk in opportunity.interests.values_list("pk", flat=True)],
        **more,
    }


def edit(staff: Client, opportunity: Opportunity, **form: str) -> None:
    address = reverse("wagtailsnippets_opportunities_opportunity:edit", args=[opportunity.pk])
    answer = staff.post(address, form_of(opportunity, **form))
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.parametrize("model", ["opportunity", "session", "programme", "provider", "venue", "problemreport", "city"])
def test_every_list_opens(staff, model):
    listed()
    assert staff.get(reverse(f"wagtailsnippets_opportunities_{model}:list")).status_code == 200


def test_the_form_of_a_provider_opens(staff):
    provider = ProviderFactory()
    assert staff.get(reverse("wagtailsnippets_opportunities_provider:edit", args=[provider.pk])).status_code == 200


def test_the_form_of_a_venue_opens(staff):
    venue = VenueFactory()
    assert staff.get(reverse("wagtailsnippets_opportunities_venue:edit", args=[venue.pk])).status_code == 200


def test_the_form_of_a_session_opens(staff):
    session = SessionFactory()
    assert staff.get(reverse("wagtailsnippets_opportunities_session:edit", args=[session.pk])).status_code == 200


def test_a_session_that_staff_add_is_found_on_its_day(staff):
    opportunity = listed()
    form = {
        "opportunity": str(opportunity.pk),
        "venue": str(VenueFactory().pk),
        "delivery": "on-site",
        "starts_on": "2030-01-08",
        "ends_on": "2030-01-08",
        "start_time": "17:00",
        "end_time": "18:00",
        "time_zone": "Europe/Vilnius",
        "price_unit": "once",
        "currency": "EUR",
    }
    answer = staff.post(reverse("wagtailsnippets_opportunities_session:add"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    assert opportunity.search_rows.filter(first_on="2030-01-08").exists()


def test_a_decision_that_staff_enter_opens_the_funding(staff):
    opportunity = listed()
    form = {
        "opportunity": str(opportunity.pk),
        "register_number": "12",
        "decision": "positive",
        "decided_by": "Body",
        "decided_on": "2026-01-01",
    }
    answer = staff.post(reverse("wagtailsnippets_opportunities_programme:add"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    assert tag(Facet.FUNDING, Funding.ILA) in opportunity.search_rows.get().tags


def test_a_saved_draft_changes_nothing_that_visitors_see(staff, client):
    opportunity = listed("Robotics")
    edit(staff, opportunity, title="A new title")
    assert "A new title" not in client.get("/vilnius/explore/").content.decode()


def test_a_draft_is_kept_as_a_revision(staff):
    opportunity = listed("Robotics")
    edit(staff, opportunity, title="A new title")
    assert Opportunity.objects.get(pk=opportunity.pk).get_latest_revision_as_object().title == "A new title"


def test_what_is_published_is_found_at_once(staff):
    opportunity = listed("Robotics")
    edit(staff, opportunity, title="Astronomy", **{"action-publish": "1"})
    texts = Opportunity.objects.get(pk=opportunity.pk).search_texts
    assert list(texts.values_list("title", flat=True)) == ["Astronomy"]


def test_what_is_unpublished_leaves_the_list_and_is_archived(staff):
    opportunity = listed()
    staff.post(reverse("wagtailsnippets_opportunities_opportunity:unpublish", args=[opportunity.pk]))
    opportunity.refresh_from_db()
    assert (opportunity.status, SearchRow.objects.exists()) == (Opportunity.Status.ARCHIVED, False)


def test_an_edit_by_hand_is_remembered(staff):
    opportunity = listed()
    edit(staff, opportunity, title="Astronomy", **{"action-publish": "1"})
    opportunity.refresh_from_db()
    assert opportunity.edited_at is not None


def test_what_a_deleted_session_said_is_found_no_more(staff):
    opportunity = listed()
    SessionFactory(opportunity=opportunity)
    session = opportunity.sessions.last()
    refresh([opportunity.pk])
    staff.post(reverse("wagtailsnippets_opportunities_session:delete", args=[session.pk]))
    assert [row.session_ids for row in SearchRow.objects.all()] == [[opportunity.sessions.get().pk]]
