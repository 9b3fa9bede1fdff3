import { parseFieldSet } from '../marks/field-set.ts';
import { isObject, type Graph, type TypeModel } from '../marks/graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Policy, RecordKey } from './policy.ts';
import { selectedCoordinates } from './selected-coordinates.ts';

/**
 * Finds the resolvable keys of each entity, and which of them names its objects on the record: the first without
 * PHI, else the first, hashed. The id of the object's own patient doesn't count as PHI here: the record names the
 * patient anyway.
 */
export function recordKeysOf(
  graph: Graph,
  hierarchy: Hierarchy,
  { requirements, patients }: Pick<Policy, 'requirements' | 'patients'>,
): Pick<Policy, 'keys' | 'recordKeys'> {
  const keys = new Map<string, readonly string[]>();
  const recordKeys = new Map<string, RecordKey>();
  const isPhi = (type: TypeModel, key: string): boolean => {
    const patient = [type.name, ...(patients.get(type.name) ?? [])].join('.');
    const selection = parseFieldSet(key);
    // What can't be read may be anything.
    if (selection === null) return true;
    const read = selectedCoordinates(type, selection, hierarchy);
    return read.some((at) => at !== patient && requirements.get(at)?.phi === true);
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
