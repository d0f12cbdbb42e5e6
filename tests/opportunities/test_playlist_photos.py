"""Pictures of their own that playlists and stops may have: put up on the desk, with words, shown to everybody."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from opportunities.models import Playlist
from tests.factories import CityFactory
from tests.opportunities.playlist_rows import a_playlist
from tests.opportunities.test_playlist_desk import a_form, curator_of, edit_address, signed_in

pytestmark = pytest.mark.django_db
SHOWS = "Children around a robot"


@pytest.fixture(autouse=True)
def _pictures_are_kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def curator():
    return curator_of(CityFactory())


def a_file(name: str = "robot.png", content: bytes = b"") -> SimpleUploadedFile:
    if not content:
        drawn = BytesIO()
        Image.new("RGB", (64, 48), "teal").save(drawn, "png")
        content = drawn.getvalue()
    return SimpleUploadedFile(name, content, "image/png")


def a_photo():
    return get_image_model().objects.create(title=SHOWS, description=SHOWS, file=a_file())


def test_a_picture_goes_to_the_collection_of_the_city_with_its_words(curator):
    playlist = a_playlist({})
    signed_in(curator).post(edit_address(playlist), a_form(photo=a_file(), photo_shows=SHOWS))
    playlist.refresh_from_db()
    assert (playlist.photo.description, playlist.photo.collection) == (SHOWS, playlist.city.desk.collection)


def test_a_stop_takes_a_picture_too(curator):
    playlist = a_playlist(state="draft")
    form = {"name_en": "Play", "needs": "1", "photo": a_file(), "photo_shows": SHOWS}
    signed_in(curator).post(reverse("desk-stop-new", args=[playlist.pk]), form)
    assert playlist.stops.get().photo.description == SHOWS


@pytest.mark.parametrize(
    ("name", "content"), [("robot.png", b"only words"), ("robot.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")]
)
def test_what_is_no_picture_is_refused_at_its_field_and_nothing_typed_is_lost(curator, name, content):
    form = a_form(name_en="Rewritten", photo=a_file(name, content), photo_shows=SHOWS)
    answer = signed_in(curator).post(edit_address(a_playlist({})), form)
    words = answer.content.decode()
    assert 'id="id_photo_error"' in words
    assert all(f'value="{typed}"' in words for typed in ("Rewritten", SHOWS))
    assert not get_image_model().objects.exists()


def test_a_picture_without_words_is_refused(curator):
    answer = signed_in(curator).post(edit_address(a_playlist({})), a_form(photo=a_file()))
    assert 'id="id_photo_shows_error"' in answer.content.decode()
    assert not get_image_model().objects.exists()


def test_a_picture_is_taken_away(curator):
    playlist = a_playlist({}, photo=a_photo())
    signed_in(curator).post(edit_address(playlist), a_form(photo_gone="on"))
    assert Playlist.objects.get().photo is None


def test_the_words_of_a_picture_are_mended(curator):
    playlist = a_playlist({}, photo=a_photo())
    signed_in(curator).post(edit_address(playlist), a_form(photo_shows="A robot"))
    assert Playlist.objects.get().photo.description == "A robot"


def test_a_curator_of_another_city_puts_up_nothing():
    other = signed_in(curator_of(CityFactory(slug="kaunas", name="Kaunas")))
    answer = other.post(edit_address(a_playlist({})), a_form(photo=a_file(), photo_shows=SHOWS))
    assert (answer.status_code, get_image_model().objects.exists()) == (404, False)


@pytest.mark.parametrize("where", ["/vilnius/playlists/", "/vilnius/playlists/way/"])
def test_pages_say_what_the_picture_of_a_playlist_shows(client, where):
    a_playlist({}, photo=a_photo())
    words = client.get(where).content.decode()
    assert f'alt="{SHOWS}"' in words
    assert 'type="image/avif"' in words


def test_the_page_says_what_the_picture_of_a_stop_shows(client):
    a_playlist({"photo": a_photo()})
    assert f'alt="{SHOWS}"' in client.get("/vilnius/playlists/way/").content.decode()


def test_the_number_of_questions_does_not_grow_with_pictures(client, django_assert_max_num_queries):
    a_playlist(*({"photo": a_photo()} for _ in range(6)), photo=a_photo())
    client.get("/vilnius/playlists/way/")  # makes the sizes
    with django_assert_max_num_queries(31):
        client.get("/vilnius/playlists/way/")
