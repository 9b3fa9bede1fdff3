/** Pseudorandom numbers of a fixed seed: at least 0 and below 1. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An item of a list; earlier items are picked more often. */
export function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() ** 1.6 * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
}
