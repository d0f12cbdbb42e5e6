"""What pages load is filled in from packages."""

import pytest

from config.bootstrap import frontend
from config.bootstrap.console import Problem

SVG = (
    '<svg viewBox="0 0 24 24">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M9 4v13" />\n</svg>'
)


def test_icons_are_found_however_deep_a_taxonomy_is():
    taxonomy = {"interest": [{"icon": "ball", "children": [{"icon": "run"}]}], "note": {"icon": 3}}
    assert list(frontend.icons_in(taxonomy)) == ["ball", "run"]


def test_a_symbol_keeps_the_drawing_and_drops_the_empty_ground():
    assert frontend.symbol("line", SVG).endswith('><path d="M9 4v13" /></symbol>')


def test_an_icon_that_does_not_exist_is_named_with_the_place_that_asks_for_it(monkeypatch):
    monkeypatch.setattr(frontend, "wanted_icons", lambda: iter([("no-such-icon", "site/ui/icons.txt:7")]))
    with pytest.raises(Problem, match=r"no-such-icon \(site/ui/icons.txt:7\)"):
        frontend.write_sprite()


@pytest.mark.parametrize("content", [b"x;\n//# sourceMappingURL=x.mjs.map", b"x;\n/*# sourceMappingURL=x.css.map */\n"])
def test_a_pointer_to_a_source_map_is_not_served(content):
    assert frontend.SOURCE_MAP.sub(b"\n", content) == b"x;\n"


def test_the_sprite_has_a_symbol_for_every_icon_in_use():
    sprite = (frontend.STATIC / "ui/icons.svg").read_text()
    assert [name for name, _ in frontend.wanted_icons() if f'<symbol id="{name}"' not in sprite] == []
