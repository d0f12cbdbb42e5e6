"""Invented contexts of the pages, in the shape that the views give: what the templates promise to show."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import SafeString

from geodata.geometry import Position
from maps.selectors import Option
from opportunities.selectors.cards import Card, Feature
from opportunities.selectors.pages import TextVersion

FIELDS = [
    ("sport", "Sport", "run", 248),
    ("dance", "Dance", "shoe", 87),
    ("music", "Music", "music", 131),
    ("theatre", "Theatre & film", "masks-theater", 52),
    ("art", "Art & design", "palette", 118),
    ("making", "Making & crafts", "tools", 64),
    ("technology", "Technology", "cpu", 93),
    ("science", "Science", "microscope", 41),
    ("nature", "Nature", "leaf", 38),
    ("languages", "Languages", "language", 76),
    ("community", "Community", "users-group", 49),
    ("life", "Everyday life", "mood-smile", 72),
]
LEAVES = {
    "sport": ["Football", "Basketball", "Swimming", "Martial arts", "Climbing", "Chess"],
    "dance": ["Ballet", "Street dance", "Folk dance"],
    "music": ["Singing", "Guitar", "Drums", "DJ and beats"],
    "technology": ["Robotics", "Programming", "Games", "3D printing"],
    "nature": ["Gardening", "Animals", "Hiking"],
    "community": ["Volunteering", "Debating", "Scouting"],
}


def choice(value: str, label: str, count: int | None = None, **more: Any) -> SimpleNamespace:
    usual = {"selected": False, "icon": "", "hue": None, "children": []}
    return SimpleNamespace(value=value, label=label, count=count, **{**usual, **more})


def choices(*labels: str, chosen: tuple[str, ...] = (), start: int = 214) -> tuple[Option, ...]:
    """Choices with falling counts; the slug of each is its lower-case label."""
    return tuple(
        choice(label.lower().replace(" ", "-"), label, max(0, start - 37 * n), selected=label in chosen)
        for n, label in enumerate(labels)
    )


def group(name: str, label: str, kind: str = "choices", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "icon": "filter",
        "kind": kind,
        "is_active": False,
        "active_count": 0,
        "choices": [],
        **more,
    }


def interests(*, chosen: tuple[str, ...] = ()) -> list[Option]:
    return [
        choice(
            slug,
            label,
            count,
            icon=icon,
            hue=hue,
            selected=slug in chosen,
            children=choices(*LEAVES.get(slug, []), start=48),
        )
        for hue, (slug, label, icon, count) in enumerate(FIELDS, start=1)
    ]


def filter_groups(*, chosen: bool) -> dict[str, dict[str, Any]]:
    """The groups of filters by name, with a few of them in use where `chosen`."""
    more = [
        group("kind", "Kind", choices=choices("Group", "Club", "Camp", "Workshop", "Course", "Volunteering", "Event")),
        group("delivery", "Where it happens", choices=choices("On site", "Online", "Both")),
        group(
            "language",
            "Language",
            choices=choices("Lithuanian", "English", "Polish", "Ukrainian", chosen=("English",) if chosen else ()),
        ),
        group(
            "access", "Access", choices=choices("Wheelchair", "Quiet", "Sign language", "Step-free toilet", start=90)
        ),
        group(
            "competence",
            "What it makes you better at",
            choices=choices("Literacy", "Digital", "Citizenship", "Entrepreneurship"),
        ),
    ]
    within = [
        choice(str(metres), label, selected=chosen and metres == 2000)
        for metres, label in ((500, "500 m"), (1000, "1 km"), (2000, "2 km"), (5000, "5 km"))
    ]
    areas = choices(
        "Žvėrynas", "Naujamiestis", "Senamiestis", "Antakalnis", "Žirmūnai", "Fabijoniškės", "Pašilaičiai", "Lazdynai"
    )
    times = [
        choice(label.lower(), label, selected=chosen and label == "After school")
        for label in ("Morning", "Afternoon", "After school", "Evening")
    ]
    days = [
        choice(str(n), label, selected=chosen and n in (2, 4))
        for n, label in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1)
    ]
    return {
        "text": group("q", "Words", "text", value=""),
        "interest": group("interest", "Interests", choices=interests(chosen=("technology",) if chosen else ())),
        "age": group("age", "Age", "age", value=9 if chosen else None, is_active=chosen),
        "price": group("price", "Price", "price", maximum=None, currency="EUR"),
        "funding": group(
            "funding", "Who helps to pay", choices=choices("Free", "City voucher", "Learning account (ILA)")
        ),
        "when": group("when", "When", "when", days=days, times=times, first_on=None, last_on=None, is_active=chosen),
        "place": group(
            "place",
            "How far",
            "place",
            near="Žvėrynas" if chosen else "",
            at="",
            within=within,
            area=group("area", "District", choices=areas, is_long=False),
            is_active=chosen,
        ),
        "more": {"groups": more, "active_count": 1 if chosen else 0},
    }


CARDS = """
Robotics for beginners|Open Youth Centre Mes|Žvėrynas|0.4 km|Ages 9–12|Free|Tue 24 Nov, 17:00|3 places|7|Robotics
Ceramics: from clay to cup|Užupis Craft House|Užupis|1.2 km|Ages 12–18|€24 a month|Wed 25 Nov, 16:30|8 places|6|Ceramics
Street dance crew|Naujamiestis Dance Studio|Naujamiestis|1.4 km|Ages 10–16|€35 a month|Tue 24 Nov, 18:00||2|Street dance
Bouldering club|Lazdynai Climbing Hall|Lazdynai|2.1 km|From age 8|€5 a visit|Thu 26 Nov, 15:30|12 places|1|Climbing
Urban gardeners|“Green Courtyards of Žirmūnai”|Žirmūnai|3.3 km|Everyone|Free|Sat 28 Nov, 10:00||9|Gardening
Teen choir|Balsys Gymnasium|Antakalnis|3.9 km|Ages 13–19|Free|Mon 30 Nov, 17:15|1 place|3|Singing
Debate evenings in English|Debate Centre|Senamiestis|2.0 km|Ages 15–25|Free|Fri 27 Nov, 18:00|20 places|11|Debating
""".strip().splitlines()


def card(number: int = 0) -> Card:
    """The card of one opportunity, different from number to number."""
    title, provider, place, distance, audience, price, when, seats, hue, interest = CARDS[number % len(CARDS)].split(
        "|"
    )
    slug, _label, icon, _count = FIELDS[int(hue) - 1]
    return Card(
        pk=number + 1,
        url=f"/opportunity/{number + 1}-invented/",
        title=title,
        language="",
        picture=f"/static/ui/pictures/{slug}-{number % 4 + 1}.svg",
        picture_alt="",
        provider=provider,
        provider_url="/provider/1-invented/",
        is_verified=number % 2 == 0,
        place=place,
        distance=distance,
        audience=audience,
        price=price,
        next=when,
        next_iso="2026-11-24T17:00+02:00",
        seats=seats,
        languages="LT EN" if number % 2 == 0 else "LT",
        features=(Feature("disabled", "Wheelchair access"),) if number % 3 == 0 else (),
        interest_icon=icon,
        hue=int(hue),
        interest=interest,
        kind=("Group", "Workshop", "Club")[number % 3],
        marks=("Voucher",) if price.startswith("€") else (),
        row=number + 1,
        variant=number % 3,
        point=Position(25.28, 54.687),
        is_exact=True,
    )


CITY = {
    "name": "Vilnius",
    "slug": "vilnius",
    "url": "/",
    "explorer_url": "/vilnius/explore/",
    "suggest_url": "/vilnius/suggest.json",
    "centre": "25.28,54.687",
    "zoom": 11,
    "is_demo": True,
}
CITIES = [
    ("Vilnius", "/", True),
    ("Kaunas", "/kaunas/", False),
    ("Mikkeli", "/mikkeli/", False),
    ("Rotterdam", "/rotterdam/", False),
]


def explorer(*, cards: int = 20, chosen: bool = True) -> dict[str, Any]:
    """The explorer's context with so many cards on its page."""
    total = 214 if cards > 1 else cards
    by_name = filter_groups(chosen=chosen)
    labels = ("Technology", "Age 9", "Tue, Thu", "Within 2 km of Žvėrynas", "English")
    return {
        "city": CITY,
        "cities": CITIES,
        "total": total,
        "summary": "Nothing found"
        if not cards
        else "1 activity near Žvėrynas"
        if cards == 1
        else "214 activities near Žvėrynas",
        "filters": list(by_name.values()),
        "by_name": by_name,
        "chips": [{"label": label, "url_without": "/?age=9"} for label in labels] if chosen else [],
        "clear_url": "/",
        "cards": [card(number) for number in range(cards)],
        "pages": {
            "number": 2,
            "count": 11 if total > 20 else 1,
            "previous_url": "/?page=1",
            "next_url": "/?page=3",
            "window": [(1, "/?page=1"), (2, "/?page=2"), (3, "/?page=3"), (0, ""), (11, "/?page=11")],
        },
        "sort": [
            choice("nearest", "Nearest first", selected=True),
            choice("soonest", "Soonest first"),
            choice("price", "Cheapest first"),
        ],
        "empty": None
        if cards
        else {
            "message": "Nothing fits all of this",
            "suggestions": [
                {"label": "Any day", "count": 31, "url": "/?age=9"},
                {"label": "Up to 5 km", "count": 12, "url": "/?within=5000"},
                {"label": "Without “English”", "count": 7, "url": "/?day=2"},
            ],
        },
        "view_url": "/vilnius/view.json",
        "form_hidden": [],
        "problems": ["“Žvėrinas” was not found, so the whole city is shown."] if chosen else [],
        "ended": 12,
        "ended_url": "/?past=1",
    }


