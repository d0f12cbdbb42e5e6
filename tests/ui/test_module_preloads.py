"""The explorer's modules are asked for at once: the page names all that its script imports, and nothing else."""

import re
from pathlib import Path

import maps

MODULES = Path(maps.__file__).parent / "static" / "maps"
PAGE = Path(__file__).resolve().parents[2] / "site/ui/templates/maps/explorer.html"


def imported(name: str) -> set[str]:
    """The modules that `name` imports before it runs, and theirs."""
    found = set(re.findall(r'from "\./(\w+)\.mjs"', (MODULES / f"{name}.mjs").read_text()))
    return found.union(*(imported(each) for each in found))


def test_the_page_asks_at_once_for_what_its_script_imports():
    asked = re.findall(r'rel="modulepreload" href="\{% get_static_prefix %\}maps/(\w+)\.mjs"', PAGE.read_text())
    assert sorted(asked) == sorted(imported("explorer"))
