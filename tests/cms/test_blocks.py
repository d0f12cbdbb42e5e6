"""Blocks of pages: each shows what it holds, and one that is broken never takes a page with it."""

import json
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks import StructBlock

from cms.blocks import Body
from cms.blocks.filters import tidy
from cms.blocks.soundness import is_sound, sound_children
from cms.models import CallToAction, Funder
from opportunities.models import Playlist
from tests.cms.newsroom import a_home, a_listing, a_page, an_image, block
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_home()


def read(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "<p>Twelve <b>chairs</b></p>", "<b>chairs</b>"),
        ("quote", {"words": "Stay.", "who": "Ieva"}, "<blockquote><p>Stay.</p>"),
        ("steps", {"title": "How", "steps": [{"title": "Ring", "text": "<p>Twice.</p>"}]}, "Ring"),
        ("questions", {"questions": [{"question": "Why?", "answer": "<p>Because.</p>"}]}, "Because."),
        ("action", {"title": "Go", "label": "To the map", "link": "/vilnius/"}, 'href="/vilnius/"'),
        ("cards", {"cards": [{"title": "Camps", "link": "/camps/"}]}, 'href="/camps/"'),
        ("figures", {"title": "In figures"}, "organisations"),
        ("map", {"title": "Where", "filters": ""}, "data-map-strip"),
        ("dates", {"title": "Soon", "filters": "", "count": 3}, "No dates are known yet."),
    ],
)
def test_a_block_shows_what_it_holds(client, home, kind, value, expected):
    assert expected in read(client, a_page(home, [block(kind, value)]))


def test_a_live_block_shows_what_its_filters_find_and_nothing_else(client, home):
    a_listing(home, "Chess for all", "chess")
    a_listing(home, "Choir for all", "choir")
    page = a_page(home, [block("like_this", {"title": "Play", "filters": "interest=chess", "count": 4})])
    shown = read(client, page)
    assert "Chess for all" in shown
    assert "Choir for all" not in shown


def test_a_picture_is_offered_in_small_formats_with_its_words(client, home):
    image = an_image()
    value = {"picture": {"image": image.pk, "alt_text": "A board", "decorative": False}, "caption": "", "credit": ""}
    shown = read(client, a_page(home, [block("picture", value)]))
    assert "image/avif" in shown
    assert "image/webp" in shown
    assert 'alt="A board"' in shown


def test_a_picture_without_words_is_refused():
    body = Body().child_blocks["picture"]
    value = body.to_python({"picture": {"image": an_image().pk, "alt_text": "", "decorative": False}})
    with pytest.raises(ValidationError):
        body.clean(value)


def test_a_video_asks_nothing_from_elsewhere(client, home):
    image = {"image": an_image().pk, "alt_text": "A stage", "decorative": False}
    value = {"title": "The play", "link": "https://video.example/watch?v=1", "picture": image}
    shown = read(client, a_page(home, [block("video", value)]))
    assert 'href="https://video.example/watch?v=1"' in shown
    assert "<iframe" not in shown
    assert 'src="https://' not in shown


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//elsewhere.example/", "/\\elsewhere.example", "data:text/html,x"]
)
def test_a_button_leads_to_the_web_or_to_this_site_only(link):
    action = Body().child_blocks["action"]
    with pytest.raises(ValidationError):
        action.clean(action.to_python({"title": "Go", "label": "Go", "link": link}))


def test_a_shared_call_is_shown_where_it_was_chosen(client, home):
    call = CallToAction.objects.create(title="Volunteer!", label="How", link="/how/", locale=home.locale)
    assert "Volunteer!" in read(client, a_page(home, [block("shared_action", {"action": call.pk})]))


# What is left of a page when something it shows has gone.

AFTER = block("text", "<p>Still here</p>")


