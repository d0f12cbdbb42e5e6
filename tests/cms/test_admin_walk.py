"""Nobody sees or changes what belongs to another city: every address of the admin, as a city's editor.

Everything of the other city carries a marker. Each address is made with the keys of the other city's things, all of
which have the same number, asked for and posted to with what a form might hold. The marker is expected nowhere, and of
the other city's rows nothing may have changed.
"""

import re
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Comment, GroupApprovalTask, Page, Workflow, WorkflowTask

from cms.models import CityPage, LandingPage
from cms.services.cities import NewCity, create_city
from maps.models import MapSnapshot
from opportunities.models import City, Playlist, ProblemReport, Session
from tests.factories import CENTRE, OpportunityFactory, ProviderFactory, TextFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db

MARKER = "Zuikis-of-kaunas"
ASKED = "Zuikis"  # what is searched for comes back in the box of words: never the whole marker
NUMBER = 777_001  # of everything that belongs to the other city
NUMBERED = ("wagtailcore_page", "wagtailcore_revision", "wagtailcore_task")
SEEN_BY_ALL = {"logout", "login", "password_reset"}  # they end the session or need none
MODELS = (
    "wagtailcore.page", "cms.landingpage", "wagtailimages.image", "wagtaildocs.document", "wagtailcore.collection",
    "wagtailredirects.redirect", "opportunities.opportunity", "opportunities.provider", "opportunities.playlist",
    "maps.mapsnapshot", "people.user",
)  # fmt: skip


@pytest.fixture
def other() -> City:
    """Kaunas, with one of everything."""
    for table in NUMBERED:
        next_in(table, 1_000)
    city = create_city(NewCity("kaunas", "Kaunas", ["en"], country_code="LT", centre=CENTRE))
    plant_pages(city)
    plant_files(city)
    plant_listings(city)
    UserFactory(pk=NUMBER, email=f"{MARKER}@example.org".lower(), first_name=MARKER)
    return city


def plant_pages(city: City) -> None:
    home = CityPage.objects.get(city=city)
    writer = UserFactory(first_name=MARKER)
    for table in NUMBERED:
        next_in(table, NUMBER)
    page = home.add_child(instance=LandingPage(title=MARKER, slug="draft", live=False, lead=MARKER, owner=writer))
    page.save_revision(user=writer, log_action=True)
    assert (page.pk, page.latest_revision_id) == (NUMBER, NUMBER)
    Comment.objects.create(page=page, user=writer, text=MARKER, contentpath="title")
    task = GroupApprovalTask.objects.create(name=MARKER)
    workflow = Workflow.objects.create(id=NUMBER, name=MARKER)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    Redirect.objects.create(id=NUMBER, old_path=f"/{MARKER}", redirect_page=page)
    home.title = MARKER  # a published page with something not yet published
    home.save_revision(user=writer, log_action=True)


def next_in(table: str, number: int) -> None:
    """The next row of `table` gets this number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, number])


def plant_files(city: City) -> None:
    drawn = BytesIO()
    Picture.new("RGB", (8, 8)).save(drawn, "PNG")
    collection = city.desk.collection.add_child(instance=Collection(id=NUMBER, name=MARKER))
    file = ImageFile(BytesIO(drawn.getvalue()), name=f"{MARKER}.png")
    get_image_model().objects.create(id=NUMBER, title=MARKER, description=MARKER, file=file, collection=collection)
    get_document_model().objects.create(
        id=NUMBER, title=MARKER, file=ContentFile(b"words", name=f"{MARKER}.txt"), collection=collection
    )


def plant_listings(city: City) -> None:
    draft = {"status": "draft", "live": False, "published_at": None}
    provider = ProviderFactory(pk=NUMBER, name=MARKER, city=city)
    opportunity = OpportunityFactory(pk=NUMBER, city=city, provider=provider, **draft)
    TextFactory(opportunity=opportunity, title=MARKER)
    VenueFactory(pk=NUMBER, name=MARKER, city=city)
    Session.objects.create(pk=NUMBER, opportunity=opportunity, delivery="online", schedule_text=MARKER)
    Playlist.objects.create(pk=NUMBER, city=city, slug="draft", names={"en": MARKER})
    ProblemReport.objects.create(pk=NUMBER, opportunity=opportunity, reason="wrong", words=MARKER)
    MapSnapshot.objects.create(pk=NUMBER, city=city, title=MARKER, html=MARKER)


@pytest.fixture
def editor(other) -> Client:
    """Somebody who edits the pages of Vilnius."""
    create_city(NewCity("vilnius", "Vilnius", ["en"], country_code="LT", centre=CENTRE))
    user = UserFactory(email="vilnius@example.org")
    user.groups.add(Group.objects.get(name="Vilnius: editors"))
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def patterns(found, before: str = ""):
    """Route and name of every address below `found`; what is written as an expression as a route."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route, one.name or ""


