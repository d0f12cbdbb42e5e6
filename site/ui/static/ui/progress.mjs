// Progress on a playlist without an account: ticks that stay in this browser, and can be taken back.
import { counted, read, ticked } from "./ticks.mjs";

const playlist = document.querySelector("[data-playlist]");
const shown = playlist.querySelector("[data-progress]");
const key = `playlist:${playlist.dataset.playlist}`;
const stops = [...playlist.querySelectorAll("[data-stop]")].map((place) => ({
  place,
  stop: place.dataset.stop,
  optional: "optional" in place.dataset,
  ticks: [...place.querySelectorAll("[data-tick]")],
}));
for (const one of stops) one.needs = one.ticks.length;

let kept = read(stored());

function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden: the ticks then last as long as the page
  }
}

function keep() {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // kept for this page only
  }
}

function show() {
  for (const { place, stop, needs, ticks } of stops) {
    const count = kept[stop] ?? 0;
    ticks.forEach((tick, index) => (tick.checked = index < count));
    place.toggleAttribute("data-done", count >= needs);
  }
  const { done, all } = counted(stops, kept);
  const words = shown.querySelector("[data-words]");
  const text = done === all ? words.dataset.wordsAll : words.dataset.words;
  words.textContent = text.replace("{done}", done).replace("{all}", all);
  shown.querySelector("progress").value = done;
  for (const medal of document.querySelectorAll("[data-medal]")) medal.toggleAttribute("data-earned", done === all && all > 0);
  shown.hidden = false;
}

playlist.addEventListener("change", ({ target }) => {
  const one = stops.find(({ ticks }) => ticks.includes(target));
  if (!one) return;
  const index = one.ticks.indexOf(target);
  kept = ticked(kept, one.stop, target.checked ? index + 1 : index);
  keep();
  show();
});
addEventListener("storage", (event) => {
  if (event.key !== key) return;
  kept = read(event.newValue);
  show();
});
document.querySelector("[data-print]")?.addEventListener("click", () => print());
show();
