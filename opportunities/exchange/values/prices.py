"""Prices as people write them: "Free", "$400 Member $440 Nonmember", "5-10 €", "gratis"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from opportunities.exchange.values.parsed import Parsed, fold

HIGHEST = Decimal(1_000_000)

_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN"}
_WORDS = {"euros": "EUR", "euro": "EUR", "eurai": "EUR", "euru": "EUR", "eur": "EUR", "gbp": "GBP", "usd": "USD"}
_WORDS |= {code.lower(): code for code in ("PLN", "SEK", "NOK", "DKK", "CHF", "CZK", "CAD", "AUD", "NZD")}
_DOLLARS = {"USD", "CAD", "AUD", "NZD"}
_KRONER = {"SEK", "NOK", "DKK"}

_MONEY = r"(?:€|£|\$|zł|zl|kr|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_FIGURE = r"\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(rf"(?:({_MONEY})\.?\s*({_FIGURE})|({_FIGURE})\s*({_MONEY})(?![a-z]))")
_BARE = re.compile(_FIGURE)
_RANGE = re.compile(
    rf"(?:from |de |van |nuo |between )?({_MONEY})?\s*({_FIGURE})\s*({_MONEY})?\s*(?:-|to|a|tot|iki|and)\s*"
    rf"({_MONEY})?\s*({_FIGURE})\s*({_MONEY})?\.?"
)
_UP_TO = re.compile(
    rf"(?:(?:up to|iki|hasta|tot|max\.?) )?(?P<money>({_MONEY})?\s*({_FIGURE})\s*({_MONEY})?)(?P<less> or less)?"
)
# What an amount buys, by the words after it. A price a week has no word in the catalogue and stays text.
_UNITS = {
    "month": r"(?:per|/|a|al|par)\s*(?:month|men(?:uo|esi)?\.?|mes|maand|kk|menesi)|monthly|i men(?:esi)?\.?",
    "meeting": r"(?:per|/)\s*(?:session|class|lesson|visit|uzsiemima[s]?|uzs\.?|les|sesion|karta)",
    "once": r"(?:per|/|por)\s*(?:person|persona|pers\.?|asm(?:eniui|uo)?\.?|persoon|participant|child|nino|head"
    r"|course|camp|programme|program|kursa|curso|cursus|stovykla)",
    "term": r"(?:per|/|al|el)\s*(?:term|semester|semestra|semestre|trimestre|trimester)",
    "year": r"(?:per|/)\s*(?:year|metus|jaar|ano)",
}
_FREE_WORD = (
    r"(?:free|gratis|gratuit[oa]?|nemokam(?:a|as|ai|i|os)|bezmaksas|ilmainen|maksuton|kostenlos|tasuta|bezplatnie)"
)
_FREE = re.compile(
    r"(?:(?:actividad|acceso|entrada|entry|admission|entrance|toegang|dalyvavimas|iejimas)(?: is| libre y)? )?"
    rf"{_FREE_WORD}(?: of charge| entry| admission|,)?"
    r"(?:[ ,]+(?:con|hasta|previa?|with registration|registration required)\b[^0-9]*)?"
    r"|(?:entrada|acceso) libre(?: hasta completar aforo)?|no charge|no cost|no fee|be mokesci[ou]"
)


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts in `currency` (ISO 4217), each for one `unit`: once, meeting, month, term or year.

    Free: both are 0. "Up to 50": only `highest` is known.
    """

    lowest: Decimal | None
    highest: Decimal | None
    currency: str
    unit: str = "once"

    @property
    def is_free(self) -> bool:
        return self.highest == 0


def parse_price(text: str, *, currency: str = "") -> Parsed[Price]:
    """What `text` costs; nothing where it names conditions, discounts or additions that no two amounts can carry.

    Args:
        currency: ISO 4217 code meant where the text names none, and for "$" and "kr", which several countries use.
    """
    folded = fold(text).strip(" .;")
    if not folded:
        return Parsed()
    if _FREE.fullmatch(folded):
        return Parsed(Price(Decimal(0), Decimal(0), currency))
    for attempt in (_single, _up_to, _span, _labelled):
        if found := attempt(folded, currency):
            return _sound(found)
    return Parsed(reason=_("No price could be read for certain; the text is shown as it stands."))


