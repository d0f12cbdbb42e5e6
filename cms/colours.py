"""Whether a colour can be read on a page, and the nearest that can. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text
# What words stand on, in light and in dark: the least favourable grounds of ui/tokens.css (--surface-sunken).
LIGHT_GROUND, DARK_GROUND = "#f3efe9", "#292522"
WRITTEN = re.compile(r"\A#[0-9a-f]{6}\Z")


@dataclass(frozen=True)
class Colour:
    """Red, green and blue, each from 0 to 1."""

    red: float
    green: float
    blue: float

    @classmethod
    def read(cls, text: str) -> Colour:
        """Raises: ValueError where `text` is not "#rrggbb" in small letters."""
        if not WRITTEN.match(text):
            message = f"not a colour: {text!r}"
            raise ValueError(message)
        red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return cls(red, green, blue)

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in (self.red, self.green, self.blue))

    @property
    def luminance(self) -> float:
        """Relative luminance as WCAG 2.2 defines it, from 0 for black to 1 for white."""
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (self.red, self.green, self.blue)
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def towards(self, other: Colour, share: float) -> Colour:
        """This colour mixed with `share` (0 to 1) of the `other`."""
        return Colour(
            *(
                mine + (theirs - mine) * share
                for mine, theirs in (
                    (self.red, other.red),
                    (self.green, other.green),
                    (self.blue, other.blue),
                )
            )
        )


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white (WCAG 2.2)."""
    high, low = sorted((one.luminance, other.luminance), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(accent: str, ground: str = LIGHT_GROUND) -> bool:
    """Whether words in `accent` can be read on `ground`, both "#rrggbb"."""
    return contrast(Colour.read(accent), Colour.read(ground)) >= LEAST_CONTRAST


def nearest_readable(accent: str, ground: str = LIGHT_GROUND) -> str:
    """`accent` darkened (on a dark ground: lightened) in the smallest of 256 steps that lets words in it be read."""
    end = BLACK if Colour.read(ground).luminance > 0.5 else WHITE
    steps = (str(Colour.read(accent).towards(end, step / 256)) for step in range(257))
    return next(one for one in steps if readable(one, ground))
