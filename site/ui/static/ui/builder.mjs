// Code and preview follow the choices: the server makes both, with or without this script.
const form = document.querySelector("#builder");
const result = document.querySelector("#builder-result");
const said = document.querySelector("#builder-said");
let asked = null;

async function follow() {
  asked?.abort();
  asked = new AbortController();
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  result.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: asked.signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    result.replaceChildren(...page.querySelector("#builder-result").childNodes);
    history.replaceState(null, "", address);
    result.removeAttribute("aria-busy");
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(address);
  }
}

form.addEventListener("change", () => form.reportValidity() && follow());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  follow();
});
result.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy-code]");
  if (!button) return;
  const code = document.querySelector("#code");
  code.select();
  await navigator.clipboard.writeText(code.value);
  said.textContent = button.dataset.done;
  button.lastChild.textContent = button.dataset.done;
});
