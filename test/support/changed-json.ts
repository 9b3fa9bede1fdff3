/** A place in a JSON value: member names and list indexes, from the outermost. */
export type Path = readonly (string | number)[];

/** The places of all members of a JSON value, at every depth. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inside = names.flatMap((name) =>
    pathsIn((value as Record<string | number, unknown>)[name], [...path, name]),
  );
  return [path, ...inside];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(json: string, path: Path): unknown {
  let value: unknown = JSON.parse(json);
  for (const step of path) value = (value as Record<string | number, unknown>)[step];
  return value;
}

/** The JSON value with one place replaced, or removed if `change` is undefined. */
export function withChange(json: string, path: Path, change: unknown): object {
  const root = { value: JSON.parse(json) as object };
  const steps = ['value', ...path];
  const last = steps.pop() ?? 'value';
  let at = root as Record<string | number, unknown>;
  for (const step of steps) at = at[step] as Record<string | number, unknown>;
  if (change !== undefined)
    Object.defineProperty(at, last, { value: change, enumerable: true, configurable: true });
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return root.value;
}

/** The places in a JSON value where a member with one of these names could be. */
export function placesFor(json: string, names: readonly string[]): Path[] {
  const objects = pathsIn(JSON.parse(json)).filter((path) => isObject(valueAt(json, path)));
  return objects.flatMap((path) => names.map((name) => [...path, name]));
}