TODAY = datetime(2026, 11, 21, tzinfo=ZoneInfo("Europe/Vilnius"))
PROVENANCE = {"confirmed_at": TODAY - timedelta(days=4), "source": "City of Vilnius", "licence": "CC BY 4.0"}


def fact(icon: str, label: str, value: str) -> dict[str, str]:
    return {"icon": icon, "label": label, "value": value}


def dates() -> list[dict[str, Any]]:
    """Six meetings, twice a week, 17:00 to 18:30."""
    starts = [TODAY + timedelta(days=days, hours=17) for days in (3, 5, 10, 12, 17, 19)]
    return [{"starts": one, "words": f"{one:%a %-d %b %H:%M}", "until": "18:30", "place": ""} for one in starts]


def sessions() -> list[dict[str, str]]:
    """Two groups, of which one can be booked."""
    blank = {"span": "15 Sep – 28 May", "venue": "", "delivery": "On site", "languages": "Lithuanian", "seats": ""}
    young = {"schedule": "Tuesday and Thursday 17:00–18:30, every week", "audience": "Ages 9–12", "price": "Free"}
    older = {"schedule": "Saturday 11:00–13:00, every second week", "audience": "Ages 13–16", "price": "€12 a month"}
    return [
        {**blank, **young, "seats": "3 places left", "booking_url": "https://example.org/book"},
        {**blank, **older, "venue": "Technarium, Aludarių g. 3", "booking_url": ""},
    ]


