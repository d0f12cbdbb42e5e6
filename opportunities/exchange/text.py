"""Text from outside: characters the database refuses, mended encodings, and HTML cut down to what is harmless."""

import html
import re

import nh3

ALLOWED_TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "br"}
LONGEST_CELL = 100_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*\b[^<>]*|!--[\s\S]*?--)>")
_BLOCK_EDGE = re.compile(
    r"</(?:div|section|article|h[1-6]|tr|td)>|<(?:div|section|article|h[1-6]|tr)\b[^>]*>", re.IGNORECASE
)
_BLOCK = re.compile(r"<(?:p|ul|ol)>")
_PARAGRAPH = re.compile(r"\n\s*\n+")
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|<br>|&nbsp;)*</p>")
# UTF-8 that somebody read as Latin-1 or Windows-1252: a lead byte and its followers, each as one character.
_MISREAD = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)
_MAC_APOSTROPHE = re.compile(r"(?<=[A-Za-z])Õ(?=(?:s|t|d|m|re|ve|ll)\b)")


def without_control_characters(text: str) -> str:
    """`text` without NUL, other unprintable characters and lone surrogates, which PostgreSQL refuses to store."""
    return _CONTROL.sub("", text)


def mended(text: str) -> str:
    """`text` with the traces of a wrong encoding undone: "Iâ€™m" and "IÕm" are "I’m".

    Only sequences that decode to exactly one character are touched; everything else stays.
    """
    return _MAC_APOSTROPHE.sub("’", _MISREAD.sub(_decoded, text))


def _decoded(match: re.Match[str]) -> str:
    try:
        raw = b"".join(
            character.encode("latin-1") if ord(character) < 256 else character.encode("cp1252")
            for character in match[0]
        )
        found = raw.decode("utf-8")
    except UnicodeError:
        return match[0]
    return found if len(found) == 1 else match[0]


def plain(text: str) -> str:
    """One line of text without tags and entities, for titles and names."""
    bare = _TAG.sub(" ", text) if "<" in text else text
    return _BLANKS.sub(" ", " ".join(html.unescape(bare).split()))


def safe_html(text: str) -> str:
    """`text`, plain or HTML, as paragraphs with lists, links and emphasis and nothing else.

    Links keep http, https, mailto and tel addresses and gain rel="nofollow noopener"; scripts and styles go with what
    is in them.
    """
    text = text.strip()
    if not text:
        return ""
    if not _TAG.search(text):
        paragraphs = _PARAGRAPH.split(html.unescape(text).replace("\r\n", "\n").replace("\u00a0", " "))
        inner = (html.escape(paragraph.strip(), quote=False).replace("\n", "<br>") for paragraph in paragraphs)
        return "".join(f"<p>{paragraph}</p>" for paragraph in inner if paragraph)
    cleaned = nh3.clean(
        _BLOCK_EDGE.sub("<br>", text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )
    cleaned = _EMPTY_PARAGRAPH.sub("", cleaned.replace("\u00a0", " ").replace("&nbsp;", " ")).strip()
    return f"<p>{cleaned}</p>" if cleaned and not _BLOCK.search(cleaned) else cleaned
