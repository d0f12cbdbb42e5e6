"""The pages of a city: what each kind shows, to whom, how often it asks the database, and how long it is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, WorkflowPage

from cms.demo.texts import languages, plan, words
from cms.models import (
    CityDesk,
    LandingPage,
    MapPage,
    PartnerPage,
    PlaylistIndexPage,
    PlaylistPage,
    QuestionsPage,
    StoryIndexPage,
    StoryPage,
    ThemePage,
)
from cms.tasks import publish_scheduled
from opportunities.models import Playlist
from tests.cms.newsroom import a_home, a_listing, a_page, an_image, block
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

BODY = [
    block("text", "<p>Words</p>"),
    block("like_this", {"title": "Play", "filters": "interest=chess", "count": 4}),
    block("dates", {"title": "Soon", "filters": "", "count": 4}),
    block("map", {"title": "Where", "filters": "interest=chess"}),
]


@pytest.fixture
def home():
    return a_home()


def read(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client, page):
    """How often a page asks the database, when what it keeps for a while is kept."""
    client.get(page.url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page.url)
    return len(asked)


def a_playlist(home, slug="robots"):
    return Playlist.objects.create(city=home.city, slug=slug, names={"en": slug}, state=Playlist.State.PUBLISHED)


def more_of_everything(home, index):
    for number in range(6):
        a_listing(home, f"Chess {number}")
        a_playlist(home, f"way-{number}")
        story = StoryPage(title=f"Story {number}", slug=f"story-{number}", picture=an_image())
        index.add_child(instance=story)
        a_page(home, kind=ThemePage, slug=f"theme-{number}", picture=an_image())
        a_page(home, slug=f"page-{number}", show_in_menus=True)


@pytest.mark.parametrize(
    "kind",
    [
        "home",
        LandingPage,
        QuestionsPage,
        ThemePage,
        MapPage,
        PartnerPage,
        StoryIndexPage,
        StoryPage,
        PlaylistIndexPage,
        PlaylistPage,
    ],
)
def test_a_page_asks_the_database_no_more_often_when_there_is_more(client, home, kind):
    first = a_listing(home, "Chess for all")
    a_playlist(home)
    index = a_page(home, BODY, kind=StoryIndexPage, slug="stories")
    index.add_child(instance=StoryPage(title="First", slug="first", body=BODY, picture=an_image()))
    ways = a_page(home, BODY, kind=PlaylistIndexPage, slug="ways")
    fields = {
        ThemePage: {"filters": "interest=chess", "picks": [block("opportunity", first.pk)]},
        PartnerPage: {"provider": first.provider},
        PlaylistPage: {"playlist": Playlist.objects.first()},
    }
    if kind == "home":
        page = home
    elif kind is StoryIndexPage:
        page = index
    elif kind is PlaylistIndexPage:
        page = ways
    elif kind is StoryPage:
        page = StoryPage.objects.get()
    else:
        page = a_page(ways if kind is PlaylistPage else home, BODY, kind=kind, slug="it", **fields.get(kind, {}))
    before = queries(client, page)
    more_of_everything(home, index)
    read(client, page)  # pictures of new cards get their sizes
    assert queries(client, page) <= before + 4  # an empty list has no pictures and stops to look up


def test_ten_live_blocks_ask_for_cards_together(client, home):
    a_listing(home, "Chess for all")
    block_of = {"title": "Play", "filters": "interest=chess", "count": 4}
    one = a_page(home, [block("like_this", block_of)], slug="one")
    ten = a_page(home, [block("like_this", {**block_of, "title": str(n)}) for n in range(10)], slug="ten")
    cards = [sum("opportunities_session" in q["sql"] for q in captured(client, page)) for page in (one, ten)]
    assert cards[0] == cards[1]


def captured(client, page):
    with CaptureQueriesContext(connection) as asked:
        client.get(page.url)
    return asked.captured_queries


def test_the_home_shows_interests_stories_and_themes(client, home):
    a_listing(home, "Chess for all", "chess")
    index = a_page(home, kind=StoryIndexPage, slug="stories")
    a_page(index, kind=StoryPage, slug="roof", title="A roof for the stars")
    a_page(home, kind=ThemePage, slug="summer", title="Summer by the river")
    shown = read(client, home)
    for expected in ("Chess", "A roof for the stars", "Summer by the river", "data-map-strip"):
        assert expected in shown


def test_a_theme_shows_what_was_picked_first_and_once(client, home):
    a_listing(home, "Chess found")
    picked = a_listing(home, "Chess picked")
    page = a_page(home, kind=ThemePage, filters="interest=chess", picks=[block("opportunity", picked.pk)])
    shown = read(client, page)
    assert shown.index("Chess picked") < shown.index("Chess found")
    assert shown.count(">Chess picked</a>") == 1


def test_what_was_picked_and_is_no_longer_published_is_left_out(client, home):
    picked = a_listing(home, "Chess picked")
    page = a_page(home, kind=ThemePage, picks=[block("opportunity", picked.pk)])
    type(picked).objects.update(status="draft", live=False)
    picked.search_rows.all().delete()
    assert "Chess picked" not in read(client, page)


def test_a_partner_shows_what_it_offers(client, home):
    offer = a_listing(home, "Chess for all")
    assert "Chess for all" in read(client, a_page(home, kind=PartnerPage, provider=offer.provider))


def test_a_page_that_nobody_has_published_is_not_there(client, home):
    page = a_page(home, slug="secret")
    page.unpublish()
    assert client.get("/vilnius/secret/").status_code == 404


def test_a_page_is_kept_for_a_minute_by_everybody_and_asked_for_again_cheaply(client, home):
    answer = client.get(home.url)
    assert "public" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert client.get(home.url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_an_editor_publishes_is_seen_at_once(client, home):
    page = a_page(home, [block("text", "<p>Before</p>")])
    answer = client.get(page.url)
    page.body = [("text", page.body[0].block.to_python("<p>After</p>"))]
    page.save_revision().publish()
    again = client.get(page.url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    assert "After" in again.content.decode()


def test_a_signed_in_editor_is_given_pages_that_nobody_keeps(client, home):
    client.force_login(UserFactory())
    answer = client.get(home.url)
    assert "public" not in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_a_page_that_moves_leads_to_where_it_has_gone(client, home, django_capture_on_commit_callbacks):
    page = a_page(home, slug="old")
    page.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert Redirect.objects.exists()
    answer = client.get("/vilnius/old/")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/vilnius/new/")


def test_a_page_is_published_when_its_hour_comes_and_taken_down_when_it_is_over(client, home):
    page = LandingPage(title="Later", slug="later", live=False, go_live_at=timezone.now() - timedelta(minutes=1))
    home.add_child(instance=page)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled(0)
    assert client.get("/vilnius/later/").status_code == 200
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled(0)
    assert client.get("/vilnius/later/").status_code == 404


def test_what_is_submitted_in_a_city_waits_for_its_editors(home):
    workflow = WorkflowPage.objects.get(page=home).workflow
    groups = {group for task in workflow.tasks for group in task.specific.groups.all()}
    assert groups == {CityDesk.objects.get(city=home.city).editors}


def test_the_demonstration_has_words_for_all_that_is_planned():
    for slug, planned in plan().items():
        if slug == "shared":
            continue
        assert "en" in languages(slug)
        assert len(languages(slug)) == 2
        for language in languages(slug):
            said = words(slug, language, city=slug)
            assert planned["stories"].keys() == said["stories"].keys()


# Filters at the desk


def editor_of(home, client):
    user = UserFactory()
    user.groups.add(CityDesk.objects.get(city=home.city).editors)
    client.force_login(user)


def test_an_editor_is_told_how_much_filters_find(client, home):
    a_listing(home, "Chess for all")
    editor_of(home, client)
    answer = client.get("/admin/filters/found/", {"page": home.pk, "query": "interest=chess"})
    assert answer.json()["total"] == 1


def test_filters_that_find_nothing_are_no_error(client, home):
    editor_of(home, client)
    answer = client.get("/admin/filters/found/", {"page": home.pk, "query": "interest=nothing&age=x"})
    assert answer.status_code == 200
    assert answer.json()["total"] == 0


def test_the_form_of_filters_is_that_of_the_public_page(client, home):
    a_listing(home, "Chess for all")
    editor_of(home, client)
    shown = client.get("/admin/filters/", {"page": home.pk, "interest": "chess"}).content.decode()
    assert 'name="interest" value="chess" checked' in shown


@pytest.mark.parametrize("address", ["/admin/filters/", "/admin/filters/found/"])
@pytest.mark.parametrize("page", ["", "x", "²", "99999999999999999999", "1"])
def test_filters_of_no_page_of_ones_own_are_not_there(client, home, address, page):
    editor_of(home, client)
    assert client.get(address, {"page": page}).status_code == 404


@pytest.mark.parametrize("address", ["/admin/filters/", "/admin/filters/found/"])
def test_filters_of_another_city_are_not_there(client, home, address):
    other = a_home("kaunas")
    editor_of(home, client)
    assert client.get(address, {"page": other.pk}).status_code == 404


@pytest.mark.parametrize("what", ["opportunity", "provider", "playlist"])
def test_an_editor_chooses_among_what_is_public_in_their_city(client, home, what):
    other = a_home("kaunas")
    for place, name in ((home, "Own"), (other, "Foreign")):
        a_listing(place, name)
        a_playlist(place, name.lower())
    editor_of(home, client)
    shown = client.get(f"/admin/choose_{what}/").content.decode().lower()
    assert "own" in shown
    assert "foreign" not in shown


def test_the_size_of_a_picture_is_given_and_the_upload_is_not(client):
    assert client.get("/media/original_images/board.png").status_code == 404
    assert client.get("/media/images/..%2foriginal_images%2fboard.png").status_code == 404


def test_a_page_can_be_previewed_in_a_frame_beside_its_form(client, home):
    page = a_page(home, BODY)
    editor_of(home, client)
    assert client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200
    preview = page.make_preview_request(client.get(f"/admin/pages/{page.pk}/edit/").wsgi_request, "")
    assert preview.status_code == 200
    assert "Content-Security-Policy" not in preview.headers


@pytest.mark.parametrize("slug", ["explore", "playlists", "cards"])
def test_a_page_cannot_hide_behind_an_address_of_the_city(home, slug):
    with pytest.raises(ValidationError, match="uses this address"):
        home.add_child(instance=LandingPage(title="Hidden", slug=slug))