def parse_amount(text: str) -> Parsed[Decimal]:
    """One bare amount: "2.60", "1 200,50", "0"."""
    if not text.strip():
        return Parsed()
    if not _BARE.fullmatch(fold(text)):
        return Parsed(reason=_("No amount could be read. Write it as 12.50."))
    return Parsed(_decimal(fold(text)))


def _sound(price: Price) -> Parsed[Price]:
    amounts = [amount for amount in (price.lowest, price.highest) if amount is not None]
    if not price.currency and any(amounts):
        return Parsed(reason=_('Which currency? Say currency = "EUR" in the mapping.'))
    if max(amounts) > HIGHEST or amounts != sorted(amounts):
        return Parsed(reason=_("The amounts are out of order or beyond belief."))
    return Parsed(price)


def _single(folded: str, currency: str) -> Price | None:
    match = _AMOUNT.match(folded) or _BARE.match(folded)
    if match is None:
        return None
    rest, unit = folded[match.end() :].strip(" ."), "once"
    if rest:
        unit = next((name for name, pattern in _UNITS.items() if re.fullmatch(pattern, rest)), "")
        if not unit:
            return None
    amount, found = _read(match, currency)
    return Price(amount, amount, found, unit) if found is not None else None


def _up_to(folded: str, currency: str) -> Price | None:
    match = _UP_TO.fullmatch(folded)
    if match is None:
        return None
    code = _currency(match[2] or match[4] or "", currency)
    return None if code is None else Price(None, _decimal(match[3]), code)


def _span(folded: str, currency: str) -> Price | None:
    match = _RANGE.fullmatch(folded)
    if match is None:
        return None
    named = {_currency(sign, currency) for sign in (match[1], match[3], match[4], match[6]) if sign} or {currency}
    code = named.pop()
    return None if named or code is None else Price(_decimal(match[2]), _decimal(match[5]), code)


def _labelled(folded: str, currency: str) -> Price | None:
    """Several amounts, each with its label: certain only if every figure is money and nothing is added or taken off."""
    found = [_read(match, currency) for match in _AMOUNT.finditer(folded)]
    rest = _AMOUNT.sub(" ", folded)
    if len(found) < 2 or re.search(
        r"[\d%+]|plus|\bmas\b|discount|descuento|deposit|gastos|fee\b|prij[sz]en?geld", rest
    ):
        return None
    if len(rest.split()) > 12:  # labels are short; a story that mentions money is not a price list
        return None
    codes = {code for _amount, code in found}
    code = codes.pop()
    amounts = [amount for amount, _code in found]
    return None if codes or code is None else Price(min(amounts), max(amounts), code)


def _read(match: re.Match[str], currency: str) -> tuple[Decimal, str | None]:
    if match.re is _BARE:
        return _decimal(match[0]), currency
    return _decimal(match[2] or match[3]), _currency(match[1] or match[4], currency)


def _currency(sign: str, declared: str) -> str | None:
    """The code behind `sign`; None where a sign that several countries use is not settled by the declared currency."""
    if sign == "$":
        return declared if declared in _DOLLARS else None
    if sign == "kr":
        return declared if declared in _KRONER else None
    return _SIGNS.get(sign) or _WORDS.get(sign) or declared


def _decimal(figure: str) -> Decimal:
    """The number; of points and commas the last one followed by one or two figures is the decimal mark."""
    whole, mark, cents = figure.strip(), "", ""
    if match := re.fullmatch(r"(.*)[.,](\d{1,2})", whole):
        whole, mark, cents = match[1], ".", match[2]
    return Decimal(re.sub(r"[ .,]", "", whole) + mark + cents)
