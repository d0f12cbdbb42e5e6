"""Everything a visitor can filter by, once: the address, the form, the chips and the query all follow from `FILTERS`.

A filter owns some parameters of the address. It reads them (what it does not understand it says, and leaves out), tells
which rows of the search table match, and names what is chosen.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from opportunities.search.asking import Filter
from opportunities.search.choosing import Choices, DaysAndTimes, Every, Languages
from opportunities.search.filters.dates import Dates, Past
from opportunities.search.filters.numbers import MOST_AGE, MOST_PRICE, Age, Price
from opportunities.search.filters.outline import Outline
from opportunities.search.filters.places import Box, Place
from opportunities.search.filters.text import Text
from opportunities.search.tags import Facet

TEXT = Text("q", gettext_lazy("Words"), "search")
DAYS_AND_TIMES = DaysAndTimes("days", gettext_lazy("Days and times"), "calendar-week")
PLACE = Place("place", gettext_lazy("How far"), "map-pin")
PAST = Past("past", gettext_lazy("Ended"), "history")
LANGUAGE = Languages("language", gettext_lazy("Language spoken"), "language", facet=Facet.LANGUAGE)

# In the order of the address and of the chips.
FILTERS: tuple[Filter, ...] = (
    TEXT,
    Choices("interest", gettext_lazy("Interest"), "heart", facet=Facet.INTEREST),
    Age("age", gettext_lazy("Age"), "user", most=MOST_AGE),
    Price("price", gettext_lazy("Price"), "coin-euro", most=MOST_PRICE),
    Choices("funding", gettext_lazy("Who pays"), "ticket", facet=Facet.FUNDING),
    DAYS_AND_TIMES,
    Dates("dates", gettext_lazy("Dates"), "calendar"),
    PLACE,
    Choices("area", gettext_lazy("District"), "map", facet=Facet.AREA),
    Box("bbox", gettext_lazy("Part of the map"), "crop"),
    Outline("outline", gettext_lazy("Outline on the map"), "polygon"),
    Choices("kind", gettext_lazy("Kind"), "category", facet=Facet.KIND),
    Choices("delivery", gettext_lazy("On site or online"), "device-laptop", facet=Facet.DELIVERY),
    LANGUAGE,
    Every("access", gettext_lazy("Accessibility"), "accessible", facet=Facet.ACCESS),
    Choices("competence", gettext_lazy("Key competence"), "bulb", facet=Facet.COMPETENCE),
    PAST,
)

COUNTED: tuple[Choices | DaysAndTimes, ...] = tuple(one for one in FILTERS if isinstance(one, Choices | DaysAndTimes))
