import type { AuditRecord } from '../../../gateway/audit/record/record.ts';

/** `Type.field view patient record roles` of every PHI field on a record. */
export function releasedLines({ accesses }: AuditRecord): string[] {
  return accesses.flatMap(({ type, fields, rule, objects }) =>
    fields.flatMap(({ name, view }) =>
      objects.map(
        ([patient, record]) =>
          `${type}.${name} ${view} ${String(patient)} ${String(record)} ${[...rule.roles].toSorted().join()}`,
      ),
    ),
  );
}