def addresses() -> list[str]:
    """Every address of the admin and of documents, with the other city's numbers and each kind of thing."""
    routes = [(route, name) for route, name in patterns(get_resolver().url_patterns) if route.startswith("admin/")]
    made = [f"/documents/{NUMBER}/x/"]
    for route, name in routes:
        if name.removeprefix("wagtailadmin_") in SEEN_BY_ALL:
            continue
        plain = re.sub(
            r"\(\?P<revision_id_a>[^)]*\)\\\.\\\.\\\.\(\?P<revision_id_b>[^)]*\)", "earliest...latest", route
        )
        plain = re.sub(r"\(\?P<\w+>[^)]*\)", str(NUMBER), plain).replace("^", "").replace("$", "").replace(".*", "x")
        kinds = MODELS if "model_name" in plain else ("cms.landingpage",)
        for kind in kinds:
            app, model = kind.split(".")
            made.append("/" + filled(plain, app, model))
    return sorted(set(made))


def filled(route: str, app: str, model: str) -> str:
    words = {
        "app_label": app, "app_name": app, "content_type_app_name": app, "model_name": model,
        "content_type_model_name": model, "action": "delete", "action_name": "approve", "filter_spec": "max-10x10",
        "mode": "html", "uidb64": "MQ", "token": "set-password",
    }  # fmt: skip
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: words.get(found[1], str(NUMBER)), route)


POSTED = {
    "title": "Taken", "name": "Taken", "slug": "taken", "lead": "Taken", "description": "Taken",
    "comment": "Taken", "old_path": "/taken", "action-publish": "1", "action-delete": "1", "action-unpublish": "1",
    "next": "/admin/", "new_title": "Taken", "new_slug": "taken", "new_parent_page": "1", "id": str(NUMBER),
    "restriction_type": "login", "email": "taken@example.org", "position": "0", "body-count": "0", "q": ASKED,
    "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "locales": "1", "confirm": "1",
    "external-link-chooser-url": "/", "city": str(NUMBER),
}  # fmt: skip


def rows() -> dict[str, object]:
    """Everything that belongs to the other city, as it is now."""
    found = {}
    for label in (*MODELS, "opportunities.session", "opportunities.venue", "opportunities.problemreport",
                  "wagtailcore.workflow", "wagtailcore.task"):  # fmt: skip
        row = apps.get_model(label).objects.filter(pk=NUMBER).first()
        assert row, f"{label} is gone"
        told = model_to_dict(row)
        plain = {name: list(value) if isinstance(value, QuerySet) else value for name, value in told.items()}
        found |= {f"{label}.{name}": str(value) for name, value in plain.items()}
    place = Page.objects.get(pk=NUMBER)
    kept = (place.path, place.live, place.locked, place.latest_revision_id, place.view_restrictions.count())
    return {**found, "place": kept, "comments": list(Comment.objects.values_list("text", "resolved_at"))}


def content(response) -> str:
    return (response.getvalue() if response.streaming else response.content).decode(errors="replace")


def leaks(client: Client, address: str, ask) -> list[str]:
    response = ask(client, address)
    told = [f"{ask.__name__} {address}"] if MARKER.lower() in content(response).lower() else []
    return told + ([f"{ask.__name__} {address}: {response.status_code}"] if response.status_code >= 500 else [])


def asking(client: Client, address: str):
    return client.get(address, {"q": ASKED, "id": str(NUMBER), "search": ASKED, "term": ASKED, "locale": "en"})


def posting(client: Client, address: str):
    return client.post(f"{address}?id={NUMBER}", POSTED, headers={"X-Requested-With": "XMLHttpRequest"})


@pytest.mark.parametrize("ask", [asking, posting])
def test_an_editor_meets_nothing_of_another_city(ask, editor):
    before = rows()
    user = editor.session["_auth_user_id"]
    told = []
    for address in addresses():
        told += leaks(editor, address, ask)  # what a message says of it is told by the next page
        assert editor.session.get("_auth_user_id") == user, f"{address} ended the session"
    assert not told, "\n".join(told)
    assert {name: value for name, value in rows().items() if before[name] != value} == {}


def test_platform_staff_meet_it_everywhere(other):
    """The control: the walk finds the marker where it may be seen."""
    staff = Client(raise_request_exception=False)
    staff.force_login(UserFactory(is_staff=True, is_superuser=True))
    told = {address for address in addresses() if any(not one.endswith("500") for one in leaks(staff, address, asking))}
    assert len(told) > 80
    for part in (
        "pages/",
        "images/",
        "documents/",
        "redirects/",
        "snippets/opportunities/opportunity",
        "users/",
        "reports/",
    ):
        assert any(address.startswith(f"/admin/{part}") for address in told), part
