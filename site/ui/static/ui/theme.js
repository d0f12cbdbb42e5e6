// Runs before the first paint, so that a chosen theme never flashes: hence a plain script and not a module.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem("theme") ?? "system";
    } catch {
      return "system"; // storage may be forbidden; the system's choice is then a good one
    }
  };
  const show = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const choice of document.querySelectorAll("[data-theme-choice]")) choice.checked = choice.value === theme;
  };

  root.classList.add("js");
  show(kept());
  addEventListener("DOMContentLoaded", () => show(kept()));
  addEventListener("storage", () => show(kept()));
  addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-theme-choice]")) return;
    try {
      localStorage.setItem("theme", target.value);
    } catch {
      // shown for this page only
    }
    show(target.value);
  });
})();
