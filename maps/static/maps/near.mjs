// "Near me" on a page without a map: ask the device where it is, only because somebody pressed, then go to the list.
import { rounded } from "./address.mjs";

for (const button of document.querySelectorAll("[data-near]")) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(`${button.dataset.near}?${new URLSearchParams({ at: rounded(coords) })}`),
      () => {
        button.removeAttribute("aria-busy");
        const said = document.querySelector("#near-said");
        said.textContent = button.dataset.wordsNoLocation;
        said.className = "note";
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  });
}
