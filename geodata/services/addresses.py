"""Addresses that are known, so that nobody outside is asked for them again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import transaction

from geodata.models import Exactness, KnownAddress
from geodata.words import address_words, canonical_address, fold

_WRITTEN = ["text", "locality", "street_words", "street", "house", "locality_words", "point", "exactness", "source"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address with its point, as somebody vouches for it. `text` may end with the locality."""

    text: str
    country_code: str
    point: Point
    locality: str = ""
    exactness: str = Exactness.ADDRESS
    source: str = ""


def remember_address(
    *,
    text: str,
    country_code: str,
    point: Point,
    locality: str = "",
    exactness: str = Exactness.ADDRESS,
    source: str = "",
) -> None:
    """Let the geocoder know one address; see `remember_addresses`."""
    remember_addresses([Address(text, country_code, point, locality, exactness, source)])


@transaction.atomic
def remember_addresses(addresses: Iterable[Address]) -> int:
    """Let the geocoder know these addresses; returns how many were written. Two queries for a thousand.

    An address known more exactly than now told stays as it is. One without any word of a street is left out.
    """
    rows: dict[tuple[str, str], KnownAddress] = {}
    for address in addresses:
        row = _row(address)
        if not row.street_words:
            continue
        known = rows.get((row.country_code, row.folded))
        if known is None or Exactness(row.exactness).order < Exactness(known.exactness).order:
            rows[row.country_code, row.folded] = row
    better = set()
    for kept in KnownAddress.objects.filter(folded__in=[folded for _, folded in rows]):
        key = kept.country_code, kept.folded
        if key in rows and Exactness(kept.exactness).order < Exactness(rows[key].exactness).order:
            better.add(key)
    written = [row for key, row in sorted(rows.items()) if key not in better]  # sorted: no deadlock of two imports
    KnownAddress.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["country_code", "folded"],
        update_fields=_WRITTEN,
        batch_size=1000,
    )
    return len(written)


def _row(address: Address) -> KnownAddress:
    """The row of an address, unsaved: taken apart into what a question must say to mean it."""
    locality = fold(address.locality).split()
    taken = address_words(address.text)
    street = [word for word in taken.street if word not in locality] or list(taken.street)
    line = canonical_address(address.text)
    if locality and not f" {line} ".count(f" {' '.join(locality)} "):
        line = f"{line} {' '.join(locality)}"
    return KnownAddress(
        text=address.text[:300],
        locality=address.locality[:200],
        country_code=address.country_code,
        folded=line[:400],
        street_words=[word[:100] for word in street],
        street=" ".join(street)[:300],
        house=taken.house,
        locality_words=[word[:100] for word in locality],
        point=address.point,
        exactness=address.exactness,
        source=address.source[:200],
    )
