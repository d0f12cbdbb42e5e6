// Byte ranges of an archive, each asked for once. Pure: `fetcher` does the asking.

const KEPT = 96;

/**
 * A source for pmtiles at `address`; `fetcher(address)` makes the source of the library that asks for one range.
 *
 * Tiles beyond the last zoom ask for the same range at the same time, and browsers fail now and then where parallel
 * ranges of one address meet in their cache: so equal ranges share an answer, and each has an address of its own.
 */
export function sharedRanges(address, fetcher) {
  const answers = new Map();
  const separator = address.includes("?") ? "&" : "?";
  return {
    getKey: () => address,
    getBytes(offset, length, _signal, etag) {
      const key = `${offset}-${length}`;
      const known = answers.get(key);
      answers.delete(key);
      // Not given up with the tile that asked first: another may wait for the same bytes.
      const answer = known ?? fetcher(`${address}${separator}at=${offset}`).getBytes(offset, length, undefined, etag);
      answers.set(key, answer);
      answer.catch(() => answers.get(key) === answer && answers.delete(key));
      if (answers.size > KEPT) answers.delete(answers.keys().next().value);
      return answer;
    },
  };
}
