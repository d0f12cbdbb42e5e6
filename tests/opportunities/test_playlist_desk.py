"""Who may write a playlist and how: the people of its city, those they invite, and young people who propose one."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection

from cms.models import CityDesk
from cms.playlist_screens import playlists_item
from opportunities.models import Playlist, PlaylistInvitation
from opportunities.playlist_forms import SALT
from opportunities.services.playlist_invitations import accept, invite, read_token, send_invitation, token_of, withdraw
from opportunities.services.playlist_proposals import MOST_AN_HOUR, Wish, decide_proposal, propose_playlist, send_answer
from opportunities.services.playlists import move_stop, obstacles, publish_playlist, remove_stop
from people.models import User
from tests.factories import CityFactory, InterestFactory, UserFactory
from tests.opportunities.playlist_rows import a_playlist, an_activity

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"  # noqa: S105


def curator_of(city) -> User:
    desk = CityDesk.objects.filter(city=city).first() or CityDesk.objects.create(
        city=city,
        collection=(Collection.get_first_root_node() or Collection.add_root(name="Root")).add_child(name=city.name),
        editors=Group.objects.create(name=f"Editors of {city}"),
        curators=Group.objects.create(name=f"Curators of {city}"),
    )
    user = UserFactory()
    user.groups.add(desk.curators)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def curator() -> User:
    return curator_of(CityFactory())


def edit_address(playlist: Playlist) -> str:
    return reverse("desk-playlist", args=[playlist.pk])


def a_form(**more: str) -> dict[str, str]:
    return {"name_en": "The way", "slug": "way", "weeks": "12", **more}


def test_a_curator_edits_the_playlists_of_the_own_city(curator):
    playlist = a_playlist({})
    signed_in(curator).post(edit_address(playlist), a_form(name_lt="Kelias", badge_en="Walker", min_age="10"))
    playlist.refresh_from_db()
    assert (playlist.names, playlist.badges, playlist.min_age) == (
        {"lt": "Kelias", "en": "The way"},
        {"en": "Walker"},
        10,
    )


@pytest.mark.parametrize("address", ["desk-playlist", "desk-stop-new", "desk-playlist-state", "desk-playlist-authors"])
def test_a_curator_of_another_city_finds_nothing_there(address):
    other = signed_in(curator_of(CityFactory(slug="kaunas", name="Kaunas")))
    where = reverse(address, args=[a_playlist({}).pk])
    assert {other.get(where).status_code, other.post(where, {"action": "delete"}).status_code} <= {404, 405}
    assert Playlist.objects.exists()


def test_a_draft_is_seen_by_its_authors_only(curator, client):
    playlist = a_playlist({}, state="draft")
    address = playlist.get_absolute_url()
    assert [one.get(address).status_code for one in (client, signed_in(curator))] == [404, 200]


@pytest.mark.parametrize("state", ["draft", "proposed", "declined"])
def test_what_is_not_published_is_in_no_list(state, client):
    a_playlist({}, state=state, names={"en": "Secret way"})
    assert "Secret way" not in client.get("/vilnius/playlists/").content.decode()


def test_a_new_playlist_is_a_draft_with_a_name_in_addresses(curator):
    signed_in(curator).post(reverse("desk-playlist-new"), {"city": "vilnius", "name": "Į sceną"})
    playlist = Playlist.objects.get()
    assert (playlist.slug, playlist.state, playlist.owner) == ("i-scena", "draft", curator)


def test_a_stop_is_built_from_what_is_ticked(curator):
    chess, interest = an_activity(), InterestFactory(slug="chess")
    playlist = a_playlist(state="draft")
    form = {"name_en": "Play", "needs": "1", "opportunities": [chess.pk], "interests": [interest.pk]}
    signed_in(curator).post(reverse("desk-stop-new", args=[playlist.pk]), form)
    stop = playlist.stops.get()
    assert (stop.label, [*stop.opportunities.all()], [*stop.interests.all()]) == ("Play", [chess], [interest])


@pytest.mark.parametrize(
    "form", [{}, {"name_en": "x" * 500}, {"name_en": "Play", "needs": "9"}, {"name_en": "Play", "interests": ["no"]}]
)
def test_a_stop_that_makes_no_sense_is_said_and_not_kept(curator, form):
    playlist = a_playlist(state="draft")
    answer = signed_in(curator).post(reverse("desk-stop-new", args=[playlist.pk]), form)
    assert (answer.status_code, playlist.stops.exists()) == (200, False)
    assert "field__error" in answer.content.decode()


def test_how_much_meets_a_stop_is_told_while_it_is_built(curator):
    an_activity(interests=["chess"])
    where = reverse("desk-stop-count", args=[a_playlist({}).pk])
    answer = signed_in(curator).post(where, {"interests": [InterestFactory(slug="chess").pk], "needs": "²"})
    assert answer.json() == {"words": "1 activity can be joined here now"}


def test_activities_are_found_by_a_part_of_their_title(curator):
    an_activity("Šachmatai vakare")
    where = reverse("desk-find", args=[a_playlist({}).pk, "opportunities"])
    assert "Šachmatai vakare" in signed_in(curator).get(where, {"q": "sachm"}).content.decode()


def test_no_draft_is_named_to_who_guesses_its_number(curator):
    draft = an_activity("Hidden chess", status="draft", live=False, published_at=None)
    where = reverse("desk-stop-new", args=[a_playlist({}).pk])
    answer = signed_in(curator).post(where, {"find": "1", "opportunities": [draft.pk]})
    assert "Hidden chess" not in answer.content.decode()


def test_stops_change_places():
    playlist = a_playlist({}, {}, {})
    move_stop(stop=playlist.stops.get(position=3), by=-1)
    assert [stop.label for stop in playlist.stops.all()] == ["Stop 1", "Stop 3", "Stop 2"]


def test_the_first_stop_cannot_go_up():
    playlist = a_playlist({}, {})
    move_stop(stop=playlist.stops.get(position=1), by=-1)
    assert [stop.label for stop in playlist.stops.all()] == ["Stop 1", "Stop 2"]


def test_the_stops_after_one_that_goes_move_up():
    playlist = a_playlist({}, {})
    remove_stop(stop=playlist.stops.get(position=1))
    assert [(stop.position, stop.label) for stop in playlist.stops.all()] == [(1, "Stop 2")]


def test_a_wish_keeps_a_playlist_from_being_published(curator):
    playlist = a_playlist({}, state="draft")
    with pytest.raises(ValidationError, match="Say what meets stop 1"):
        publish_playlist(playlist=playlist, by=curator)


def test_a_playlist_needs_a_stop_that_may_not_be_left_out():
    playlist = a_playlist({"opportunities": [an_activity()], "is_optional": True}, state="draft")
    assert len(obstacles(playlist)) == 1


def test_a_playlist_is_published_and_taken_down_by_the_city(curator, client):
    playlist = a_playlist({"opportunities": [an_activity()]}, state="draft")
    where = reverse("desk-playlist-state", args=[playlist.pk])
    found = []
    for action in ("publish", "take-down"):
        signed_in(curator).post(where, {"action": action})
        found.append(client.get(playlist.get_absolute_url()).status_code)
    assert found == [200, 404]


def invited(playlist: Playlist, email: str = "friend@example.org") -> PlaylistInvitation:
    return invite(playlist=playlist, email=email, organisation="Library", by=UserFactory())


def test_an_invitation_is_a_letter_with_a_link():
    invitation = invited(a_playlist({}, city=CityFactory(default_language="en")))
    send_invitation(invitation)
    [letter] = mail.outbox
    [token] = re.findall(r"/invitation/(\S+)/", letter.body)
    assert (letter.to, read_token(token)) == (["friend@example.org"], invitation)


def test_who_accepts_may_edit_this_playlist_and_no_other(client):
    playlist, other = a_playlist({}), a_playlist({}, slug="other")
    where = reverse("playlist-invitation", args=[token_of(invited(playlist))])
    assert client.get(where).status_code == 200
    assert not playlist.authors.exists()
    client.post(where, {"name": "Ona", "password": PASSWORD})
    assert list(Playlist.objects.editable_by(User.objects.get(email="friend@example.org"))) == [playlist]
    assert [client.get(edit_address(one)).status_code for one in (playlist, other)] == [200, 404]


def test_a_co_author_does_not_publish(client):
    playlist = a_playlist({"opportunities": [an_activity()]}, state="draft")
    accept(invitation=invited(playlist), password=PASSWORD)
    client.force_login(User.objects.get(email="friend@example.org"))
    answer = client.post(reverse("desk-playlist-state", args=[playlist.pk]), {"action": "publish"})
    assert (answer.status_code, Playlist.objects.get().state) == (404, "draft")


def test_a_link_works_once():
    invitation = invited(a_playlist({}))
    token = token_of(invitation)
    accept(invitation=invitation, password=PASSWORD)
    assert read_token(token) is None
    with pytest.raises(ValidationError):
        accept(invitation=invitation, password=PASSWORD)


def test_a_link_that_was_taken_back_works_no_more():
    invitation = invited(a_playlist({}))
    withdraw(invitation=invitation)
    assert read_token(token_of(invitation)) is None


def test_who_has_an_account_needs_its_password():
    User.objects.create_user("friend@example.org", PASSWORD)
    invitation = invited(a_playlist({}))
    with pytest.raises(ValidationError, match="not the password"):
        accept(invitation=invitation, password="another long phrase")  # noqa: S106
    assert accept(invitation=invitation, password=PASSWORD).email == "friend@example.org"


def test_one_person_is_invited_once():
    playlist = a_playlist({})
    invited(playlist)
    with pytest.raises(ValidationError):
        invited(playlist, "Friend@example.org")


def a_proposal(**more: str) -> dict[str, str]:
    begun = signing.dumps(0, salt=SALT)
    return {"name": "Night walk", "stop_1": "See stars", "stop_2": "Draw them", "begun": begun, **more}


@pytest.fixture
def unhurried(monkeypatch):
    """Whoever sends a form has looked at it for some seconds."""
    monkeypatch.setattr("opportunities.playlist_forms.FASTEST_S", -1)


@pytest.mark.usefixtures("unhurried")
def test_anybody_proposes_a_playlist_that_only_the_city_sees(client, curator):
    chess = an_activity("Chess")
    client.post("/vilnius/playlists/propose/", a_proposal(stop_3="Chess", reply_to="me@example.org"))
    playlist = Playlist.objects.get()
    assert [[*stop.opportunities.all()] for stop in playlist.stops.all()] == [[], [], [chess]]
    assert "Night walk" not in client.get("/vilnius/playlists/").content.decode()
    assert client.get(playlist.get_absolute_url()).status_code == 404
    assert "Night walk" in signed_in(curator).get(reverse("desk-playlists")).content.decode()


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("form", [{"website": "x"}, {"begun": ""}, {"begun": "made up"}])
def test_a_machine_is_thanked_and_nothing_is_kept(client, form):
    CityFactory()
    answer = client.post("/vilnius/playlists/propose/", a_proposal(**form))
    assert (answer.status_code, Playlist.objects.exists()) == (302, False)


def test_who_is_quicker_than_people_is_a_machine(client):
    CityFactory()
    client.post("/vilnius/playlists/propose/", a_proposal())
    assert not Playlist.objects.exists()


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("form", [{"name": ""}, {"stop_2": ""}, {"reply_to": "nobody"}, {"name": "x" * 500}])
def test_a_proposal_that_makes_no_sense_is_said(client, form):
    CityFactory()
    answer = client.post("/vilnius/playlists/propose/", a_proposal(**form))
    assert (answer.status_code, Playlist.objects.exists()) == (200, False)


def proposed(name: str = "Night walk", reply_to: str = "me@example.org") -> Playlist:
    return propose_playlist(city=CityFactory(), name=name, intro="", wishes=[Wish("See stars")], reply_to=reply_to)


def test_too_many_proposals_within_an_hour_are_refused():
    for _number in range(MOST_AN_HOUR):
        proposed()
    with pytest.raises(ValidationError) as refusal:
        proposed()
    assert refusal.value.code == "too_many"
    Playlist.objects.update(created_at=timezone.now() - timedelta(hours=2))
    proposed()


def test_a_proposal_is_declined_with_words_that_reach_who_sent_it_and_no_one_else_keeps_the_address(curator):
    playlist = proposed()
    decide_proposal(playlist=playlist, is_good=False, words="It is dark at night.", by=curator)
    playlist.refresh_from_db()
    assert [send_answer(playlist), playlist.state] == [True, "declined"]
    assert (mail.outbox[0].to, "It is dark at night." in mail.outbox[0].body) == (["me@example.org"], True)
    assert Playlist.objects.get().reply_to == ""


def test_a_decline_says_why(curator):
    with pytest.raises(ValidationError, match="why not"):
        decide_proposal(playlist=proposed(), is_good=False, words=" ", by=curator)


def test_a_proposal_with_wishes_is_taken_up_as_a_draft(curator):
    decide_proposal(playlist=proposed(), is_good=True, words="", by=curator)
    assert Playlist.objects.get().state == "draft"


def test_a_proposal_is_decided_once(curator):
    playlist = proposed()
    decide_proposal(playlist=playlist, is_good=True, words="", by=curator)
    with pytest.raises(ValidationError, match="already"):
        decide_proposal(playlist=playlist, is_good=False, words="No", by=curator)


@pytest.mark.parametrize(("is_curator", "is_led"), [(True, True), (False, False)])
def test_the_admin_leads_those_who_write_playlists_to_them(curator, is_curator, is_led):
    a_playlist({})
    request = RequestFactory().get("/admin/")
    request.user = curator if is_curator else UserFactory()
    assert playlists_item().is_shown(request) == is_led
