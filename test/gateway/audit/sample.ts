import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerOptions } from '../../../gateway/audit/append/open-ledger.ts';
import type { LedgerLocation } from '../../../gateway/audit/store/ledger-location.ts';
import type { Opening } from '../../../gateway/audit/record/opening.ts';
import { SYSTEM_CLOCK, type Clock } from '../../../gateway/platform/clock.ts';
import { SIX_YEARS } from '../../../gateway/audit/record/control/retention.ts';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';

/** A directory for one test file; removed by `remove`. */
export function createDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'phi-audit-'));
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

const silent = () => undefined;

/** A ledger in a file. */
export function at(path: string): LedgerLocation {
  return { kind: 'sqlite', path };
}

/** What differs from {@link ledgerOptions}; `now` is the time of the system clock. */
export type LedgerOverrides = Partial<LedgerOptions> & { readonly now?: () => number };

/** The system clock with another time. */
export function clockOf(now: () => number): Clock {
  return { ...SYSTEM_CLOCK, now };
}

/** Options of a ledger in a directory that logs and publishes nothing. */
export function ledgerOptions(
  directory: string,
  { now = Date.now, ...overrides }: LedgerOverrides & { readonly path?: string } = {},
): LedgerOptions & { readonly path: string } {
  const path = overrides.path ?? join(directory, 'audit.db');
  return {
    path,
    location: at(path),
    keyPath: `${path}.key`,
    guardPath: `${path}.guard`,
    checkpoint: null,
    enroll: [],
    origin: 'gateway.test/ledger',
    source: {
      gateway: 'gateway-1',
      version: '0.1.0',
      schemaHash: 'a'.repeat(64),
      policyHash: 'b'.repeat(64),
    },
    identity: 'plain',
    retention: SIX_YEARS,
    deadlineMs: 30_000,
    maxQueue: 1000,
    heartbeatMs: 60_000,
    publish: null,
    clock: clockOf(now),
    log: { info: silent, warn: silent, error: silent },
    ...overrides,
  };
}

/** A record of a physician's break-glass grant for a patient, with a commitment to the reason. */
export function breakGlassRecord(
  { commitment }: Pick<Opening, 'commitment'>,
  patient: string,
  overrides: Partial<AuditRecord> = {},
): AuditRecord {
  return accessRecord([], {
    kind: 'breakglass.start',
    action: 'E',
    operation: null,
    accesses: [],
    patients: [patient],
    breakGlass: { id: GRANT, until: 1_764_000_900_000 },
    details: { reasonCommitment: commitment },
    ...overrides,
  });
}

/** Id of the grant in {@link breakGlassRecord}. */
export const GRANT = '019a0000-0000-7000-8000-0000000000aa';

/** A record of a physician's access to a few fields of these patients. */
export function accessRecord(
  patients: readonly string[],
  overrides: Partial<AuditRecord> = {},
): AuditRecord {
  return {
    kind: 'access',
    action: 'R',
    outcome: 'permit',
    reason: null,
    received: 1_764_000_000_000,
    actor: {
      issuer: 'https://idp.test',
      subject: 'physician-7',
      name: 'Physician Seven',
      roles: ['physician'],
      organization: null,
      purpose: null,
      tokenId: 'token-1',
      authMethods: ['pwd'],
    },
    client: { id: 'chart', address: '127.0.0.1', agent: 'test/1' },
    operation: {
      name: 'Chart',
      kind: 'query',
      hash: 'c'.repeat(64),
      variables: ['id'],
      requestId: '019a0000-0000-7000-8000-000000000001',
      traceId: null,
    },
    accesses: [
      {
        type: 'Patient',
        fields: [
          { name: 'birthDate', categories: ['DATE'], view: 'full', subgraphs: ['patients'] },
          { name: 'ssn', categories: ['SSN'], view: 'full', subgraphs: ['patients'] },
        ],
        rule: { roles: ['physician'], relation: 'all', wouldDeny: [] },
        objects: patients.map((id) => [id, id] as const),
      },
    ],
    denied: [],
    arguments: [],
    patients: [],
    breakGlass: null,
    details: null,
    ...overrides,
  };
}
