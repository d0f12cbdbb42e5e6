"""Everything a visitor can filter by, once: the address, the form, the chips and the query all follow from `FILTERS`.

A filter owns some parameters of the address. It reads them (what it does not understand it says, and leaves out), tells
which rows of the search table match, and names what is chosen.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from opportunities.search.asking import Filter
from opportunities.search.choosing import Choices, DaysAndTimes, Every, Interests, Languages, Providers
from opportunities.search.filters.dates import Dates, Past
from opportunities.search.filters.numbers import MOST_AGE, MOST_PRICE, Age, Price
from opportunities.search.filters.outline import Outline
from opportunities.search.filters.places import Box, Place
from opportunities.search.filters.reach import Reach
from opportunities.search.filters.text import Text
from opportunities.search.tags import Facet

TEXT = Text("q", gettext_lazy("Words"), "search")
DAYS_AND_TIMES = DaysAndTimes("days", gettext_lazy("Days and times"), "calendar-week")
PLACE = Place("place", gettext_lazy("How far"), "map-pin")
REACH = Reach("reach", gettext_lazy("How long"), "route")
PAST = Past("past", gettext_lazy("Ended"), "history")
LANGUAGE = Languages(
    "language",
    gettext_lazy("Language spoken"),
    "language",
    facet=Facet.LANGUAGE,
    help=gettext_lazy("Language in which it is held, as a code of two or three letters; any of them will do."),
    example="lt",
)
PROVIDER = Providers(
    "provider",
    gettext_lazy("Organisation"),
    "building-community",
    facet=Facet.PROVIDER,
    help=gettext_lazy("Number of the organisation that offers it; any of them will do."),
    example="1",
)

# In the order of the address and of the chips.
FILTERS: tuple[Filter, ...] = (
    TEXT,
    Interests(
        "interest",
        gettext_lazy("Interest"),
        "heart",
        facet=Facet.INTEREST,
        help=gettext_lazy(
            "Interest or whole field, by its slug or by the identifier of the same ESCO skill or OpenActive activity;"
            " any of them will do."
        ),
    ),
    Age("age", gettext_lazy("Age"), "user", most=MOST_AGE),
    Price("price", gettext_lazy("Price"), "coin-euro", most=MOST_PRICE),
    Choices(
        "funding",
        gettext_lazy("Who pays"),
        "ticket",
        facet=Facet.FUNDING,
        help=gettext_lazy(
            "Costs nothing, takes the voucher of the city, or is payable from a learning account; any of them will do."
        ),
        fixed=("free", "voucher", "ila"),
    ),
    DAYS_AND_TIMES,
    Dates("dates", gettext_lazy("Dates"), "calendar"),
    PLACE,
    REACH,
    Choices(
        "area",
        gettext_lazy("District"),
        "map",
        facet=Facet.AREA,
        help=gettext_lazy("Number of a municipality or district, with what lies below it; any of them will do."),
    ),
    Box("bbox", gettext_lazy("Part of the map"), "crop"),
    Outline("outline", gettext_lazy("Outline on the map"), "polygon"),
    Choices(
        "seats",
        gettext_lazy("Free places"),
        "user-plus",
        facet=Facet.SEATS,
        help=gettext_lazy("A place is known to be free, or nobody says that it is full or that booking is closed."),
        fixed=("free", "open"),
    ),
    Choices(
        "kind",
        gettext_lazy("Kind"),
        "category",
        facet=Facet.KIND,
        help=gettext_lazy("What sort of thing it is; any of them will do."),
    ),
    Choices(
        "delivery",
        gettext_lazy("On site or online"),
        "device-laptop",
        facet=Facet.DELIVERY,
        help=gettext_lazy("Where one takes part; any of them will do."),
        fixed=("on-site", "online", "blended"),
    ),
    LANGUAGE,
    Every(
        "access",
        gettext_lazy("Accessibility"),
        "accessible",
        facet=Facet.ACCESS,
        help=gettext_lazy("What the place or the activity must have; every one of them."),
    ),
    Choices(
        "competence",
        gettext_lazy("Key competence"),
        "bulb",
        facet=Facet.COMPETENCE,
        help=gettext_lazy("Key competence for lifelong learning (2018/C 189/01); any of them will do."),
    ),
    Choices(
        "level",
        gettext_lazy("Level (EQF)"),
        "stairs-up",
        facet=Facet.LEVEL,
        help=gettext_lazy("Level of the European Qualifications Framework, 1 to 8; any of them will do."),
    ),
    Choices(
        "badge",
        gettext_lazy("What you can earn"),
        "award",
        facet=Facet.AWARD,
        help=gettext_lazy("What one can leave with; any of them will do."),
        fixed=("badge", "certificate", "microcredential", "credits"),
    ),
    PROVIDER,
    Choices(
        "playlist",
        gettext_lazy("Playlist"),
        "list-numbers",
        facet=Facet.PLAYLIST,
        help=gettext_lazy("Playlist of the city to which it belongs; any of them will do."),
    ),
    PAST,
)

COUNTED: tuple[Choices | DaysAndTimes, ...] = tuple(one for one in FILTERS if isinstance(one, Choices | DaysAndTimes))
