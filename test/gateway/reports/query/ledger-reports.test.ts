import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import { writeErasures } from '../../../../gateway/audit/record/control/erasure.ts';
import { placeRecords, releaseRecord } from '../../../../gateway/audit/record/control/hold.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { pickFromLedger } from '../../../../gateway/audit/chain/pick-from-ledger.ts';
import type { EventFilter } from '../../../../gateway/reports/catalog/event-filter.ts';
import { createEventResources } from '../../../../gateway/reports/formats/fhir/event-resources.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import { findChanges, type ChangeQuery } from '../../../../gateway/reports/query/find-changes.ts';
import { changesIn } from '../../../../gateway/reports/query/ledger-changes.ts';
import { createOutcomeSearch } from '../../../../gateway/reports/query/unknown-outcomes.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { placeInFile } from '../../audit/stores.ts';
import { append, START, STEP, tamper, withIndex } from '../index/places.ts';

const directory = createDirectory();
afterAll(() => {
  directory.remove();
});

const ignore = () => undefined;

const options = (name: string) => ({
  location: placeInFile(join(directory.path, `${name}.db`)).location,
  onDamaged: ignore,
  onPruned: ignore,
});

/** Modes of successive starts: a usual one is listed only after an unusual one. */
const MODES = ['filter', 'dry-run', 'dry-run', 'filter', 'filter'] as const;

describe('the report of changes to keys, policy and records', () => {
  const opening = commitTo('a complaint', 'cd'.repeat(32));
  const source = { gateway: 'gateway-2', version: '0.1.0', schemaHash: 'a'.repeat(64) };
  const hold = {
    id: 'h-1',
    patient: 'p1',
    from: null,
    until: null,
    reasonCommitment: opening.commitment,
  };

  beforeAll(async () => {
    const place = placeInFile(join(directory.path, 'changes.db'));
    const folder = join(directory.path, 'changes');
    const [placed, again] = [...placeRecords(hold, [], START), ...placeRecords(hold, [], START)];
    await append(place, folder, [
      accessRecord(['p1']),
      controlRecord('log.policy', START, { ...source, policyHash: 'b'.repeat(64) }),
      controlRecord('log.policy', START, { ...source, policyHash: 'c'.repeat(64) }),
      ...MODES.map((mode) =>
        controlRecord('log.policy', START, {
          mode,
          supergraph: 'compared',
          rules: mode === 'dry-run' ? 'd'.repeat(64) : null,
          smallAreas: '2020-04-01',
        }),
      ),
      ...(['off', 'on', 'on', 'off'] as const).map((development) =>
        controlRecord('log.policy', START, { development }),
      ),
      { record: placed ?? failSample(), opening },
      again ?? failSample(),
      releaseRecord('h-1', 'none', START),
      controlRecord('log.erase', START, {
        entries: writeErasures([{ leaf: 3, positions: [0, 1], reason: false }]).join(' '),
      }),
      controlRecord('log.later' as AuditRecord['kind'], START, null),
    ]);
    // The same settings again are not a change; another retention is.
    await append(place, folder, [], { now: () => START + 20 * STEP });
    await append(place, folder, [], {
      retention: { years: 7, categories: new Map() },
      now: () => START + 30 * STEP,
    });
  });

  it('lists each change with its reason, and nothing that stayed the same', async () => {
    expect(await notes({})).toEqual([
      [
        'log.key.enrolled',
        expect.stringMatching(/^Key gateway\.test\/ledger\+\S+ was enrolled\.$/),
      ],
      [
        'log.start',
        'Years for which records are kept: 6. Patients are named by their ids from here on.',
      ],
      ['log.policy', 'Policy is bbbbbbbbbbbb. Schema is aaaaaaaaaaaa. Version is 0.1.0.'],
      ['log.policy', 'Policy is cccccccccccc.'],
      ['log.policy', 'Small areas are those of 2020-04-01.'],
      ['log.policy', 'Mode is dry-run. Custom rules are dddddddddddd.'],
      ['log.policy', 'Mode is filter. Custom rules are none.'],
      [
        'log.policy',
        'Development mode is on: programs on the machine of the gateway get any role.',
      ],
      ['log.policy', 'Development mode is off.'],
      ['log.hold.placed', 'Hold h-1 was placed on the records of a patient. Reason: a complaint'],
      ['log.hold.released', 'Hold h-1 was released. Reason: (missing)'],
      ['log.erase', 'Erased: 2 ids in 1 record.'],
      ['log.later', 'Recorded: log.later.'],
      ['log.policy', 'Policy is bbbbbbbbbbbb.'],
      ['log.start', 'Years for which records are kept: 7.'],
    ]);
  });

  it('gives the same from an index, the newest first, up to a number and from a time on, and refuses a record that the ledger does not hold as it was', async () => {
    const place = placeInFile(join(directory.path, 'changes.db'));
    const location = { kind: 'sqlite', path: join(directory.path, 'changes.index') } as const;
    const reader = await openReader(place.location);
    const fromIndex = (query: Partial<ChangeQuery>) =>
      withIndex(location, async (index) => {
        await fillIndex(index, reader);
        const all = { since: 0, limit: 100, publicKey: null };
        return findChanges(index, reader, { ...all, ...query });
      });
    const fromLedger = (await notes({})).map(([, note]) => note);
    const { changes, refused } = await fromIndex({});
    expect(changes.map(({ text }) => text)).toEqual(fromLedger.toReversed());
    expect(refused).toEqual([]);
    expect((await fromIndex({ limit: 2 })).changes).toEqual(changes.slice(0, 2));
    const since = START + 25 * STEP;
    expect((await fromIndex({ since })).changes).toEqual(changes.filter(({ at }) => at >= since));

    // Without the hash of the first 16 leaves, no later leaf is proven.
    await tamper(location, 'UPDATE nodes SET hash = zeroblob(32)');
    const later = changes.filter((change) => change.leaf >= 16);
    expect((await fromIndex({})).refused).toEqual(
      expect.arrayContaining(later.map((change) => ({ leaf: change.leaf, why: 'not included' }))),
    );
    expect((await fromIndex({})).changes).toHaveLength(changes.length - later.length);
    await reader.close();
  });

  it('lists only the changes of the period, kind or patient that a filter names', async () => {
    expect(await notes({ since: START + 25 * STEP })).toEqual([
      ['log.start', 'Years for which records are kept: 7.'],
    ]);
    expect(await notes({ kind: 'log.erase' })).toHaveLength(1);
    expect(await notes({ patient: 'p1' })).toMatchObject([['log.hold.placed', expect.anything()]]);
    expect(await notes({ patient: 'p2' })).toEqual([]);
  });
});

