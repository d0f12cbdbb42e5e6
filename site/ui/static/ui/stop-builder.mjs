// The form of a stop: how much meets it is told as one ticks, and names are found as one types.
const form = document.querySelector("[data-stop-form]");
const told = form.querySelector("[data-count]");
const words = form.querySelector("[data-find] input");
const WAIT_MS = 300;

let counting = null;
let finding = null;
let later = 0;

/** `work(signal)` after a short rest; only the last one asked for is done. */
function soon(work, before) {
  before?.abort();
  clearTimeout(later);
  const stop = new AbortController();
  later = setTimeout(() => work(stop.signal).catch((problem) => problem.name === "AbortError" || Promise.reject(problem)), WAIT_MS);
  return stop;
}

async function count(signal) {
  const body = new FormData(form);
  body.delete("photo"); // it is sent once, when the stop is saved
  const response = await fetch(form.dataset.countUrl, { method: "POST", body, signal });
  if (response.ok) told.textContent = (await response.json()).words;
}

async function find(signal) {
  for (const place of form.querySelectorAll("[data-found]")) {
    const response = await fetch(`${place.dataset.findUrl}?q=${encodeURIComponent(words.value)}`, { signal });
    if (!response.ok) return;
    const results = place.querySelector("[data-results]");
    results.innerHTML = await response.text();
    const chosen = new Set([...place.querySelectorAll("[data-chosen] input")].map((box) => box.value));
    for (const box of results.querySelectorAll("input")) if (chosen.has(box.value)) box.closest("label").remove();
  }
}

/** Say at the head of a list what is ticked in it. */
function tell(criterion) {
  const head = criterion.querySelector("summary");
  for (const tag of head.querySelectorAll(".tag")) tag.remove();
  for (const box of criterion.querySelectorAll("input:checked")) {
    const textContent = box.closest("label").textContent.trim();
    head.append(Object.assign(document.createElement("span"), { className: "tag tag--accent", textContent }));
  }
}

form.addEventListener("change", ({ target }) => {
  const criterion = target.closest(".desk__criterion");
  if (criterion) tell(criterion);
  const results = target.closest("[data-results]");
  if (results && target.checked) results.parentElement.querySelector("[data-chosen]").append(target.closest("label"));
  if (target !== words) counting = soon(count, counting);
});
words.addEventListener("input", () => (finding = soon(find, finding)));
// Enter in the box looks for names; it does not save a half-made stop.
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  finding = soon(find, finding);
});