@pytest.mark.parametrize(
    "broken",
    [
        block("no-such-block", {"x": 1}),
        {"type": "quote"},
        {"value": "x"},
        "quote",
        None,
        block("quote", "not a struct"),
        block("quote", {"words": ["a", "list"]}),
        block("steps", {"steps": {"not": "a list"}}),
        block("steps", {"steps": [{"type": "item", "value": {"title": "no id"}}]}),
        block("picture", {"picture": {"image": 987_654, "alt_text": "gone"}}),
        block("picture", {"picture": None}),
        block("picture", {"picture": "9"}),
        block("playlist", {"playlist": 987_654}),
        block("spotlight", {"provider": 987_654, "words": "Gone"}),
        block("spotlight", {"provider": 10**30, "words": "Too large"}),
        block("funders", {"funders": [987_654]}),
        block("shared_action", {"action": 987_654}),
        block("cards", {"cards": [{"title": "Gone", "page": 987_654, "picture": None}]}),
        block("like_this", {"title": "None", "filters": "interest=no-such&age=x&bbox=1", "count": None}),
        block("map", {"title": None, "filters": None}),
        block("video", {}),
        block("figures", None),
    ],
)
def test_a_broken_block_leaves_the_rest_of_the_page(client, home, broken):
    page = a_page(home, [AFTER])
    store(page, [broken, AFTER])
    assert "Still here" in read(client, page)


@pytest.mark.parametrize("body", ['{"a": 1}', "5", "null", '"words"', "[[]]", "[1, 2]", '[["text", "x"]]'])
def test_a_body_that_is_no_list_of_blocks_leaves_the_page(client, home, body):
    page = a_page(home, [AFTER])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cms_landingpage SET body = %s::jsonb WHERE page_ptr_id = %s", [body, page.pk])
    assert page.title in read(client, page)


def store(page, body):
    """Write a body past every check."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cms_landingpage SET body = %s::jsonb WHERE page_ptr_id = %s", [json.dumps(body), page.pk]
        )


def test_a_deleted_picture_leaves_the_page(client, home):
    image = an_image()
    page = a_page(home, [block("picture", {"picture": {"image": image.pk, "alt_text": "x"}}), AFTER], picture=image)
    image.delete()
    assert "Still here" in read(client, page)


def test_a_playlist_that_is_taken_down_is_not_shown(client, home):
    playlist = Playlist.objects.create(
        city=home.city, slug="robots", names={"en": "My first robot"}, state=Playlist.State.PUBLISHED
    )
    page = a_page(home, [block("playlist", {"playlist": playlist.pk}), AFTER])
    assert "My first robot" in read(client, page)
    Playlist.objects.update(state=Playlist.State.DRAFT)
    a_page(home, slug="another")  # an editor does something: the kept page is looked at anew
    shown = read(client, page)
    assert "My first robot" not in shown
    assert "Still here" in shown


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["type", "value", "id", "title", "words", "steps", "cards", "picture", "image", "filters", "page", "count"]
    ), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
any_block = st.fixed_dictionaries({"type": st.sampled_from([*Body().child_blocks, "gone"]), "value": any_json})


@given(st.lists(any_block | any_json, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_stream_whatever_breaks_a_body(raw):
    body = Body()
    context = {"page": SimpleNamespace(city=CityFactory())}
    assert isinstance(str(body.render(body.to_python(raw), context)), str)


@given(any_json)
def test_what_is_sound_can_be_read(raw):
    for name, child in Body().child_blocks.items():
        if isinstance(child, StructBlock) and is_sound(child, raw):
            assert sound_children(Body(), [{"type": name, "value": raw}])


@given(st.text(max_size=40))
def test_tidied_filters_stay_as_they_are_when_tidied_again(text):
    assert tidy(tidy(text)) == tidy(text)


def test_a_whole_address_pasted_as_filters_is_understood():
    assert tidy("https://learnmap.example/vilnius/explore/?interest=chess&age=9&q=") == "interest=chess&age=9"


def test_every_block_can_be_looked_at_before_it_is_chosen(client, admin_client, home):
    a_listing(home, "Chess for all")
    for name, child in Body().child_blocks.items():
        assert child.is_previewable, name
        value = child.get_preview_value()
        context = child.get_preview_context(value, {"bound_block": child.bind(value), "block_def": child})
        shown = render_to_string(child.get_preview_template(value, context), context)
        assert f"block--{name}" in shown
        assert child.get_description(), name


def test_a_funder_without_a_logo_is_named(client, home):
    funder = Funder.objects.create(name="Neighbour Fund")
    assert "Neighbour Fund" in read(client, a_page(home, [block("funders", {"funders": [funder.pk]})]))
