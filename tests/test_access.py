"""Who may open what. Every address of the project is declared here; an undeclared one fails the first test.

Anonymous, signed-in, the people of this city, those of another, and platform staff are the columns. Learners,
guardians, providers and assessors get columns of their own with the roles that tell them apart; until then each is a
signed-in person. What editors see of other cities in the admin: tests/cms/test_admin_walk.py.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import Collection

from cms.models import CityDesk
from opportunities.models import Opportunity, Playlist
from opportunities.search.table import refresh
from people.models import User
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, UserFactory
from tests.opportunities.playlist_rows import a_playlist

pytestmark = pytest.mark.django_db

# Name of the address: what each column gets for something published, and for a draft.
EVERYBODY = (200,) * 5
NOT_THERE = (404,) * 5
LED_ON = (302,) * 5  # the city has no page of its own
NOBODY_BUT_PLATFORM = (404, 404, 404, 404, 200)
SIGN_IN = (302, 200, 200, 200, 200)
SIGN_IN_AS_AUTHOR = (302, 404, 200, 404, 200)
ONLY_SENT_TO = (302, 405, 405, 405, 405)  # tests/opportunities/test_playlist_desk.py sends to them
NOT_ABOUT_ONE_LISTING = None
MATRIX = {
    "home": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "city": (LED_ON, NOT_ABOUT_ONE_LISTING),
    "look": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "picture": (NOT_THERE, NOT_ABOUT_ONE_LISTING),
    "wagtail_serve": (NOT_THERE, NOT_ABOUT_ONE_LISTING),  # pages of editors: tests/cms/test_pages_of_editors.py
    "explorer": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "view": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "cards": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "suggest": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "areas": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "reach": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "changes": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "calendar": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "places": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "sheet": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "code": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "print": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "snapshot": (NOT_THERE, NOT_ABOUT_ONE_LISTING),
    "robots": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "sitemap": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "sitemap-part": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "page-picture": (NOT_THERE, NOT_ABOUT_ONE_LISTING),
    "opportunity-picture": (EVERYBODY, NOT_THERE),
    "api-root": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "openapi-json": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "api-cities": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "api-list": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "api-changes": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "api-terms": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "api-opportunity": (EVERYBODY, NOT_THERE),
    "opportunity": (EVERYBODY, NOBODY_BUT_PLATFORM),
    "opportunity-calendar": (EVERYBODY, NOBODY_BUT_PLATFORM),
    "opportunity-report": (EVERYBODY, NOBODY_BUT_PLATFORM),
    "provider": (EVERYBODY, NOT_THERE),
    "playlists": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "playlist": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "playlist-calendar": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "playlist-propose": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "playlist-invitation": (NOT_THERE, NOT_ABOUT_ONE_LISTING),
    "desk-playlists": (SIGN_IN, NOT_ABOUT_ONE_LISTING),
    "desk-playlist-new": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "desk-playlist": (SIGN_IN_AS_AUTHOR, NOT_ABOUT_ONE_LISTING),
    "desk-playlist-state": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "desk-playlist-decide": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "desk-playlist-authors": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "desk-find": (SIGN_IN_AS_AUTHOR, NOT_ABOUT_ONE_LISTING),
    "desk-stop-new": (SIGN_IN_AS_AUTHOR, NOT_ABOUT_ONE_LISTING),
    "desk-stop-count": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "desk-stop": (SIGN_IN_AS_AUTHOR, NOT_ABOUT_ONE_LISTING),
    "desk-stop-move": (ONLY_SENT_TO, NOT_ABOUT_ONE_LISTING),
    "embed": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "embed-builder": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "tile": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "tiles": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "basemap-style": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
    "basemap-archive": (NOT_THERE, NOT_ABOUT_ONE_LISTING),
    "basemap-areas": (EVERYBODY, NOT_ABOUT_ONE_LISTING),
}
API = {
    "api-root",
    "openapi-json",
    "api-cities",
    "api-list",
    "api-changes",
    "api-terms",
    "api-opportunity",
}  # in a namespace
MARKER = "Zuikis-draft-marker"


def own_names() -> set[str]:
    """The names of the project's addresses: Wagtail's admin and documents have tests of their own there."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver) and pattern.app_name not in {"wagtailadmin"}:
                module = getattr(pattern.urlconf_name, "__name__", "")
                if not module.startswith("wagtail"):
                    yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                yield pattern

    return {pattern.name for pattern in walk(get_resolver().url_patterns)}


def test_every_address_is_declared():
    assert own_names() == set(MATRIX)


def people_of(slug: str) -> User:
    """Somebody who edits and curates that city."""
    city = CityFactory(slug=slug)
    groups = {role: Group.objects.create(name=f"{slug}: {role}") for role in ("editors", "curators")}
    CityDesk.objects.create(city=city, collection=Collection.get_first_root_node(), **groups)
    user = UserFactory()
    user.groups.set(groups.values())
    return user


