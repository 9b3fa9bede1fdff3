import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import type { Relation } from '../../../../directives/operation/effective-roles.ts';
import type { Category } from '../../../../directives/spec.ts';
import { commitTo, type Opening } from '../../../../gateway/audit/record/opening.ts';
import type { AuditRecord, RecordedField } from '../../../../gateway/audit/record/record.ts';
import { accessRecord, breakGlassRecord, GRANT, ledgerOptions } from '../../audit/sample.ts';
import type { Place } from '../../audit/stores.ts';
import { DAY_MS, HOUR_MS } from '../../../../gateway/platform/durations.ts';

/** The day that is looked at, a Wednesday. */
export const DAY = Date.UTC(2026, 1, 11);

/** A record, and when it is written. */
export interface Written {
  readonly at: number;
  readonly record: AuditRecord;
  readonly opening?: Opening;
}

/** An access by this actor to these patients. */
export function seen(
  at: number,
  subject: string,
  patients: readonly string[],
  {
    category = 'DATE',
    relation = 'care-team',
    view = 'full',
    ...overrides
  }: Partial<AuditRecord> & {
    readonly category?: Category;
    readonly relation?: Relation;
    readonly view?: RecordedField['view'];
  } = {},
): Written {
  const record = accessRecord(patients);
  return {
    at,
    record: {
      ...record,
      actor: record.actor && { ...record.actor, subject, name: null, roles: ['nurse'] },
      accesses: record.accesses.map((entry) => ({
        ...entry,
        fields: entry.fields.map((field) => ({ ...field, categories: [category], view })),
        rule: { ...entry.rule, relation },
      })),
      ...overrides,
    },
  };
}

const hour = (number: number) => DAY + number * HOUR_MS;
const many = (count: number) => Array.from({ length: count }, (_, place) => `v${place}`);
const opening = commitTo('found unconscious', 'ab'.repeat(32));
const broken = { id: GRANT, until: hour(24) };

/** 40 days of a clinic, and one on which something happens. */
export const DAYS: readonly Written[] = [
  ...Array.from({ length: 40 }, (_, place) => {
    const noon = DAY - (40 - place) * DAY_MS + 12 * HOUR_MS;
    return [
      seen(noon, 'nina', ['h1', 'h2']),
      seen(noon, 'clerk', many(30)),
      // Paul saw before what others see for the first time.
      seen(noon, 'paul', ['h3'], { category: place === 20 ? 'SUBSTANCE_USE' : 'DATE' }),
    ];
  }).flat(),
  seen(hour(3), 'nina', ['night']),
  // De-identified: the access does not reveal the patient.
  seen(hour(3), 'nina', ['blurred'], { view: 'deidentified' }),
  {
    at: hour(8),
    record: breakGlassRecord(opening, 'broken', { breakGlass: broken }),
    opening,
  },
  seen(hour(9), 'physician-7', ['broken'], { relation: 'break-glass', breakGlass: broken }),
  seen(hour(9), 'physician-7', ['unseen'], { relation: 'break-glass', breakGlass: broken }),
  seen(hour(10), 'nina', ['s1', 's2'], { category: 'SUBSTANCE_USE' }),
  seen(hour(10), 'nina', ['s2'], { category: 'SUBSTANCE_USE' }),
  seen(hour(10), 'paul', ['s1'], { category: 'SUBSTANCE_USE' }),
  // A new actor sees everything for the first time.
  seen(hour(10), 'newt', ['s1'], { category: 'SUBSTANCE_USE' }),
  seen(hour(14), 'nina', many(11)),
  // The clerk is used to more.
  seen(hour(14), 'clerk', many(35)),
  seen(hour(15), 'self-s1', ['s1'], { relation: 'self', category: 'SUBSTANCE_USE' }),
  seen(hour(4), 'olga', [], { kind: 'audit.read', accesses: [], patients: ['night'] }),
  seen(hour(4), 'nina', [], {
    kind: 'denial',
    accesses: [],
    patients: ['denied'],
    outcome: 'deny',
    denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }],
  }),
];

/** Writes the days; the access of the physician to `unseen` is unreleased. */
export async function writeDays(
  { location }: Place,
  directory: string,
  overrides: Partial<LedgerOptions> = {},
): Promise<{ readonly publicKey: string; readonly indexOf: (written: Written) => number }> {
  let now = DAY - 41 * DAY_MS;
  const indexes = new Map<Written, number>();
  const options = ledgerOptions(directory, { location, ...overrides, now: () => now });
  const ledger = await openLedger(options);
  for (const each of DAYS) {
    now = each.at;
    const { first } = await ledger.append(each.record, each.opening);
    indexes.set(each, first);
  }
  const unseen = DAYS.find(
    ({ record }) => record.accesses[0]?.objects.some(([patient]) => patient === 'unseen') === true,
  );
  const details = { first: unseen === undefined ? 0 : (indexes.get(unseen) ?? 0), count: 1 };
  await ledger.append(accessRecord([], { kind: 'unreleased', actor: null, accesses: [], details }));
  await ledger.close();
  return { publicKey: ledger.publicKey, indexOf: (written) => indexes.get(written) ?? -1 };
}
