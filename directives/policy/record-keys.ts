import { parseFieldSet } from '../marks/field-set.ts';
import type { Coordinate } from '../coordinate.ts';
import { isObject, type Graph, type TypeModel } from '../marks/graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Need } from './needs.ts';
import type { Policy, RecordKey } from './policy.ts';
import { selectedCoordinates } from './selected-coordinates.ts';

/**
 * Finds the resolvable keys of each entity, and which of them names its objects on the record: the first without
 * PHI, else the first, hashed. Neither the id of the object's own patient counts as PHI here, since the record names
 * the patient anyway, nor a key that is PHI only because its type is as a whole: that is an id without a meaning.
 */
export function recordKeysOf(
  {
    graph,
    hierarchy,
    needs,
  }: {
    readonly graph: Graph;
    readonly hierarchy: Hierarchy;
    readonly needs: ReadonlyMap<Coordinate, Need>;
  },
  { requirements, patients }: Pick<Policy, 'requirements' | 'patients'>,
): Pick<Policy, 'keys' | 'recordKeys'> {
  const keys = new Map<string, readonly string[]>();
  const recordKeys = new Map<string, RecordKey>();
  const marked = new Set([...needs.values()].filter(isMarkedItself).map(({ at }) => at));
  const isPhi = (type: TypeModel, key: string): boolean => {
    const patient = [type.name, ...(patients.get(type.name) ?? [])].join('.');
    const selection = parseFieldSet(key);
    // What can't be read may be anything.
    if (selection === null) return true;
    const read = selectedCoordinates(type, selection, hierarchy);
    return read.some((at) => {
      if (at === patient || requirements.get(at)?.phi !== true) return false;
      return !at.startsWith(`${type.name}.`) || marked.has(at);
    });
  };
  for (const type of graph.types.values()) {
    const [first] = type.keys;
    if (!isObject(type) || first === undefined) continue;
    keys.set(type.name, [...new Set(type.keys)]);
    const shown = type.keys.find((key) => !isPhi(type, key));
    recordKeys.set(type.name, { fields: shown ?? first, isHashed: shown === undefined });
  }
  return { keys, recordKeys };
}

/** Whether an element is PHI by more than the marks of the type that it belongs to. */
function isMarkedItself({ own, leaf, sources }: Need): boolean {
  return [...own, ...leaf].some(({ kind }) => kind === 'phi') || sources.length > 0;
}
