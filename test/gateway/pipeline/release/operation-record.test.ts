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
  rejected: [],
};

describe('The record of a query', () => {
  it.each<
    [
      what: string,
      facts: Partial<RecordFacts>,
      { hasFailed?: boolean; rejectedRelationships?: string[] },
      recorded: string,
    ]
  >([
    ['touches no PHI', {}, {}, 'none'],
    ['fails, and touches no PHI', {}, { hasFailed: true }, 'none'],
    ['releases PHI', { accesses: [ACCESS] }, {}, 'access, permit'],
    [
      'releases PHI without the fields that failed',
      { accesses: [ACCESS] },
      { hasFailed: true },
      'access, permit',
    ],
    [
      'releases some fields and is denied others',
      { accesses: [ACCESS], denied: DENIED, outcome: 'partial' },
      {},
      'access, partial',
    ],
    ['is denied everything', { denied: DENIED }, {}, 'denial, deny'],
    [
      'would be denied everything, in a dry run',
      { denied: DENIED, isDryRun: true },
      {},
      'denial, permit',
    ],
    ['names a patient and finds nothing', { patients: ['p1'] }, {}, 'access, permit'],
    [
      'uses a marked argument and finds nothing',
      { arguments: ['Query.bySsn(ssn:)'] },
      {},
      'access, permit',
    ],
    [
      'names a patient and fails',
      { patients: ['p1'] },
      { hasFailed: true },
      'access, error, SUBGRAPH_FAILED',
    ],
    [
      'got a response that was rejected',
      { rejected: ['ehr'] },
      {},
      'access, error, SUBGRAPH_FAILED',
    ],
    [
      'got a response about relationships that was rejected',
      {},
      { rejectedRelationships: ['teams'] },
      'access, error, SUBGRAPH_FAILED',
    ],
  ])('that %s, %j and %j, is: %s', (_what, facts, further, recorded) => {
    const found = factsOfQuery(
      { ...NOTHING, ...facts },
      { hasFailed: false, rejectedRelationships: [], ...further },
    );
    const { kind = 'none', outcome, reason } = found ?? {};
    expect([kind, outcome, reason].filter(Boolean).join(', ')).toBe(recorded);
  });
});
