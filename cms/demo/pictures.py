"""Pictures for invented stories, drawn by code in the language of the interests' drawings: flat shapes of one hue."""

from __future__ import annotations

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINER = 1600, 1000, 2
# Lightness and share of the chroma, from the palest ground to the darkest shape.
STEPS = {"bg": (0.93, 0.3), "soft": (0.86, 0.5), "mid": (0.74, 0.85), "main": (0.56, 1.0), "deep": (0.36, 0.8)}
SKINS = ((0.84, 0.06, 60), (0.68, 0.09, 55), (0.48, 0.08, 50))
Colour = tuple[int, int, int]


def colour(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH (0 to 1, 0 to 0.4, degrees) as sRGB, each 0 to 255. Source: Ottosson, "A perceptual color space", 2020."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _channel(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _channel(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _channel(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _channel(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    curved = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * curved)


def draw(scene: str, hue: int, seed: str) -> bytes:
    """A picture as PNG, 1600 x 1000: `scene` is one of `SCENES`, `hue` degrees; the same for the same `seed`."""
    chance = random.Random(seed)  # noqa: S311 - a drawing
    palette = {name: colour(light, 0.13 * share, hue) for name, (light, share) in STEPS.items()}
    palette["pop"] = colour(0.82, 0.14, (hue + 150) % 360)
    palette["sun"] = colour(0.86, 0.13, 85)
    palette["paper"] = colour(0.98, 0.008, 80)
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), palette["bg"])
    pen = Pen(ImageDraw.Draw(image), palette, chance)
    SCENES[scene](pen)
    written = BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


class Pen:
    """Draws in units of the finished picture, with the colours of one hue by name."""

    def __init__(self, drawing: ImageDraw.ImageDraw, palette: dict[str, Colour], chance: random.Random) -> None:
        self.drawing, self.palette, self.chance = drawing, palette, chance

    def disc(self, x: float, y: float, radius: float, name: str) -> None:
        box = [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER]
        self.drawing.ellipse(box, fill=self.palette[name])

    def box(self, left: float, top: float, right: float, bottom: float, name: str, *, round_by: float = 0) -> None:
        edges = [left * FINER, top * FINER, right * FINER, bottom * FINER]
        self.drawing.rounded_rectangle(edges, round_by * FINER, fill=self.palette[name])

    def shape(self, corners: list[tuple[float, float]], name: str) -> None:
        self.drawing.polygon([(x * FINER, y * FINER) for x, y in corners], fill=self.palette[name])

    def wave(self, height: float, swing: float, name: str) -> None:
        """Ground that rises and falls, from `height` down to the foot of the picture."""
        phase, length = self.chance.uniform(0, 6), self.chance.uniform(500, 900)
        line = [(x, height + swing * math.sin(phase + x / length * 6.283)) for x in range(0, WIDTH + 20, 20)]
        self.shape([*line, (WIDTH, HEIGHT), (0, HEIGHT)], name)

    def person(self, x: float, foot: float, size: float, coat: str) -> None:
        """Somebody who stands at `foot`, `size` high."""
        self.palette["skin"] = colour(*self.chance.choice(SKINS))
        width = size * 0.34
        self.box(x - width * 0.32, foot - size * 0.4, x - width * 0.05, foot, "deep", round_by=width * 0.1)
        self.box(x + width * 0.05, foot - size * 0.4, x + width * 0.32, foot, "deep", round_by=width * 0.1)
        self.box(x - width / 2, foot - size * 0.76, x + width / 2, foot - size * 0.32, coat, round_by=width * 0.36)
        self.disc(x, foot - size * 0.87, size * 0.115, "skin")
        hair = (x - size * 0.125, foot - size, x + size * 0.125, foot - size * 0.75)
        self.drawing.pieslice([edge * FINER for edge in hair], 180, 360, fill=self.palette["deep"])

    def people(self, foot: float, size: float, count: int) -> None:
        coats = ["pop", "paper", "soft", "sun"]
        left = WIDTH / 2 - (count - 1) * size * 0.24
        for number in range(count):
            tall = size * self.chance.uniform(0.86, 1.06)
            self.person(left + number * size * 0.48, foot + self.chance.uniform(-12, 12), tall, coats[number % 4])


