// A sheet from below: a glimpse, half the screen, or all of it; moved by its handle with a finger, a click or arrow keys.

export const HEIGHTS = ["peek", "half", "full"];

/** The height `steps` above `height`, or below it where negative; the ends are the ends. */
export function stepped(height, steps) {
  return HEIGHTS[Math.max(0, Math.min(HEIGHTS.length - 1, HEIGHTS.indexOf(height) + steps))];
}

/** The height after a drag of `moved` pixels upwards from `height` in a room of `room` pixels: a fifth of it is a step. */
export function dragged(height, moved, room) {
  return stepped(height, Math.sign(moved) * Math.min(2, Math.round(Math.abs(moved) / (room * 0.4))));
}

/** Let `handle` move `sheet`; `changed(height)` is called with each new height. Returns {set(height)}. */
export function followSheet(sheet, handle, changed = () => {}) {
  let height = "peek";
  let startedAt = null;
  let moved = 0;

  function set(next) {
    height = next;
    sheet.dataset.sheet = next;
    sheet.scrollTop = 0;
    handle.setAttribute("aria-expanded", String(next !== "peek"));
    changed(next);
  }
  function release() {
    if (startedAt === null) return;
    startedAt = null;
    sheet.removeAttribute("data-dragging");
    sheet.style.removeProperty("translate");
    const next = dragged(height, moved, innerHeight);
    if (next !== height) set(next);
  }

  handle.addEventListener("pointerdown", (event) => {
    startedAt = event.clientY;
    moved = 0;
    handle.setPointerCapture(event.pointerId);
    sheet.toggleAttribute("data-dragging", true);
  });
  handle.addEventListener("pointermove", (event) => {
    if (startedAt === null) return;
    moved = startedAt - event.clientY;
    sheet.style.setProperty("translate", `0 ${Math.max(0, -moved)}px`);
  });
  handle.addEventListener("pointerup", release);
  handle.addEventListener("pointercancel", release);
  handle.addEventListener("click", () => {
    if (Math.abs(moved) < 6) set(height === "peek" ? "half" : "peek");
    moved = 0;
  });
  handle.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!steps) return;
    event.preventDefault();
    set(stepped(height, steps));
  });
  set("peek");
  return { set };
}
