"""A filtered view as it is at this moment, as one HTML file that needs nothing else: a map by folium, and its list.

Folium writes texts into pages and scripts as they are and points at other people's servers. So every text is escaped
here first, the page carries Leaflet inside itself, and its own policy lets it ask nobody for anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi
from numpy.typing import NDArray

from maps.basemap.palette import LIGHT
from maps.posters.drawing import frame
from maps.posters.ground import Layer, ground, project
from maps.posters.poster import attribution
from maps.posters.spots import Spot, shown
from maps.taking import address, shareable
from opportunities import wording
from opportunities.hues import colour_of
from opportunities.search.search import Search

MOST_SPOTS = 150
AROUND = 2.5  # how much more ground than the pins need, so that one can look around
FINEST_DEGREES = 0.0002
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLES = {
    "land": {"fillColor": LIGHT.land, "fillOpacity": 1, "weight": 0},
    "water": {"fillColor": LIGHT.water, "fillOpacity": 1, "weight": 0},
    "town": {"fillColor": LIGHT.core, "fillOpacity": 1, "weight": 0},
    "river": {"color": LIGHT.shore, "weight": 2, "fill": False},
    "district": {"color": LIGHT.area_line, "weight": 1, "fill": False},
}


def snapshot(search: Search, *, title: str, absolute: Callable[[str], str]) -> str:
    """The HTML file of `search` as it is now, at most `MOST_SPOTS` places of it; where the visitor is takes no part.

    Args:
        title: plain text.
        absolute: makes the path of a page an address that works elsewhere.
    """
    found = Search.read({**shareable(search)}, search.city)
    seen = shown(found, most=MOST_SPOTS)
    drawn = _map(found, seen.spots)
    context = {
        "title": title,
        "city": found.city,
        "spots": seen.spots,
        "left_out": seen.left_out,
        "page": absolute(address("explorer", found)),
        "today": wording.calendar_day(timezone.localdate()),
        "source": attribution(found.city),
    }
    # Put in when folium is done: it would take braces in these texts for its own.
    leaflet = f"<style>{_own('leaflet.css')}</style><script>{_own('leaflet.js')}</script>"
    head = render_to_string("maps/snapshot_head.html", context) + leaflet
    text = drawn.get_root().render()
    text = text.replace("<head>", f"<head>{head}", 1)
    text = text.replace("</body>", render_to_string("maps/snapshot_list.html", context) + "</body>", 1)
    direction = "rtl" if get_language_bidi() else "ltr"
    text = text.replace("<html>", f'<html lang="{get_language()}" dir="{direction}">', 1)
    return text.replace("<head>", f"<head>{_policy(text)}", 1)


def _map(search: Search, spots: tuple[Spot, ...]) -> folium.Map:
    """The map with its ground and pins; without tiles, and with no script or style of anybody else."""
    points = np.array([[spot.lon, spot.lat] for spot in spots] or [[search.city.centre.x, search.city.centre.y]])
    west, north, east, south = frame(project(points), 1.4)
    wide, high = (east - west) * AROUND, (south - north) * AROUND
    drawn = folium.Map(tiles=None, height="70vh", control_scale=True, zoom_snap=0.25, max_bounds=True)
    drawn.default_js, drawn.default_css = [], []
    box = (west - wide / 2, north - high / 2, east + wide / 2, south + high / 2)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": [_ground(layer) for layer in ground(search.city, box)]},
        style_function=lambda feature: STYLES[feature["properties"]["role"]],
        interactive=False,
    ).add_to(drawn)
    if spots:
        pins = {"type": "FeatureCollection", "features": [_pin(spot) for spot in spots]}
        folium.GeoJson(
            pins,
            marker=folium.Marker(icon=folium.DivIcon()),
            style_function=lambda feature: {
                "html": feature["properties"]["pin"],
                "className": "pin",
                "iconSize": [26, 26],
            },
            popup=folium.GeoJsonPopup(fields=["told"], labels=False, max_width=280),
        ).add_to(drawn)
    corners = unproject(np.array([[west, south], [east, north]]))
    drawn.fit_bounds([[float(lat), float(lon)] for lon, lat in corners])
    return drawn


def unproject(world: NDArray[np.float64]) -> NDArray[np.float64]:
    """World units, (n, 2), as longitudes and latitudes, (n, 2) degrees."""
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * world[:, 1]))))
    return np.column_stack([world[:, 0] * 360 - 180, lat])


def _ground(layer: Layer) -> dict[str, Any]:
    outline = shapely.simplify(shapely.transform(layer.geometry, unproject), FINEST_DEGREES)
    geometry = shapely.geometry.mapping(shapely.set_precision(outline, 0.00001, mode="pointwise"))
    return {"type": "Feature", "properties": {"role": layer.role}, "geometry": geometry}


def _pin(spot: Spot) -> dict[str, Any]:
    """Folium builds HTML of properties without escaping them: here they become HTML, escaped."""
    offers = "".join(f"<br>{escape(offer.title)} <i>{escape(offer.words)}</i>" for offer in spot.told)
    told = f"<b>{spot.number}. {escape(spot.place)}</b><br>{escape(spot.address)}{offers}"
    colour = colour_of(spot.hue)
    properties = {"told": told, "pin": f'<span style="background:{colour}">{spot.number}</span>'}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [spot.lon, spot.lat]},
    }


def _own(name: str) -> str:
    """Leaflet's file of that name. Raises: FileNotFoundError where the set-up did not bring it."""
    found = finders.find(f"vendor/leaflet/{name}")
    if not found:
        raise FileNotFoundError(name)
    return Path(str(found)).read_text(encoding="utf-8")


def _policy(text: str) -> str:
    """The page's own policy: its own scripts by their hashes, pictures inside itself, no request to anywhere."""
    scripts = " ".join(f"'sha256-{digest}'" for digest in _hashes(text))
    policy = f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _hashes(text: str) -> Iterator[str]:
    for script in SCRIPT.findall(text):
        yield base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
