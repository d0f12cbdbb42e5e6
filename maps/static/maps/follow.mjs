// "Search this area", and its standing order: "Search as I move the map", which this browser remembers and nobody else.

const KEPT_AS = "learnmap-follow";

function remembered() {
  try {
    return localStorage.getItem(KEPT_AS) === "on";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function remember(on) {
  try {
    if (on) localStorage.setItem(KEPT_AS, "on");
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // Then it is asked anew next time.
  }
}

/** `search(how)` lists what the map shows, as a new entry of the history ("push") or in place of this one ("replace");
 * `may()` is whether the list may follow now. Returns {moves(), moved(), done()}. */
export function follow(button, checkbox, { search, may }) {
  const follows = () => checkbox.checked && may();
  checkbox.checked = remembered();
  checkbox.addEventListener("change", () => {
    remember(checkbox.checked);
    if (follows() && !button.hidden) search("replace");
  });
  button.addEventListener("click", () => search("push"));
  return {
    /** The visitor begins to move the map. */
    moves() {
      button.hidden = follows();
    },
    /** The map rests where the visitor moved it. */
    moved() {
      if (follows()) search("replace");
    },
    /** The list is what was asked for: there is nothing to search again. */
    done() {
      button.hidden = true;
    },
  };
}
