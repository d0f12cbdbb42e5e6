"""The picture that other sites show beside a shared address (Open Graph): words on the colour of an interest."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import groupby

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # pixels: what the large sites ask for
MARGIN = 72
WIDTH = SIZE[0] - 2 * MARGIN - 220  # the words leave room for the rings
TITLE_PX, SMALLEST_PX, MOST_LINES = 84, 44, 4
WORDS_PX = 34
PAPER, INK = "#fbf8f2", "#2b241d"
HEADING, TEXT = "bricolage-grotesque", "atkinson-hyperlegible-next"
BASIC = frozenset({*range(0x20, 0x100), *range(0x2010, 0x2027), 0x20AC})  # what the basic file of a font holds

Font = ImageFont.FreeTypeFont
Run = tuple[str, Font]


def share_picture(*, over: str, title: str, words: Sequence[str], colour: str) -> bytes:
    """A PNG of `SIZE`.

    Args:
        over: a word above the title, such as the city.
        title: shortened where four lines are too few for it.
        words: lines below it; empty ones are left out.
        colour: of the word above and the rings, #rrggbb.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    _rings(picture, colour)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 18, SIZE[1]), fill=colour)
    _write(pen, over, (MARGIN, 58), HEADING, WORDS_PX, colour)
    lines, size = _fitted(plain(title))
    y = 128.0
    for line in lines:
        _write(pen, line, (MARGIN, y), HEADING, size, INK)
        y += size * 1.12
    y += 22
    for line in filter(None, map(plain, words)):
        _write(pen, _shortened(line, TEXT, WORDS_PX), (MARGIN, y), TEXT, WORDS_PX, INK)
        y += WORDS_PX * 1.4
    written = BytesIO()
    picture.quantize(128).save(written, "PNG", optimize=True)
    return written.getvalue()


def plain(text: str) -> str:
    """`text` in one line, without marks that no font draws."""
    kept = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join("".join(kept).split())


def _rings(picture: Image.Image, colour: str) -> None:
    """Rings around a pin, at the right."""
    picture.paste(Image.new("RGB", SIZE, colour), mask=_ring_mask())


@lru_cache(maxsize=1)
def _ring_mask() -> Image.Image:
    """Where the rings are, and how strong: drawn three times as large, so that they have smooth edges."""
    times = 3
    layer = Image.new("L", (SIZE[0] * times, SIZE[1] * times))
    pen = ImageDraw.Draw(layer)
    x, y = (SIZE[0] - 40) * times, (SIZE[1] - 90) * times
    for radius, shade in ((430, 16), (330, 30), (230, 52), (130, 255)):
        reach = radius * times
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=shade)
    return layer.resize(SIZE, Image.Resampling.LANCZOS)


def _fitted(title: str) -> tuple[list[str], int]:
    """The lines of `title` and their size in pixels: as large as goes, shortened at the smallest."""
    for size in range(TITLE_PX, SMALLEST_PX - 1, -8):
        lines = _lines(title, size)
        if len(lines) <= MOST_LINES and all(_length(line, HEADING, size) <= WIDTH for line in lines):
            return lines, size
    last = " ".join(lines[MOST_LINES - 1 :])
    kept = [*lines[: MOST_LINES - 1], last]
    return [_shortened(line, HEADING, SMALLEST_PX) for line in kept], SMALLEST_PX


def _lines(text: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, HEADING, size) <= WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(text: str, family: str, size: int) -> str:
    if _length(text, family, size) <= WIDTH:
        return text
    while text and _length(f"{text}…", family, size) > WIDTH:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _length(text: str, family: str, size: int) -> float:
    return sum(font.getlength(part) for part, font in _runs(text, family, size))


def _write(pen: ImageDraw.ImageDraw, text: str, at: tuple[float, float], family: str, size: int, colour: str) -> None:
    x, y = at
    for part, font in _runs(text, family, size):
        pen.text((x, y + size), part, fill=colour, font=font, anchor="ls")
        x += font.getlength(part)


def _runs(text: str, family: str, size: int) -> Iterator[Run]:
    """`text` in parts, each with the one of the family's two files that has its letters."""
    for is_basic, signs in groupby(text, lambda sign: ord(sign) in BASIC):
        yield "".join(signs), _font(family, "latin" if is_basic else "latin-ext", size)


@lru_cache(maxsize=64)
def _font(family: str, subset: str, size: int) -> Font:
    """Raises: FileNotFoundError where the set-up did not bring the fonts."""
    name = f"ui/fonts/{family}-{subset}-wght-normal.woff2"
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    font = ImageFont.truetype(str(found), size)
    font.set_variation_by_axes([700 if family == HEADING else 500])
    return font