VENUE = {
    "name": "Open Youth Centre Mes",
    "full_address": "Latvių g. 19A, 08113 Vilnius",
    "point": {"x": 25.2443, "y": 54.6922},
    "placement": "street",
    "get_placement_display": "On this street",
    "access_notes": "Entrance from the yard.",
}
PROGRAMME = {
    "register_number": "191200045",
    "is_fundable": True,
    "get_decision_display": "Positive",
    "decided_by": "KPMPC",
    "decided_on": date(2026, 2, 3),
    "valid_until": date(2029, 2, 3),
}
FACTS = [
    fact("calendar-event", "Next", "Tue 24 Nov 17:00"),
    fact("map-pin", "Where", "Open Youth Centre Mes, Žvėrynas"),
    fact("users", "For whom", "Ages 9–12"),
    fact("coin", "Price", "Free"),
    fact("armchair", "Places", "3 places left"),
    fact("language", "Language", "Lithuanian, English"),
]


def opportunity(**more: Any) -> dict[str, Any]:
    """The context of one opportunity's page, with everything known that can be."""
    robotics = {"slug": "robotics", "label": "Robotics", "icon": "cpu", "hue": 7}
    competences = [{"label": "Mathematics, science and technology", "icon": "cpu"}, {"label": "Digital", "icon": "cpu"}]
    row = {
        **PROVENANCE,
        "title": "Robotics for beginners",
        "kind": {"label": "Group"},
        "provider": {"name": "Open Youth Centre Mes", "is_verified": True, "get_absolute_url": "/p/"},
        "interests": {"all": [robotics]},
        "competences": {"all": competences},
        "takes_voucher": True,
        "city": {"voucher_name": "Vilnius voucher"},
        "website": "https://example.org/",
        "get_absolute_url": "/d/",
    }
    description = (
        "<p>You build a small robot, teach it to follow a line, and send it through a maze of your own.</p>"
        "<p>No experience needed: we have the kits, you bring the ideas.</p>"
    )
    return {
        "city": CITY,
        "cities": CITIES,
        "opportunity": row,
        "text": {"summary": "Build a robot that finds its own way.", "language": "en"},
        "description": SafeString(description),
        "text_language": "",
        "also_in": [TextVersion("lt", "Lithuanian", "/lt/opportunity/1-robotika/", is_original=True)],
        "look": robotics,
        "picture": "/static/ui/pictures/technology-1.svg",
        "facts": FACTS,
        "sessions": sessions(),
        "dates": dates(),
        "venues": [VENUE],
        "features": [{"icon": "disabled", "label": "Wheelchair access"}, {"icon": "armchair", "label": "A quiet room"}],
        "programme": PROGRAMME,
        "booking_url": "https://example.org/book",
        "similar": [card(number) for number in range(1, 5)],
        "calendar_url": "/opportunity/1/calendar.ics",
        "report_url": "/opportunity/1/report/",
        "share_url": "https://learnmap.example/opportunity/1-robotics/",
        "linked_data": {"@context": "https://schema.org", "@type": "Course", "name": "Robotics </script><b>"},
        **more,
    }


