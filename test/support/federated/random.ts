/** Random choices that depend only on the seed. */
export interface Random {
  /** An integer from 0, below the limit. */
  readonly below: (limit: number) => number;
  readonly chance: (percent: number) => boolean;
  /** One of the items. Throws if the list is empty. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** `count` of the items, in their order; all if there are fewer. */
  readonly some: <T>(items: readonly T[], count: number) => readonly T[];
  readonly shuffle: <T>(items: readonly T[]) => readonly T[];
}

/** Choices by a small generator (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[below(items.length)] as T;
  };
  const shuffle = <T>(items: readonly T[]): readonly T[] => {
    const rest = [...items];
    return items.map(() => rest.splice(below(rest.length), 1)[0] as T);
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick,
    some: (items, count) => {
      const chosen = new Set(shuffle([...items.keys()]).slice(0, count));
      return items.filter((_item, index) => chosen.has(index));
    },
    shuffle,
  };
}

/** A 32-bit hash of all parts, the same in every run. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = parts.join('\u0000');
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
