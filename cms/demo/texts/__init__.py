"""What the pages of the demonstration say, a file for each city and language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def plan() -> dict[str, Any]:
    """Which pages each city has."""
    return tomllib.loads((HERE.parent / "plan.toml").read_text("utf-8"))


def words(slug: str, language: str, *, city: str) -> dict[str, Any]:
    """The words of the city `slug` in `language`, those that all cities share included; `city` is its name there."""
    shared = (HERE / f"common.{language}.toml").read_text("utf-8").replace("{city}", city)
    own = (HERE / f"{slug}.{language}.toml").read_text("utf-8")
    return {**tomllib.loads(shared), **tomllib.loads(own)}


def languages(slug: str) -> list[str]:
    """The languages in which there are words for the city `slug`."""
    return sorted(path.name.split(".")[1] for path in HERE.glob(f"{slug}.*.toml"))
