"""Who offers: organisations of every kind, from one listing each to a municipal centre with 25."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from django.utils.text import slugify

from opportunities.demo.plan import ProviderPlan, VenuePlan, stream
from opportunities.demo.profiles import Profile, mix, shares
from opportunities.demo.words import words

BIGGEST = 25
LARGE = 21
GROWS = {"municipality": 9, "school": 4, "culture": 5, "vet": 6, "higher-education": 5, "sport": 3, "ngo": 2}


def make_providers(profile: Profile, venues: list[VenuePlan]) -> list[ProviderPlan]:
    """The providers of a city: exactly `profile.providers`, with `profile.listings` listings in all."""
    rng = stream(profile.slug, "providers")
    kinds = [one for one, number in shares(mix()["providers"], profile.providers).items() for _ in range(number)]
    rng.shuffle(kinds)
    # The first one is the municipal centre that has more than anybody else.
    found = kinds.index("municipality")
    kinds[0], kinds[found] = kinds[found], kinds[0]
    sizes = _sizes(kinds, profile, rng)
    names = _names(profile, rng)
    return [
        _provider(number, kind, size, names, profile=profile, venues=venues)
        for number, (kind, size) in enumerate(zip(kinds, sizes, strict=True))
    ]


def _sizes(kinds: list[str], profile: Profile, rng: Random) -> list[int]:
    """How many listings each has: a few many, most one or two."""
    sizes = [1] * len(kinds)
    top = min(BIGGEST, profile.listings // 6)
    sizes[0] = top
    weights = [GROWS.get(kind, 1) * rng.paretovariate(1.1) for kind in kinds]
    weights[0] = 0
    limits = [min(rng.randint(9, LARGE), top - 2) for _ in kinds]
    while (missing := profile.listings - sum(sizes)) > 0:
        for number in rng.choices(range(len(kinds)), weights, k=missing):
            if sizes[number] < limits[number]:
                sizes[number] += 1
    return sizes


def _names(profile: Profile, rng: Random) -> Iterator[str]:
    """Friendly names that no organisation has, none twice: "Smalsus ežys", "The curious hedgehog"."""
    common = words(profile.tongue).common
    pairs = [
        pattern.format(adjective=adjective, noun=noun)
        for adjectives, nouns, pattern in common["name_pairs"]
        for adjective, noun in product(adjectives, nouns)
    ]
    rng.shuffle(pairs)
    return iter(pairs)


def _provider(
    number: int, kind: str, size: int, names: Iterator[str], *, profile: Profile, venues: list[VenuePlan]
) -> ProviderPlan:
    rng = stream(profile.slug, "provider", number)
    common = words(profile.tongue).common
    nickname = next(names)
    domain = f"{slugify(nickname)}.example"
    weights = mix()["works_in"][kind]
    breadth = len(weights) if kind == "municipality" else rng.choice([1, 1, 2, 3])
    fields = list(dict.fromkeys(rng.choices(list(weights), list(weights.values()), k=breadth * 2)))[:breadth]
    has_website = kind not in {"informal", "freelance"} or rng.randrange(3) == 0
    return ProviderPlan(
        number=number,
        kind=kind,
        name=rng.choice(common["providers"][kind]).format(name=nickname),
        slug=slugify(nickname),
        fields=list(weights) if kind == "municipality" else fields,
        size=size,
        about=f"{common['invented']} {rng.choice(common['about'][kind])}",
        website=f"https://{domain}/" if has_website else "",
        email=f"labas@{domain}" if profile.tongue == "lt" else f"info@{domain}",
        phone=f"{profile.phone}{rng.randrange(10_000):04}" if rng.randrange(4) else "",
        registration_code="" if kind in {"informal", "freelance"} else f"DEMO-{profile.country}-{number:04}",
        is_verified=number == 0 or rng.randrange(100) < (25 if kind in {"informal", "freelance"} else 68),
        home=_home(fields, size, venues, rng),
    )


def _home(fields: list[str], size: int, venues: list[VenuePlan], rng: Random) -> list[int]:
    """The venues a provider mostly uses: of a type that suits what it does."""
    types = {kind for field in fields for kind in mix()["takes_place"][field]}
    fitting = [venue for venue in venues if venue.type in types] or venues
    number = 1 + (size > 3) + (size > 9) + (size > 18)
    return [venue.number for venue in rng.choices(fitting, [venue.weight for venue in fitting], k=number)]
