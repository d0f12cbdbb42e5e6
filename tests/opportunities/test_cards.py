"""What a list says of an opportunity without making it."""

import pytest
from django.utils.translation import override

from opportunities.addresses import address
from opportunities.models import SearchRow
from opportunities.search.table import refresh
from opportunities.selectors.cards import cards
from tests.factories import OpportunityFactory, SessionFactory, TextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """An opportunity with a Lithuanian text, its original, and a Spanish one."""
    opportunity = OpportunityFactory(original_language="lt")
    for language, title in (("es", "Dibujo"), ("lt", "Piešimas tyloje")):
        TextFactory(opportunity=opportunity, language=language, title=title)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    return opportunity


@pytest.mark.parametrize("language", ["en", "lt"])
def test_an_address_made_of_number_and_name_is_that_of_the_object(listed, language):
    with override(language):
        assert address("opportunity", listed.pk, listed.title) == listed.get_absolute_url()
        assert address("provider", listed.provider.pk, listed.provider.name) == listed.provider.get_absolute_url()


@pytest.mark.parametrize(("language", "title", "told"), [
    ("lt", "Piešimas tyloje", ""),
    ("es", "Dibujo", ""),
    ("en", "Piešimas tyloje", "lt"),
])  # fmt: skip
def test_a_card_has_the_title_of_the_page_else_the_original_and_says_its_language(listed, language, title, told):
    with override(language):
        (card,) = cards(SearchRow.objects.all())
    assert (card.title, card.language) == (title, told)


def test_cards_take_three_queries_however_many_there_are(listed, django_assert_num_queries):
    for _ in range(3):
        another = OpportunityFactory(city=listed.city)
        SessionFactory(opportunity=another)
        refresh([another.pk])
    rows = list(SearchRow.objects.values_list("pk", flat=True))
    cards(rows)  # what cards have in common is kept
    with django_assert_num_queries(3):
        assert [card.row for card in cards(rows[::-1])] == rows[::-1]
