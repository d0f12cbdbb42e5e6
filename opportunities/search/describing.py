"""docs/filters.md: what can be asked, told from the list of filters itself (`manage.py describe_filters`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from opportunities.search.asking import Form, Parameter
from opportunities.search.filters import FILTERS
from opportunities.search.search import PAGE_SIZE, SORTS

HEAD = """\
# What can be asked

Made by `manage.py describe_filters` out of `FILTERS` (opportunities/search/filters); a test compares. The page's form,
the chips, the address, the API, the SQL and the rank index follow from the same list.

Every address of a city (`/vilnius/explore/`, its map, its feeds and downloads) and the API take these parameters. What
a parameter cannot mean is left out, and the answer says so in words. Parameters that may be repeated are marked with +.

| parameter | takes | means |
| --- | --- | --- |
"""
FORMS = {
    Form.TEXT: "text",
    Form.CODE: "a code",
    Form.DATE: "a day, 2026-11-21",
    Form.POINT: "longitude,latitude in degrees",
    Form.BOX: "west,south,east,north in degrees",
    Form.SWITCH: "`1`",
}


def as_markdown() -> str:
    """The whole page, in English."""
    with override("en"):
        return HEAD + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    for one in FILTERS:
        for parameter in one.describe():
            more = " +" if parameter.many else ""
            yield f"| `{parameter.name}`{more} | {takes(parameter)} | {parameter.help} |"
    yield f"| `sort` | {words(tuple(SORTS))} | The order; what the question suggests where it is left out. |"
    yield f"| `page` | a whole number | {PAGE_SIZE} to a page. |"


def takes(parameter: Parameter) -> str:
    """What can be given, in words."""
    if parameter.values and parameter.form is not Form.SWITCH:
        return words(parameter.values)
    if parameter.form is Form.INTEGER:
        return f"a whole number, {parameter.least} to {parameter.most}"
    if parameter.form is Form.CHOICE:
        return "what the city offers"
    example = f", `{parameter.example}`" if parameter.example and parameter.form is not Form.SWITCH else ""
    return FORMS[parameter.form] + example


def words(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)
