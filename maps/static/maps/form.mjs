// The form of filters and the address: what one says goes into the other. Fields that only the map fills (a part of it,
// an outline) stand in the address alone; the form's hidden fields are for those without a script.
import { queryOf } from "./address.mjs";

const OF_THE_MAP = ["bbox", "outline", "past"];

/** The query for what `form` says, with what `query` has from the map. An order that nobody chose is left out. */
export function asked(form, query) {
  const known = new URLSearchParams(query);
  const own = [...new FormData(form)].filter(([name]) => !OF_THE_MAP.includes(name));
  const kept = OF_THE_MAP.flatMap((name) => known.getAll(name).map((value) => [name, value]));
  const usual = form.elements.sort?.dataset.touched === undefined && !known.has("sort");
  return queryOf([...own, ...kept].filter(([name]) => !(usual && name === "sort")));
}

/** Set the controls of `form` as `query` says, at once: the next choice may come before the server's answer. */
export function fill(form, query) {
  const known = new URLSearchParams(query);
  for (const control of form.elements) {
    if (!control.name || control.type === "submit" || control.name === "sort") continue;
    if (control.type === "checkbox") control.checked = known.getAll(control.name).includes(control.value);
    else if (control.type === "radio") control.checked = known.has(control.name) ? known.get(control.name) === control.value : control.defaultChecked;
    else control.value = known.get(control.name) ?? "";
  }
}
