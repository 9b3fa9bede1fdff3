import type { AuditRecord } from '../../../gateway/audit/record/record.ts';

/** One line for each PHI field and object of a record: `Type.field view patient record roles`. */
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