def outdoors(pen: Pen) -> None:
    """People on hills."""
    pen.disc(1180, 300, 150, "sun")
    pen.wave(520, 70, "soft")
    for x in range(80, 1600, 150):
        tall = pen.chance.uniform(110, 220)
        foot = 640 + pen.chance.uniform(-40, 30)
        pen.box(x - 7, foot - tall * 0.5, x + 7, foot, "deep")
        pen.disc(x, foot - tall * 0.7, tall * 0.32, "mid")
    pen.wave(650, 40, "mid")
    pen.people(860, 340, pen.chance.choice((3, 4)))
    pen.wave(880, 18, "main")


def town(pen: Pen) -> None:
    """People before houses."""
    pen.disc(300, 230, 110, "sun")
    x = -20.0
    while x < WIDTH:
        wide, top = pen.chance.uniform(150, 250), pen.chance.uniform(260, 460)
        pen.box(x, top, x + wide, HEIGHT, pen.chance.choice(("soft", "mid")))
        pen.shape([(x - 8, top), (x + wide / 2, top - 90), (x + wide + 8, top)], "main")
        for row in range(3):
            for column in range(2):
                left, above = x + wide * (0.18 + 0.38 * column), top + 50 + row * 110
                pen.box(left, above, left + wide * 0.24, above + 64, "paper", round_by=6)
        x += wide + 6
    pen.box(0, 800, WIDTH, HEIGHT, "deep")
    pen.people(880, 350, pen.chance.choice((3, 5)))


def indoors(pen: Pen) -> None:
    """People round a table below a window."""
    pen.box(170, 120, 620, 520, "paper", round_by=16)
    pen.disc(470, 260, 66, "sun")
    pen.box(385, 120, 400, 520, "soft")
    pen.box(170, 312, 620, 326, "soft")
    for shelf in range(3):
        pen.box(820, 220 + shelf * 130, 1460, 234 + shelf * 130, "deep")
        x = 836.0
        while x < 1400:
            wide, tall = pen.chance.uniform(22, 54), pen.chance.uniform(56, 104)
            pen.box(
                x,
                220 + shelf * 130 - tall,
                x + wide,
                220 + shelf * 130,
                pen.chance.choice(("mid", "main", "pop")),
                round_by=4,
            )
            x += wide + pen.chance.uniform(4, 30)
    pen.box(0, 720, WIDTH, HEIGHT, "soft")
    pen.people(820, 420, 4)
    pen.box(230, 700, 1370, 742, "deep", round_by=20)
    pen.box(330, 742, 362, 960, "deep")
    pen.box(1238, 742, 1270, 960, "deep")


def water(pen: Pen) -> None:
    """A boat on a lake or harbour."""
    pen.disc(1220, 270, 130, "sun")
    pen.wave(430, 60, "soft")
    pen.box(0, 540, WIDTH, HEIGHT, "mid")
    pen.shape([(720, 640), (720, 210), (1040, 640)], "paper")
    pen.shape([(700, 640), (700, 290), (500, 640)], "main")
    pen.box(704, 190, 718, 680, "deep")
    pen.people(700, 190, 3)
    pen.shape([(430, 660), (1130, 660), (1030, 770), (530, 770)], "deep")
    for height, name in ((770, "main"), (860, "deep")):
        pen.wave(height, 16, name)


def night(pen: Pen) -> None:
    """People below stars, with a telescope."""
    pen.box(0, 0, WIDTH, HEIGHT, "deep")
    for _star in range(70):
        pen.disc(pen.chance.uniform(0, WIDTH), pen.chance.uniform(0, 620), pen.chance.uniform(2, 6), "paper")
    pen.disc(330, 260, 120, "sun")
    pen.disc(385, 225, 105, "deep")
    pen.wave(640, 50, "main")
    pen.shape([(1000, 610), (1300, 430), (1335, 485), (1030, 660)], "paper")
    pen.shape([(1120, 600), (1150, 600), (1110, 860), (1080, 860)], "mid")
    pen.shape([(1120, 600), (1150, 600), (1200, 860), (1170, 860)], "mid")
    pen.palette["deep"] = pen.palette["bg"]
    pen.people(860, 330, 3)


SCENES = {"outdoors": outdoors, "town": town, "indoors": indoors, "water": water, "night": night}
