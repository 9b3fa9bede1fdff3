import type { DataPath } from '../operation/identity.ts';
import { privateKey } from '../operation/private-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { IsPatientId } from '../patient-id.ts';
import { idText } from './id-text.ts';
import { isRecord } from './owner.ts';

/** Finds every patient with an object in fetched data; sorted, unique. */
export type PatientFinder = (data: unknown) => readonly string[];

/**
 * Creates the finder of the patients to request from the relationship source, once per response. A patient that it
 * doesn't find has no relationship.
 */
export function createPatientFinder(policy: Policy, isPatientId: IsPatientId): PatientFinder {
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

/** The paths of a patient's id: under field names, and under the private keys of an abstract type. */
function keysOf(type: string, path: DataPath): readonly DataPath[] {
  const [head = '', ...rest] = path;
  return [path, [privateKey(`${type}_${head}`), ...rest]];
}
