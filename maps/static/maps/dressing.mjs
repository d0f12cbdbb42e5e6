// What a style gets in the browser: names of countries, circles of distance, absolute addresses. Pure: no map.

import { rings } from "./rings.mjs";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** [code, name] of every country that the browser knows by name in `language`. */
export function countryNames(language) {
  const names = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return codes.map((code) => [code, names.of(code)]).filter(([, name]) => name);
}

/** A copy of `style` made ready for MapLibre; see createMap for the settings. `origin` completes our own addresses. */
export function dressed(style, { language, centre, rings: distances }, origin) {
  // A style that is not ours comes as its makers meant it.
  if (!style.metadata?.ring) return style;
  const layers = style.layers.map((layer) => (layer.id === "country-names" ? inLanguage(layer, language) : layer));
  const sources = Object.fromEntries(
    Object.entries(style.sources).map(([name, source]) => [name, absolute(source, origin)]),
  );
  const result = { ...style, layers, sources };
  return distances?.length && centre && !style.sources.overlay ? ringed(result, centre, distances, language) : result;
}

function inLanguage(layer, language) {
  const names = countryNames(language).flat();
  const text = ["upcase", ["match", ["get", "code"], ...names, ["get", "name"]]];
  return { ...layer, layout: { ...layer.layout, "text-field": text } };
}

// Workers resolve relative addresses against themselves, so tiles need whole ones.
function absolute(source, origin) {
  const tiles = source.tiles?.map((address) => (address.startsWith("/") ? origin + address : address));
  const url = source.url?.replace(/^pmtiles:\/\/\//, `pmtiles://${origin}/`);
  return { ...source, ...(tiles && { tiles }), ...(url && { url }) };
}

function ringed(style, centre, distances, language) {
  const { ring, halo } = style.metadata;
  const line = {
    id: "rings",
    type: "line",
    source: "rings",
    minzoom: 9,
    paint: {
      "line-color": ring,
      "line-width": 1,
      "line-dasharray": [1, 5],
      "line-opacity": ["interpolate", ["linear"], ["zoom"], 9, 0, 10, 0.9],
    },
    layout: { "line-cap": "round" },
  };
  const label = {
    id: "ring-names",
    type: "symbol",
    source: "rings",
    minzoom: 10,
    layout: {
      "text-field": ["get", "label"],
      "text-font": ["Map Regular", "Atkinson Hyperlegible Next"],
      "text-size": 11,
      "symbol-placement": "line",
      "symbol-spacing": 420,
      "text-padding": 12,
    },
    paint: { "text-color": ring, "text-halo-color": halo, "text-halo-width": 2 },
  };
  const data = rings(centre, distances, language);
  return overlaid(style, [{ sources: { rings: { type: "geojson", data } }, layers: [line, label] }]);
}

/** `style` with what `parts` ({sources, layers} each) draw upon it, under its names; layers that a part names as
 * `instead` give way to it. */
export function overlaid(style, parts) {
  const given = new Set(parts.flatMap(({ instead = [] }) => instead));
  const kept = style.layers.filter(({ id }) => !given.has(id));
  const firstName = kept.findIndex(({ type }) => type === "symbol");
  const at = firstName < 0 ? kept.length : firstName;
  return {
    ...style,
    sources: Object.assign({}, style.sources, ...parts.map(({ sources }) => sources)),
    layers: [...kept.slice(0, at), ...parts.flatMap(({ layers }) => layers), ...kept.slice(at)],
  };
}
