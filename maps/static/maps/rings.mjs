// Circles of equal distance round a point, as GeoJSON. Pure: no map, no document.

const KM_PER_DEGREE = 111.32;
const CORNERS = 96;

/** The closed ring of points `km` away from `centre` ([longitude, latitude] in degrees). */
export function circle([longitude, latitude], km) {
  const height = km / KM_PER_DEGREE;
  const width = height / Math.cos((latitude * Math.PI) / 180);
  return Array.from({ length: CORNERS + 1 }, (_, index) => {
    const angle = ((index % CORNERS) / CORNERS) * 2 * Math.PI;
    return [longitude + width * Math.sin(angle), latitude + height * Math.cos(angle)];
  });
}

/** How far two points ([longitude, latitude] in degrees) are apart, over the ground of a round Earth. */
export function kilometres([lon, lat], [otherLon, otherLat]) {
  const [up, over, across] = [lat, otherLat, otherLon - lon].map((degrees) => (degrees * Math.PI) / 180);
  const half = Math.sin((over - up) / 2) ** 2 + Math.cos(up) * Math.cos(over) * Math.sin(across / 2) ** 2;
  return ((360 * KM_PER_DEGREE) / Math.PI) * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Lines with `label`, one for each of `distances` in km, the label in the digits of `language`. */
export function rings(centre, distances, language) {
  const number = new Intl.NumberFormat(language, { style: "unit", unit: "kilometer" });
  return {
    type: "FeatureCollection",
    features: distances.map((km) => ({
      type: "Feature",
      properties: { km, label: number.format(km) },
      geometry: { type: "LineString", coordinates: circle(centre, km) },
    })),
  };
}
