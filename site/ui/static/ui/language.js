// Remembers the language that somebody chooses, and offers, once a visit, the one that the browser asks for.
// A plain script: a module here would begin before the import map of the map's page.
(() => {
  const A_YEAR_S = 31_536_000;
  const remember = (code) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `language=${code}; path=/; max-age=${A_YEAR_S}; samesite=lax${secure}`;
  };
  const wasOffered = () => {
    try {
      const before = sessionStorage.getItem("language-offered");
      sessionStorage.setItem("language-offered", "yes");
      return before !== null;
    } catch {
      return true; // where nothing can be kept, every page would offer it anew
    }
  };

  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[data-language]");
    if (link) remember(link.dataset.language);
  });

  if (/(?:^|; )language=/.test(document.cookie)) return;
  const links = new Map([...document.querySelectorAll("a[data-offer]")].map((link) => [link.dataset.language, link]));
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]).find((code) => links.has(code));
  const link = links.get(wanted);
  const box = document.getElementById("language-offer");
  if (!link || !box || link.ariaCurrent === "true" || wasOffered()) return;

  const answer = box.querySelector("a");
  answer.href = link.href;
  answer.lang = answer.hreflang = answer.dataset.language = wanted;
  answer.dir = link.dir;
  answer.textContent = link.dataset.offer;
  box.hidden = false;
  const dismiss = () => {
    box.hidden = true;
    remember(document.documentElement.lang);
  };
  box.querySelector("button").addEventListener("click", dismiss);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && !box.hidden && dismiss());
  document.addEventListener("pointerdown", ({ target }) => {
    if (!box.contains(target)) box.hidden = true;
  });
})();