describe('the report on writes with unknown outcome', () => {
  beforeAll(async () => {
    const late = { first: 9, count: 1 };
    await append(placeInFile(join(directory.path, 'writes.db')), join(directory.path, 'writes'), [
      step('intent', 'r1', 'pending', ['p1', 'p2']),
      step('intent', 'r2', 'pending', ['p1']),
      step('outcome', 'r2', 'permit', ['p1']),
      step('intent', 'r3', 'pending', ['p3']),
      step('outcome', 'r3', 'error', ['p3']),
      step('intent', 'r4', 'pending'),
      // Recorded too late, so that nothing was sent.
      step('intent', 'r5', 'pending', ['p5']),
      accessRecord([], { kind: 'unreleased', actor: null, accesses: [], details: late }),
    ]);
  });

  it('lists writes without an outcome and failed writes for each patient, and no others', async () => {
    expect(await found({})).toEqual([
      [3, 'p1', 'No outcome was recorded.'],
      [3, 'p2', 'No outcome was recorded.'],
      [6, 'p3', 'A part of it failed: what was written is not known.'],
      [8, null, 'No outcome was recorded.'],
    ]);
  });

  it('can be filtered by patient, actor, operation and period, and does not list a write whose outcome was recorded after the period', async () => {
    expect(await found({ patient: 'p1' })).toEqual([[3, 'p1', 'No outcome was recorded.']]);
    expect(await found({ actor: 'nobody' })).toEqual([]);
    expect(await found({ operation: 'Write', since: START + 2 * STEP })).toHaveLength(2);
    expect(await found({ until: START + STEP })).toHaveLength(2);
  });

  it('as FHIR names the patient of a row and no other patient of the same write', async () => {
    const outcomes = createOutcomeSearch({ patient: 'p2' });
    for await (const none of pickFromLedger({ ...options('writes'), choice: outcomes.choice }))
      throw new Error(`picked ${JSON.stringify(none)}`);
    const resourcesOf = createEventResources({ origin: 'o', patientSystem: null }, null);
    const resources = outcomes.found().map((event) => JSON.stringify(resourcesOf(event)));
    expect(resources).toHaveLength(1);
    expect(resources[0]).toContain('"p2"');
    expect(resources[0]).not.toContain('"p1"');
  });
});

async function notes(filter: EventFilter) {
  const all: (readonly [string, string | null])[] = [];
  const choice = changesIn(filter);
  for await (const { row, note } of pickFromLedger({ ...options('changes'), choice }))
    all.push([row.kind, note]);
  return all;
}

const operation = (requestId: string): AuditRecord['operation'] => ({
  name: 'Write',
  kind: 'mutation',
  hash: 'e'.repeat(64),
  variables: [],
  requestId,
  traceId: null,
});

async function found(filter: EventFilter) {
  const outcomes = createOutcomeSearch(filter);
  for await (const none of pickFromLedger({ ...options('writes'), choice: outcomes.choice }))
    throw new Error(`picked ${JSON.stringify(none)}`);
  return outcomes.found().map(({ row, note }) => [row.leaf, row.patient, note]);
}

const step = (
  kind: 'intent' | 'outcome',
  requestId: string,
  outcome: AuditRecord['outcome'],
  patients: readonly string[] = [],
): AuditRecord => ({
  ...accessRecord([]),
  kind,
  outcome,
  accesses: [],
  operation: operation(requestId),
  patients,
  arguments: ['Mutation.write(text:)'],
});

function failSample(): never {
  throw new Error('The sample is not what the test expects.');
}
