import { describe, expect, it } from '@jest/globals';
import type { AccessEntry } from '../../../../gateway/audit/record/record.ts';
import {
  factsOfQuery,
  type RecordFacts,
} from '../../../../gateway/pipeline/release/operation-record.ts';

const ACCESS = { coordinate: 'Patient.ssn' } as unknown as AccessEntry;
const DENIED = [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }] as const;

/** The facts of a query that named no patient, released nothing and was denied nothing. */
const NOTHING: RecordFacts = {
  kind: 'access',
  outcome: 'permit',
  isDryRun: false,
  accesses: [],
  denied: [],
  arguments: [],
  patients: [],
  unnamedPatients: 0,
};

describe('The record of a query', () => {
  it.each<[what: string, recorded: string, Partial<RecordFacts>, Partial<Further>?]>([
    ['touches no PHI', 'none', {}],
    ['fails, and touches no PHI', 'none', {}, { hasFailed: true }],
    ['releases PHI', 'access, permit', { accesses: [ACCESS] }],
    [
      'releases PHI without the fields that failed',
      'access, permit',
      { accesses: [ACCESS] },
      { hasFailed: true },
    ],
    [
      'releases some fields and is denied others',
      'access, partial',
      { accesses: [ACCESS], denied: DENIED, outcome: 'partial' },
    ],
    ['is denied everything', 'denial, deny', { denied: DENIED }],
    [
      'would be denied everything, in a dry run',
      'denial, permit',
      { denied: DENIED, isDryRun: true },
    ],
    ['names a patient and finds nothing', 'access, permit', { patients: ['p1'] }],
    [
      'uses a marked argument and finds nothing',
      'access, permit',
      { arguments: ['Query.bySsn(ssn:)'] },
    ],
    [
      'names a patient and fails',
      'access, error, SUBGRAPH_FAILED',
      { patients: ['p1'] },
      { hasFailed: true },
    ],
    [
      'touches no PHI, and gets a response that is rejected',
      'access, error, SUBGRAPH_FAILED',
      {},
      { hasRejected: true },
    ],
  ])('that %s is: %s', (...[, recorded, facts, further]) => {
    const found = factsOfQuery(
      { ...NOTHING, ...facts },
      { hasFailed: false, hasRejected: false, ...further },
    );
    const { kind = 'none', outcome, reason } = found ?? {};
    expect([kind, outcome, reason].filter(Boolean).join(', ')).toBe(recorded);
  });
});

type Further = Parameters<typeof factsOfQuery>[1];
