"""Which encoding a text file is in."""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from opportunities.exchange.errors import UnreadableFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tried in this order; the first of equals wins, and cp1252 is a superset of the printable part of ISO-8859-1.
_CANDIDATES = ("cp1252", "cp1257", "cp1250", "iso8859_13", "iso8859_4", "cp1251", "mac_roman", "cp437", "koi8_r")
_ALPHABETS = {
    "es": "áéíóúüñ¿¡ºª",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "fi": "äöå",
    "nl": "éëïèöüáóê",
    "de": "äöüß",
    "fr": "àâçéèêëîïôùûüÿœæ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "pt": "ãáâàçéêíóôõú",
    "sv": "åäöé",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
}
_COMMON = set("–—‘’“”„«»•…€°·©®™§ ")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 400_000


def sniff_encoding(path: Path, *, language: str = "") -> str:
    """The codec name of `path`: a byte order mark, then UTF-8, then the code page whose letters make a language.

    Args:
        language: of the texts where it is known; settles code pages that fit several languages.
    Raises: UnreadableFileError where nothing fits.
    """
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    if _is_utf8(path):
        return "utf-8"
    return _code_page(path, language)


def looks_binary(head: bytes) -> bool:
    """Whether the beginning of a file is no text in any encoding."""
    marked = any(head.startswith(mark) for mark, _name in _MARKS)
    return b"\0" in head and not marked and not _wide(head)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark shows by its zeros: in text of Europe every second byte is one."""
    pairs = max(len(head) // 2, 1)
    if head[1::2].count(0) > 0.7 * pairs:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.7 * pairs else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _code_page(path: Path, language: str) -> str:
    with path.open("rb") as stream:
        sample = b"\n".join(line for line in stream.readlines(8 * _SAMPLE) if _HIGH.search(line))[:_SAMPLE]
    scored = [(_likeness(sample, name, language), -rank, name) for rank, name in enumerate(_CANDIDATES)]
    best, _rank, name = max(scored)
    if best >= 0.8:
        return name
    guess = from_bytes(sample).best()
    if guess is None:
        message = _(
            "The letters of %(name)s fit no encoding. Save the file as UTF-8 or name its encoding in the mapping."
        )
        raise UnreadableFileError(message % {"name": path.name})
    return guess.encoding


def _likeness(sample: bytes, encoding: str, language: str) -> float:
    """The share of non-ASCII characters that one language's alphabet explains; a little more for the language named."""
    try:
        high = [character for character in sample.decode(encoding) if ord(character) > 127]
    except UnicodeDecodeError:
        return 0.0
    letters = [character for character in high if character not in _COMMON]
    if not high or not letters:
        return 0.9 if high else 0.0
    best = 0.0
    for code, alphabet in _ALPHABETS.items():
        own = sum(character.lower() in alphabet for character in letters) / len(letters)
        # Small letters count a little more: many capitals in running text betray a wrong code page.
        lower = sum(character in alphabet for character in letters) / len(letters)
        best = max(best, own * 0.9 + lower * 0.1 + (0.05 if code == language else 0))
    return best
