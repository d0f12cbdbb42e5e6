"""Wrong passwords are counted for one account from one address."""

import pytest
from django.test import Client

from cms.signing_in import MOST_WRONG
from people.models import User

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "four-plain-words-here", "not-this-one"


@pytest.fixture(autouse=True)
def _staff():
    for name in ("one", "two"):
        User.objects.create_superuser(f"{name}@example.org", RIGHT)


def signs_in(name: str, password: str, address: str = "192.0.2.1") -> bool:
    answer = Client(REMOTE_ADDR=address).post(
        "/admin/login/", {"username": f"{name}@example.org", "password": password}
    )
    return answer.status_code == 302


def fail(times: int) -> None:
    for _ in range(times):
        assert not signs_in("one", WRONG)


def test_a_few_wrong_passwords_are_forgiven():
    fail(MOST_WRONG - 1)
    assert signs_in("one", RIGHT)
    fail(MOST_WRONG - 1)
    assert signs_in("one", RIGHT)


def test_after_too_many_not_even_the_right_one_helps():
    fail(MOST_WRONG)
    assert not signs_in("one", RIGHT)
    assert not signs_in("ONE", RIGHT)


def test_others_at_the_same_address_and_the_same_person_elsewhere_are_not_locked_out():
    fail(MOST_WRONG)
    assert signs_in("two", RIGHT)
    assert signs_in("one", RIGHT, address="192.0.2.2")
