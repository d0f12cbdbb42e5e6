"""Days of the week in the languages of the catalogue, as words, abbreviations, letter codes and Roman numerals."""

import re

from django.utils.translation import gettext as _

from opportunities.exchange.values.parsed import Parsed, fold

# Monday to Sunday, folded. Whole words are told apart in any language.
_WORDS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "lt": "pirmadienis antradienis treciadienis ketvirtadienis penktadienis sestadienis sekmadienis",
    "lv": "pirmdiena otrdiena tresdiena ceturtdiena piektdiena sestdiena svetdiena",
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "pl": "poniedzialek wtorek sroda czwartek piatek sobota niedziela",
}
# Short forms clash between languages ("di" is Tuesday in Dutch, Sunday in French), so they need the file's language.
_SHORT = {
    "en": ["mon mo m", "tue tues tu", "wed we w", "thu thur thurs th", "fri fr f", "sat sa", "sun su"],
    "lt": [
        "pr pir pirmad i",
        "an ant antr ii",
        "tr tre trec iii",
        "kt ket ketv iv",
        "pn pen penkt v",
        "st ses sest vi",
        "sk sek sekm vii",
    ],
    "lv": ["p pirm", "o otr", "t tres", "c cet", "pk piek", "s sest", "sv svet"],
    "fi": ["ma", "ti", "ke", "to", "pe", "la", "su"],
    "nl": ["ma", "di", "wo", "do", "vr", "za", "zo"],
    "es": ["lun", "mar", "mie", "jue", "vie", "sab", "dom"],
    "de": ["mo", "di", "mi", "do", "fr", "sa", "so"],
    "fr": ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
    "pl": ["pon pn", "wt", "sr", "czw", "pt", "sob", "nd niedz"],
}
_SETS = {
    **dict.fromkeys(
        ["daily", "every day", "kasdien", "dagelijks", "diario", "todos los dias", "paivittain"], range(1, 8)
    ),
    **dict.fromkeys(["weekdays", "darbo dienomis", "werkdagen", "arkisin", "darbdienas"], range(1, 6)),
    **dict.fromkeys(["weekends", "weekend", "savaitgaliais", "weekends only", "viikonloppuisin"], range(6, 8)),
}
_LINKS = {"and", "ir", "un", "ja", "en", "y", "und", "et", "i"}


def _vocabulary(language: str) -> dict[str, int]:
    words = {word: day for names in _WORDS.values() for day, word in enumerate(names.split(), 1)}
    words |= {f"{word}s": day for day, word in enumerate(_WORDS["en"].split(), 1)}
    # The Lithuanian instrumental says "on Mondays": pirmadieniais, pirmadienį.
    words |= {
        word.removesuffix("is") + end: day for day, word in enumerate(_WORDS["lt"].split(), 1) for end in ("iais", "i")
    }
    words |= {form: day for day, forms in enumerate(_SHORT.get(language, []), 1) for form in forms.split()}
    return words


_VOCABULARIES = {language: _vocabulary(language) for language in ("", *_SHORT)}


def parse_weekdays(text: str, *, language: str = "", letters: str = "") -> Parsed[tuple[int, ...]]:
    """The days that `text` names as ISO numbers, 1 = Monday to 7 = Sunday, each once and in order.

    Args:
        language: whose abbreviations are meant (en, lt, lv, fi, nl, es, de, fr, pl).
        letters: seven letters or figures from Monday to Sunday, as in "LMXJVSD", where the file uses a code.
    """
    folded = fold(text).strip(" .;:")
    if not folded:
        return Parsed()
    if folded in _SETS:
        return Parsed(tuple(_SETS[folded]))
    known = (
        dict(zip(fold(letters), range(1, 8), strict=False))
        if letters
        else _VOCABULARIES.get(language, _VOCABULARIES[""])
    )
    days: set[int] = set()
    for token in re.split(r"[\s,;/&+|]+", re.sub(r"\s*-\s*", "-", folded)):
        word = token.strip(".:()")
        if not word or (word in _LINKS and word not in known):
            continue
        found = _days(word, known)
        if found is None:
            return Parsed(reason=_("“%(word)s” is no day of the week that is known here.") % {"word": token[:40]})
        days |= found
    return Parsed(tuple(sorted(days))) if days else Parsed(reason=_("No day of the week could be read."))


def _days(word: str, known: dict[str, int]) -> set[int] | None:
    first, dash, last = word.partition("-")
    start, end = known.get(first.strip(".")), known.get(last.strip("."))
    if not dash:
        return None if start is None else {start}
    if start is None or end is None:
        return None
    return {(day - 1) % 7 + 1 for day in range(start, end + 1 if end >= start else end + 8)}
