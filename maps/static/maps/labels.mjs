// Which names there is room for.

/** For each of `labels`, the most important first, whether its name may be shown: {x, y} is its middle, {width, height}
 * its size with the name, all in pixels. Without its name it is `bare` pixels high and wide, and always shown. */
export function named(labels, bare) {
  const placed = [];
  return labels.map(({ x, y, width, height }, number) => {
    const others = [...placed, ...labels.slice(number + 1).map((one) => ({ x: one.x, y: one.y, width: bare, height: bare }))];
    const fits = !others.some((one) => Math.abs(one.x - x) * 2 < one.width + width && Math.abs(one.y - y) * 2 < one.height + height);
    placed.push(fits ? { x, y, width, height } : { x, y, width: bare, height: bare });
    return fits;
  });
}
