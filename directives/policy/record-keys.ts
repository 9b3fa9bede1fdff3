import { parseFieldSet } from '../marks/field-set.ts';
import type { Coordinate } from '../coordinate.ts';
import { isObject, type Graph, type TypeModel } from '../marks/graph.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { ElementMarks } from './element-marks.ts';
import type { Policy, RecordKey } from './policy.ts';
import { selectedCoordinates } from './selected-coordinates.ts';

/**
 * Finds the resolvable keys of each entity, and the key that identifies its objects in the ledger: the first key
 * without PHI, else the first key, hashed. Two kinds of key don't count as PHI here: the id of the object's own
 * patient, which the ledger contains anyway, and a key that is PHI only because its whole type is, such as an
 * internal id.
 */
export function recordKeysOf(
  {
    graph,
    hierarchy,
    elementMarks,
  }: {
    readonly graph: Graph;
    readonly hierarchy: TypeHierarchy;
    readonly elementMarks: ReadonlyMap<Coordinate, ElementMarks>;
  },
  { requirements, patients }: Pick<Policy, 'requirements' | 'patients'>,
): Pick<Policy, 'keys' | 'recordKeys'> {
  const keys = new Map<string, readonly string[]>();
  const recordKeys = new Map<string, RecordKey>();
  const markedItself = new Set(
    [...elementMarks.values()].filter(isMarkedItself).map(({ at }) => at),
  );
  const isPhi = (type: TypeModel, key: string): boolean => {
    // Such as `Visit.patientId`. A longer path, such as `Visit.subject.id`, is not a coordinate, so its key counts as PHI.
    const patientField = [type.name, ...(patients.get(type.name) ?? [])].join('.');
    const selection = parseFieldSet(key);
    // A key that can't be parsed counts as PHI.
    if (selection === null) return true;
    const selected = selectedCoordinates(type, selection, hierarchy);
    return selected.some((at) => {
      if (at === patientField || requirements.get(at)?.phi !== true) return false;
      // A field of the type itself counts only if it has marks of its own.
      return !at.startsWith(`${type.name}.`) || markedItself.has(at);
    });
  };
  for (const type of graph.types.values()) {
    const [first] = type.keys;
    if (!isObject(type) || first === undefined) continue;
    keys.set(type.name, [...new Set(type.keys)]);
    const withoutPhi = type.keys.find((key) => !isPhi(type, key));
    recordKeys.set(type.name, {
      fields: withoutPhi ?? first,
      isHashed: withoutPhi === undefined,
    });
  }
  return { keys, recordKeys };
}

/** Whether an element is PHI by its own mark or the mark on its scalar or enum, or is computed from other fields. */
function isMarkedItself({ own, leafTypeMarks, sources }: ElementMarks): boolean {
  return [...own, ...leafTypeMarks].some(({ kind }) => kind === 'phi') || sources.length > 0;
}