def provider() -> dict[str, Any]:
    """The context of an organisation's page."""
    organisation = {
        **PROVENANCE,
        "name": "Open Youth Centre Mes",
        "get_kind_display": "Youth organisation",
        "is_verified": True,
        "about": "A house for people aged 14 to 29, open every afternoon. Come in, nobody asks why.",
        "website": "https://example.org/",
        "email": "mes@example.org",
        "phone": "+370 600 00000",
        "registration_code": "300000000",
    }
    page = Paginator(range(30), 24).get_page(1)
    cards = [card(number) for number in range(7)]
    return {"city": CITY, "cities": CITIES, "provider": organisation, "total": 30, "cards": cards, "page_of_list": page}


class ReportForm(forms.Form):
    """As a visitor meets it; the real one belongs to the catalogue."""

    reason = forms.ChoiceField(
        label="What is it?",
        choices=[("gone", "It no longer exists"), ("wrong", "Something in it is not true"), ("harm", "It is not safe")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is the matter."},
    )
    words = forms.CharField(label="In your words", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    reply_to = forms.EmailField(label="Your e-mail", required=False, help_text="Only if you would like an answer.")
    website = forms.CharField(label="Leave this empty", required=False)


def report(*, sent: bool = False) -> dict[str, Any]:
    """The context of the report page, blank or sent back because of a mistake."""
    form = ReportForm({"reply_to": "not an address"} if sent else None)
    return {"city": CITY, "cities": CITIES, "opportunity": opportunity()["opportunity"], "form": form}