@pytest.fixture
def visitors(client):
    """Clients of the columns, in their order."""
    people = [UserFactory(), people_of("vilnius"), people_of("kaunas"), UserFactory(is_staff=True, is_superuser=True)]
    clients = [Client() for _ in people]
    for one, user in zip(clients, people, strict=True):
        one.force_login(user)
    return [client, *clients]


def listing(*, published: bool) -> Opportunity:
    draft = {"status": "draft", "live": False, "published_at": None}
    opportunity = OpportunityFactory(**({} if published else draft))
    TextFactory(opportunity=opportunity, title=MARKER)
    today = timezone.localdate()
    SessionFactory(opportunity=opportunity, starts_on=today, ends_on=today + timedelta(days=30))
    refresh([opportunity.pk])
    return opportunity


def address(name: str, opportunity: Opportunity) -> str:
    arguments = {
        "home": [],
        "city": ["vilnius"],
        "look": ["vilnius"],
        "picture": ["none.jpeg"],
        "wagtail_serve": ["no-city/no-page/"],
        "explorer": ["vilnius"],
        "view": ["vilnius"],
        "cards": ["vilnius"],
        "suggest": ["vilnius"],
        "areas": ["vilnius"],
        "reach": ["vilnius"],
        "changes": ["vilnius"],
        "calendar": ["vilnius"],
        "places": ["vilnius"],
        "sheet": ["vilnius"],
        "code": ["vilnius"],
        "print": ["vilnius"],
        "snapshot": ["00000000-0000-4000-8000-000000000000"],
        "robots": [],
        "sitemap": [],
        "sitemap-part": ["opportunities"],
        "page-picture": [987_654_321],
        "api-root": [],
        "openapi-json": [],
        "api-cities": [],
        "api-terms": [],
        "api-list": ["vilnius"],
        "api-changes": ["vilnius"],
        "opportunity": [opportunity.pk, opportunity.slug],
        "provider": [opportunity.provider.pk, opportunity.provider.slug],
        "playlists": ["vilnius"],
        "playlist": ["vilnius", "way"],
        "playlist-calendar": ["vilnius", "way"],
        "playlist-propose": ["vilnius"],
        "playlist-invitation": ["made-up"],
        "desk-playlists": [],
        "desk-playlist-new": [],
        "embed": ["vilnius"],
        "embed-builder": ["vilnius"],
        "tile": [9, 291, 162],
        "tiles": [],
        "basemap-style": ["light", "en"],
        "basemap-archive": ["nothing"],
        "basemap-areas": [10, 583, 328],
    }
    if "playlist" in name or name.startswith("desk-"):
        made = Playlist.objects.filter(slug="way").first()
        playlist = made or a_playlist({"opportunities": [opportunity] if name == "playlist" else []})
        arguments |= {one: [playlist.pk] for one in MATRIX if one.startswith("desk-") and one not in arguments}
        arguments |= {one: [playlist.pk, playlist.stops.get().pk] for one in ("desk-stop", "desk-stop-move")}
        arguments["desk-find"] = [playlist.pk, "opportunities"]
    queries = {
        "view": "?view=20,50,30,60&zoom=8",
        "suggest": f"?q={MARKER[:6]}",
        "tile": "?city=vilnius",
        "tiles": "?city=vilnius",
    }
    return reverse(f"api:{name}" if name in API else name, args=arguments.get(name, [opportunity.pk])) + queries.get(
        name, ""
    )


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_what_is_published_is_open_as_declared(name, visitors):
    where = address(name, listing(published=True))
    assert tuple(visitor.get(where).status_code for visitor in visitors) == MATRIX[name][0]


@pytest.mark.parametrize("name", sorted(name for name, rights in MATRIX.items() if rights[1]))
def test_a_draft_is_not_there_for_others(name, visitors):
    where = address(name, listing(published=False))
    assert tuple(visitor.get(where).status_code for visitor in visitors) == MATRIX[name][1]


# The doors that say what is listed; the others have no titles to tell.
TELLING = (
    "api-list", "calendar", "cards", "changes", "embed", "explorer", "places", "playlist", "print", "sheet", "suggest",
    "tile", "view",
)  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_what_is_published_is_named(name, client):
    """The control: these doors would tell of a draft."""
    assert MARKER.encode() in client.get(address(name, listing(published=True))).getvalue()


@pytest.mark.parametrize("name", sorted(name for name, rights in MATRIX.items() if not rights[1]))
@pytest.mark.parametrize("was_published", [False, True])
def test_a_draft_is_named_at_no_door(name, was_published, visitors):
    opportunity = listing(published=was_published)
    Opportunity.objects.update(status="draft", live=False)
    refresh([opportunity.pk])
    where = address(name, opportunity)
    assert all(MARKER.encode() not in visitor.get(where).getvalue() for visitor in visitors)


def test_the_admin_asks_who_one_is(client):
    assert client.get("/admin/").status_code == 302


def test_the_admin_turns_away_those_without_a_role(visitors):
    _anonymous, signed_in, *_rest = visitors
    turned_away = signed_in.get("/admin/snippets/opportunities/opportunity/", follow=True)
    assert turned_away.request["PATH_INFO"] == "/admin/login/"
