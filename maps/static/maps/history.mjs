// What the browser's history keeps beside an address: where the map looked, and on a phone whether list or map was shown.

/** Bring what is kept for the present entry up to date. */
export function keep(changes) {
  history.replaceState({ ...history.state, ...changes }, "");
}

/** Show `address` as a new entry ("push") or in place of the present one ("replace"); the view stays the same. */
export function write(how, address) {
  if (address === location.pathname + location.search) return;
  if (how === "push") history.pushState({ view: history.state?.view }, "", address);
  if (how === "replace") history.replaceState(history.state, "", address);
}
