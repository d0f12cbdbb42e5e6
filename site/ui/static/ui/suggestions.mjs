// What the search box suggests, without the page: what to mark in a suggestion, where choosing it leads, which is next.

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const MARKS = /\p{M}/gu;
const RELOCATES = ["at", "bbox", "outline"];
const OWN_WORDS = ["q", "exact", "page"];

/** `text` in small letters without diacritics. */
export function fold(text) {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}

/**
 * `label` in pieces [text, whether it is what was typed]: the beginnings of words that `typed` has a word for, whatever
 * the case and the diacritics. Joined, the pieces are `label`.
 */
export function marked(label, typed) {
  const sought = (fold(typed).match(WORD) ?? []).sort((one, other) => other.length - one.length);
  const pieces = [];
  let done = 0;
  for (const { 0: word, index } of label.matchAll(WORD)) {
    const begins = sought.find((each) => fold(word).startsWith(each));
    if (!begins) continue;
    const length = lettersFor(word, begins.length);
    pieces.push([label.slice(done, index), false], [word.slice(0, length), true]);
    done = index + length;
  }
  pieces.push([label.slice(done), false]);
  return pieces.filter(([text]) => text);
}

/** How much of `word` gives `count` folded letters, with the marks that belong to the last of them. */
function lettersFor(word, count) {
  let [length, folded] = [0, 0];
  for (const letter of word) {
    const adds = fold(letter).length;
    if (folded >= count && adds) break;
    folded += adds;
    length += letter.length;
  }
  return length;
}

/**
 * Where choosing `item` leads: its page, or the search at `action` with it. If one is there already (`here`, with path and
 * search), what is chosen stays chosen.
 */
export function addressOf(item, action, here) {
  if (item.url) return item.url;
  const query = new URLSearchParams(here.pathname === action ? here.search : "");
  for (const name of OWN_WORDS) query.delete(name);
  if (item.words) query.set("q", item.words);
  if (item.parameter === "near") {
    for (const name of RELOCATES) query.delete(name);
    query.set("near", item.value);
  } else if (!query.getAll(item.parameter).includes(item.value)) query.append(item.parameter, item.value);
  return `${action}?${query}`;
}

/**
 * Which of `count` suggestions is active after `key`, if `active` was; -1 is the box itself, to which both ends lead.
 * null where the key does not belong to the list.
 */
export function after(key, active, count) {
  if (key === "ArrowDown") return active + 1 === count ? -1 : active + 1;
  if (key === "ArrowUp") return active === -1 ? count - 1 : active - 1;
  if (active === -1) return null; // Home and End move in the text
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
