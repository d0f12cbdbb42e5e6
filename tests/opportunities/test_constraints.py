"""What the database refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from opportunities.models import Opportunity, Placement, Programme
from tests.factories import OpportunityFactory, ProviderFactory, SessionFactory, TextFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_age": 12, "max_age": 9},
        {"max_age": 200},
        {"price": -1},
        {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 1, 1)},
        {"capacity": 3, "places_left": 4},
        {"weekdays": [0]},
        {"weekdays": [8]},
        {"delivery": "online"},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_a_session_that_makes_no_sense(wrong):
    with pytest.raises(IntegrityError):
        SessionFactory(**wrong)


def test_the_refusal_is_said_in_words():
    session = SessionFactory.build(min_age=12, max_age=9)
    with pytest.raises(ValidationError, match="The youngest age is above the oldest"):
        session.validate_constraints()


@pytest.mark.parametrize(("field", "value"), [("time_zone", "Mars/Base"), ("rrule", "EVERY TUESDAY")])
def test_a_schedule_that_cannot_be_kept_is_refused_at_its_field(field, value):
    session = SessionFactory.build(**{field: value})
    with pytest.raises(ValidationError) as refusal:
        session.clean()
    assert list(refusal.value.message_dict) == [field]


def test_a_point_without_saying_how_exact():
    with pytest.raises(IntegrityError):
        VenueFactory(placement=Placement.NONE)


def test_a_row_of_a_source_twice():
    ProviderFactory(source="register", source_id="1")
    with pytest.raises(IntegrityError):
        ProviderFactory(source="register", source_id="1")


def test_rows_typed_in_by_hand_need_no_number():
    assert ProviderFactory.create_batch(2)


def test_a_source_without_a_number():
    with pytest.raises(IntegrityError):
        ProviderFactory(source="register")


def test_one_registration_code_twice_in_a_city():
    ProviderFactory(registration_code="300000001")
    with pytest.raises(IntegrityError):
        ProviderFactory(registration_code="300000001")


def test_live_that_is_not_published():
    opportunity = OpportunityFactory()
    with pytest.raises(IntegrityError):
        Opportunity.objects.filter(pk=opportunity.pk).update(live=False)


def test_two_texts_in_one_language():
    text = TextFactory()
    with pytest.raises(IntegrityError):
        TextFactory(opportunity=text.opportunity)


def test_a_text_without_a_title():
    with pytest.raises(IntegrityError):
        TextFactory(title="")


def test_a_decision_that_nobody_signed():
    with pytest.raises(IntegrityError):
        Programme.objects.create(opportunity=OpportunityFactory(), register_number="1", decision="positive")


@pytest.mark.parametrize(("until", "fundable"), [(None, True), (date(2999, 1, 1), True), (date(2020, 6, 1), False)])
def test_a_decision_counts_until_its_last_day(until, fundable):
    programme = Programme.objects.create(
        opportunity=OpportunityFactory(),
        register_number="1",
        decision="positive",
        decided_on=date(2020, 1, 1),
        decided_by="Body",
        valid_until=until,
    )
    assert programme.is_fundable is fundable


def test_one_address_of_a_person_in_another_case():
    UserFactory(email="rasa@example.org")
    with pytest.raises(IntegrityError):
        UserFactory(email="Rasa@example.org")
