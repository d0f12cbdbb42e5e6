// What is drawn upon the map, in numbers: corners and radii, their text in the address, their shape as GeoJSON. Points
// are [longitude, latitude] in degrees. Pure: no page, no map.
import { circle } from "./rings.mjs";

export const LEAST_CORNERS = 3;
export const MOST_CORNERS = 100;
export const FIRST_RADIUS_M = 1000;
const METRES_PER_DEGREE = 111_320;
const DECIMALS = 5;
const RADII = [...steps(500, 2000, 100), ...steps(2500, 10_000, 500), ...steps(11_000, 50_000, 1000)];

function steps(first, last, by) {
  return Array.from({ length: (last - first) / by + 1 }, (_, number) => first + number * by);
}

/** The text of an outline in the address: "lon_lat_lon_lat_...". */
export function outlineText(corners) {
  return corners.flat().map((part) => String(Number(part.toFixed(DECIMALS)))).join("_");
}

/** The corners of such a text; none where it is no outline. */
export function cornersOf(text) {
  const parts = (text ?? "").split("_").map(Number);
  if (!text || parts.length % 2 || !parts.every(Number.isFinite)) return [];
  return Array.from({ length: parts.length / 2 }, (_, number) => parts.slice(2 * number, 2 * number + 2));
}

/** Metres between two points, to within 1 % where people walk and ride. */
export function metresBetween([lon, lat], [toLon, toLat]) {
  const across = (toLon - lon) * Math.cos((((lat + toLat) / 2) * Math.PI) / 180);
  return Math.hypot(across, toLat - lat) * METRES_PER_DEGREE;
}

/** The direction from one point to the other: 0 north, 1 north-east, ... 7 north-west. */
export function directionTo([lon, lat], [toLon, toLat]) {
  const across = (toLon - lon) * Math.cos((lat * Math.PI) / 180);
  return Math.round((Math.atan2(across, toLat - lat) * 4) / Math.PI + 8) % 8;
}

/** The radius, of those that may be drawn, nearest to `metres`. */
export function niceRadius(metres) {
  return RADII.reduce((best, radius) => (Math.abs(radius - metres) < Math.abs(best - metres) ? radius : best));
}

/** The radius `count` steps above `metres`, or below where negative; the ends are the ends. */
export function radiusAfter(metres, count) {
  const next = RADII.indexOf(niceRadius(metres)) + count;
  return RADII[Math.max(0, Math.min(RADII.length - 1, next))];
}

/** `metres` in the words of `language`: "850 m", "3.4 km". */
export function lengthText(metres, language) {
  const [size, unit] = metres < 1000 ? [Math.round(metres / 10) * 10, "meter"] : [metres / 1000, "kilometer"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(size);
}

function feature(type, coordinates) {
  return { type: "Feature", properties: {}, geometry: { type, coordinates } };
}

/** The corners as they are drawn: a surface from the third on, else a line, and a dot on each. */
export function outlineShape(corners) {
  const features = corners.map((corner) => feature("Point", corner));
  if (corners.length > 2) features.push(feature("Polygon", [[...corners, corners[0]]]));
  else if (corners.length > 1) features.push(feature("LineString", corners));
  return { type: "FeatureCollection", features };
}

/** A circle as it is drawn: its surface, and a dot in its middle. */
export function circleShape(centre, metres) {
  const features = [feature("Point", centre), feature("Polygon", [circle(centre, metres / 1000)])];
  return { type: "FeatureCollection", features };
}

/** The point of a circle that lies straight to the east: there its handle is. */
export function eastOf([lon, lat], metres) {
  return [lon + metres / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)), lat];
}

/** Source and layers `name` for such a shape: a light surface, a line, dots. `dashed` while it is being drawn. */
export function shapeLayers(name, data, { ink, paper, dashed = false }) {
  const only = (type) => ["==", ["geometry-type"], type];
  const line = { "line-color": ink, "line-width": 2.5, ...(dashed && { "line-dasharray": [2, 1.5] }) };
  const dot = { "circle-radius": 5, "circle-color": paper, "circle-stroke-color": ink, "circle-stroke-width": 2.5 };
  return {
    sources: { [name]: { type: "geojson", data } },
    layers: [
      { id: `${name}-surface`, type: "fill", source: name, filter: only("Polygon"), paint: { "fill-color": ink, "fill-opacity": 0.07 } },
      { id: `${name}-line`, type: "line", source: name, filter: ["!=", ["geometry-type"], "Point"], layout: { "line-join": "round" }, paint: line },
      { id: `${name}-dots`, type: "circle", source: name, filter: only("Point"), paint: dot },
    ],
  };
}
