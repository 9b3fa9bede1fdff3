import type { DataPath } from '../operation/identity.ts';
import { privateKey } from '../operation/private-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { IsPatientId } from '../patient-id.ts';
import { idText } from './id-text.ts';
import { isRecord } from './owner.ts';

/** Finds every patient whose object is in fetched data, sorted, unique. */
export type PatientFinder = (data: unknown) => readonly string[];

/**
 * Finds whom a relationship source is asked about, once for the whole response; an id that isn't found is one
 * that nobody vouches for.
 */
export function patientFinder(policy: Policy, isPatientId: IsPatientId): PatientFinder {
  const paths = new Map([...policy.patients].map(([type, path]) => [type, keysOf(type, path)]));
  return (data) => patientsAt(paths, data).filter(isPatientId).toSorted();
}

function patientsAt(
  paths: ReadonlyMap<unknown, readonly DataPath[]>,
  data: unknown,
): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isRecord(value)) return;
    for (const path of paths.get(value['__typename']) ?? []) {
      const at = path.reduce<unknown>(
        (each, key) => (isRecord(each) ? each[key] : undefined),
        value,
      );
      const id = idText(at);
      if (id !== undefined) found.add(id);
    }
    for (const key in value) visit(value[key]);
  };
  visit(data);
  return [...found];
}

/** Where a patient's id can be: under the fields' own names, or under the private ones of an abstract type. */
function keysOf(type: string, path: DataPath): readonly DataPath[] {
  const [head = '', ...rest] = path;
  return [path, [privateKey(`${type}_${head}`), ...rest]];
}
