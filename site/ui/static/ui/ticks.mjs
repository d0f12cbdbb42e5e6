// What was ticked on a playlist, as the browser keeps it: {stop: how many things were done there}. Pure.

/** The kept text as counts; {} for what is not one of ours. */
export function read(text) {
  let kept;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
  if (kept === null || typeof kept !== "object" || Array.isArray(kept)) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, count]) => Number.isInteger(count) && count > 0));
}

/** `kept` with `count` things done at `stop`. */
export function ticked(kept, stop, count) {
  const { [stop]: _before, ...others } = kept;
  return count > 0 ? { ...others, [stop]: count } : others;
}

/** How many of the `stops` [{stop, needs, optional}] that may not be left out are done: {done, all}. */
export function counted(stops, kept) {
  const needed = stops.filter(({ optional }) => !optional);
  return { done: needed.filter(({ stop, needs }) => (kept[stop] ?? 0) >= needs).length, all: needed.length };
}
