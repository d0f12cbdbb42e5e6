"""Colours and icons: what can be checked without looking."""

import math
import re

import pytest
from django.conf import settings

UI = settings.BASE_DIR / "site" / "ui"
TEXT, PART = 4.5, 3.0
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKENS = (UI / "static" / "ui" / "tokens.css").read_text() + (UI / "static" / "ui" / "hues.css").read_text()


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance (WCAG 2.2) of an OKLCH colour, clipped to sRGB. Source: Ottosson 2020, Oklab."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(*first), luminance(*second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def token(name: str) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The colour of a token in light and in dark."""
    found = re.search(rf"--{name}: light-dark\({OKLCH}, {OKLCH}\)", TOKENS)
    assert found, name
    numbers = [float(part) for part in found.groups()]
    return (numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5])


@pytest.mark.parametrize("ink", ["ink", "ink-soft", "good", "warn", "bad"])
@pytest.mark.parametrize("ground", ["paper", "surface", "surface-sunken", "surface-raised"])
def test_words_can_be_read_on_every_ground_in_light_and_dark(ink, ground):
    assert all(contrast(one, other) >= TEXT for one, other in zip(token(ink), token(ground), strict=True))


@pytest.mark.parametrize("ground", ["paper", "surface", "surface-raised"])
def test_the_edge_of_a_control_can_be_seen(ground):
    assert all(contrast(one, other) >= PART for one, other in zip(token("line-strong"), token(ground), strict=True))


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("ground", ["paper", "surface", "surface-sunken", "surface-raised"])
def test_the_hue_of_an_interest_stands_out_from_every_ground(number, ground):
    assert all(contrast(one, other) >= PART for one, other in zip(token(f"hue-{number}"), token(ground), strict=True))


def test_the_twelve_hues_are_equally_light():
    assert {token(f"hue-{number}")[0][0] for number in range(1, 13)} == {0.54}
    assert {token(f"hue-{number}")[1][0] for number in range(1, 13)} == {0.78}


@pytest.mark.parametrize("hue", range(0, 360, 15))
@pytest.mark.parametrize("chroma", [0.0, 0.1, 0.2])
def test_any_accent_a_city_may_choose_is_bent_until_it_can_be_read(hue, chroma):
    """The bounds are those of --accent-ink and --accent-fill in tokens.css."""
    assert "min(l, 0.47)" in TOKENS
    assert "max(l, 0.78) min(c, 0.11)" in TOKENS
    light, dark = (0.47, chroma, float(hue)), (0.78, min(chroma, 0.11), float(hue))
    assert contrast(light, token("surface-sunken")[0]) >= TEXT
    assert contrast(dark, token("surface-sunken")[1]) >= TEXT


def test_every_icon_a_page_names_is_in_the_sprite():
    listed = (UI / "icons.txt").read_text().split()
    source = "".join(page.read_text() for page in (UI / "templates").rglob("*.html"))
    source += "".join(module.read_text() for module in (UI / "templatetags").glob("*.py"))
    named = set(re.findall(r'(?:\{% icon |icon\()"([a-z0-9-]+)"', source)) | set(
        re.findall(r'icon_name="([a-z0-9-]+)"', source)
    )
    assert named - set(listed) == set()
    assert listed == sorted(set(listed))


def test_every_icon_of_the_sprite_exists():
    icons = settings.NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"
    if not icons.is_dir():
        pytest.skip("the front-end packages are not installed: npm ci")
    assert not [name for name in (UI / "icons.txt").read_text().split() if not (icons / f"{name}.svg").is_file()]


# Tokens; and what is shown where they cannot be read: an error page that loads nothing, and paper.
WITH_COLOURS = {"tokens", "hues", "broken", "poster"}


def test_no_style_names_a_colour_outside_the_tokens():
    styles = [path for path in (UI / "static" / "ui").glob("*.css") if path.stem not in WITH_COLOURS]
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|oklch\(\d", re.IGNORECASE)
    named = {path.name: [one for one in colour.findall(path.read_text()) if one != "#000"] for path in styles}
    assert not any(named.values()), named
