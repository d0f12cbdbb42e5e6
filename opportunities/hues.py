"""The colours of the twelve fields of interest, as the stylesheet hues.css has them in light.

For programs that do not know oklch(): readers of SVG and PDF, and Pillow.
"""

HUES = (
    "#c13331", "#c02862", "#a93b99", "#8251bd", "#a65612", "#8a6555",
    "#3b64d8", "#1976aa", "#467c5e", "#1b7e80", "#816e12", "#4d7e26",
)  # fmt: skip


def colour_of(hue: int) -> str:
    """The colour of `hue` (1 to 12) as #rrggbb."""
    return HUES[(hue - 1) % len(HUES)]
