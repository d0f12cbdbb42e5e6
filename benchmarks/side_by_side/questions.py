"""What visitors ask, drawn at random but the same in every run: filters, places, words, with and without errors."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from geodata.geometry import from_mercator_integers
from opportunities.models import City, Opportunity, SearchRow
from opportunities.search.filters import COUNTED
from opportunities.search.vocabulary import VOCABULARIES, by_value
from tests.multiplied import SLUG

WIDE, HIGH = 1280, 860  # pixels of the screen that looks
TILE_PX = 512
SAMPLE = 3000  # rows and texts that questions are drawn from
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class View:
    """What a screen shows of the map, and the map tile at its middle."""

    longitude: float
    latitude: float
    zoom: int

    @property
    def box(self) -> str:
        degree = TILE_PX * 2**self.zoom / 360
        across, up = WIDE / degree / 2, HIGH / degree / 2 * math.cos(math.radians(self.latitude))
        edges = (self.longitude - across, self.latitude - up, self.longitude + across, self.latitude + up)
        return ",".join(f"{edge:.5f}" for edge in edges)

    @property
    def tile(self) -> tuple[int, int, int]:
        side = 2**self.zoom
        y = (1 - math.asinh(math.tan(math.radians(self.latitude))) / math.pi) / 2
        return self.zoom, int((self.longitude + 180) / 360 * side), int(y * side)


class Asker:
    """Draws questions. The n-th question of a kind is always the same one."""

    def __init__(self) -> None:
        self.city = City.objects.get(slug=SLUG)
        self.rows = SearchRow.objects.filter(city=self.city)
        with override("en"):
            self.named = [
                (name, {choice.tag: choice.value for choice in by_value(facet, self.city).values()})
                for one in COUNTED
                for name, facet in one.facets.items()
                if facet in VOCABULARIES
            ]
        first = self.rows.order_by("pk").values_list("pk", flat=True)[0]
        sample = self.rows.filter(pk__range=(first, first + SAMPLE))
        self.samples = list(sample.values("tags", "min_age", "price"))
        self.spots = list(sample.exclude(x=None).values_list("x", "y"))
        self.pages = self._pages(sample.order_by("pk").values("opportunity_id")[:400])
        self.words = self._words()

    def _pages(self, numbers: object) -> list[str]:
        """The addresses of some opportunities."""
        with override("en"):
            shown = Opportunity.objects.filter(pk__in=numbers).prefetch_related("texts").order_by("pk")
            return [each.get_absolute_url() for each in shown]

    def _words(self) -> list[str]:
        """Words as visitors would type them: as often as titles hold them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT title FROM opportunities_searchtext WHERE city_id = %s ORDER BY id LIMIT %s",
                [self.city.pk, SAMPLE],
            )
            return [
                word for (title,) in cursor.fetchall() for word in title.split() if word.isalpha() and len(word) > 4
            ]

    def filters(self, number: int, *, most: int = 3) -> Pairs:
        """One to `most` filters that some listing matches; now and then nothing does."""
        rng = random.Random(f"filters {number}")
        row, other = rng.choice(self.samples), rng.choice(self.samples)
        pairs: Pairs = []
        for name, values in rng.sample(self.named, rng.randint(1, most)):
            fitting = [values[tag] for tag in row["tags"] if tag in values]
            if fitting:
                pairs.append((name, rng.choice(fitting)))
            if rng.random() < 0.2 and (further := [values[tag] for tag in other["tags"] if tag in values]):
                pairs.append((name, rng.choice(further)))
        if row["min_age"] is not None and rng.random() < 0.3:
            pairs.append(("age", str(row["min_age"] + rng.randint(0, 3))))
        if row["price"] is not None and rng.random() < 0.2:
            pairs.append(("price_max", str(int(row["price"]) + 5)))
        return pairs

    def view(self, number: int) -> View:
        """A screen over Europe, over a country, over a town or over a quarter."""
        rng = random.Random(f"view {number}")
        centre = from_mercator_integers(*rng.choice(self.spots))
        zoom = rng.choice([3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 11, 12, 12, 13, 14, 15])
        return View(centre.x + rng.gauss(0, 0.1) / 2**zoom, centre.y + rng.gauss(0, 0.1) / 2**zoom, zoom)

    def word(self, number: int) -> str:
        return random.Random(f"word {number}").choice(self.words)

    def misspelt(self, number: int) -> str:
        """A word with two letters exchanged."""
        word, rng = self.word(number), random.Random(f"error {number}")
        at = rng.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def prefix(self, number: int) -> str:
        word = self.word(number)
        return word[: random.Random(f"prefix {number}").randint(2, min(5, len(word)))]

    def kinds(self) -> dict[str, Callable[[int], str]]:
        """The path of the n-th question of each kind: every endpoint, with what it is asked."""
        return {
            "view": lambda n: self.path("view", [*self.filters(n), *self._looking(n)]),
            "whole view": lambda n: self.path("view", self._looking(n)),
            "tile": lambda n: self._tile(n, self.filters(n)),
            "whole tile": lambda n: self._tile(n, []),
            "list": lambda n: self.path("explorer", self.filters(n)),
            "whole list": lambda n: self.path("explorer", [("page", str(1 + n % 40))]),
            "text": lambda n: self.path("explorer", [("q", self.word(n))]),
            "misspelt text": lambda n: self.path("explorer", [("q", self.misspelt(n))]),
            "cards": lambda n: self.path("cards", self.filters(n)),
            "nearest": lambda n: self.path("cards", [*self.filters(n, most=2), *self.here(n)]),
            "suggest": lambda n: self.path("suggest", [("q", self.prefix(n))]),
            "areas": lambda n: self.path("areas", self.filters(n)),
            "counts": lambda n: self._api(n, [("counts", "true"), ("page_size", "1")]),
            "API list": lambda n: self._api(n, []),
            "opportunity": lambda n: self.pages[n % len(self.pages)],
            "print": lambda n: self.path("print", self.filters(n)),
            "Atom": lambda n: self.path("changes", self.filters(n)),
        }

    def path(self, name: str, pairs: Pairs) -> str:
        with override("en"):
            return f"{reverse(name, kwargs={'slug': SLUG})}?{urlencode(pairs)}"

    def _api(self, number: int, pairs: Pairs) -> str:
        with override("en"):
            return f"{reverse('api:api-list', kwargs={'city': SLUG})}?{urlencode([*self.filters(number), *pairs])}"

    def _looking(self, number: int) -> Pairs:
        view = self.view(number)
        return [("view", view.box), ("zoom", str(view.zoom))]

    def here(self, number: int) -> Pairs:
        view = self.view(number)
        return [("at", f"{view.longitude:.4f},{view.latitude:.4f}"), ("within", "50000"), ("sort", "nearest")]

    def _tile(self, number: int, pairs: Pairs) -> str:
        z, x, y = self.view(number).tile
        return f"/tiles/{z}/{x}/{y}.mvt?{urlencode([('city', SLUG), *pairs])}"
