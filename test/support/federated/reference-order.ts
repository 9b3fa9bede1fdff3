type Path = readonly (string | number)[];

/** Data with sorted lists, and a function from each path before sorting to the path afterwards. */
export interface Ordered {
  readonly data: unknown;
  readonly moved: (path: Path) => Path;
}

/**
 * Sorts the lists that contain, at any depth, an object at one of the paths in `pseudonymous`. Items are compared by
 * their JSON; nulls come last.
 */
export function inOrder(data: unknown, pseudonymous: readonly Path[]): Ordered {
  const within = new Set(
    pseudonymous.flatMap((path) =>
      path.map((_key, length) => JSON.stringify(path.slice(0, length))),
    ),
  );
  const orders = new Map<string, readonly number[]>();
  const order = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (!Array.isArray(value)) {
      const out = Object.create(null) as Record<string, unknown>;
      for (const [key, below] of Object.entries(value)) out[key] = order(below, [...path, key]);
      return out;
    }
    const members = value.map((member: unknown, index) => ({
      member: order(member, [...path, index]),
      index,
    }));
    if (within.has(JSON.stringify(path)))
      members.sort((a, b) => {
        if (a.member === null || b.member === null)
          return Number(a.member === null) - Number(b.member === null);
        const [one, other] = [JSON.stringify(a.member), JSON.stringify(b.member)];
        return one === other ? 0 : one < other ? -1 : 1;
      });
    orders.set(
      JSON.stringify(path),
      members.map(({ index }) => index),
    );
    return members.map(({ member }) => member);
  };
  const ordered = order(data, []);
  const moved = (path: Path): Path =>
    path.map((key, at) => {
      const found = orders.get(JSON.stringify(path.slice(0, at)))?.indexOf(Number(key)) ?? -1;
      return typeof key === 'number' && found >= 0 ? found : key;
    });
  return { data: ordered, moved };
}
