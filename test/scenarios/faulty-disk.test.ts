import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unlinkSync } from 'node:fs';
import { createFaultyDisk, type DiskFault, type FaultyDisk } from '../support/faulty-disk.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { readLedger } from '../support/read-ledger.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { reportLostRecords } from '../support/report-lost-records.ts';
import type { Answer, StackGateway } from '../support/stack-gateway.ts';

const LANES = 8;
const DEADLINE_MS = 500;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
});
afterAll(() => stack.close(), 30_000);

/** A gateway on its own disk, and a client that keeps the ids of answered requests. */
interface Faulty {
  readonly gateway: StackGateway;
  readonly disk: FaultyDisk;
  readonly given: string[];
  readonly ask: () => Promise<Answer>;
  /** Asks in several lanes until the fault shows; gives the first refusal of each lane. */
  readonly loadUntilRefused: (fault: DiskFault) => Promise<readonly Answer[]>;
}

async function startFaulty(name: string): Promise<Faulty> {
  const disk = createFaultyDisk(stack.folder, stack.ledger(name));
  const gateway = await stack.gateway(name, changes(name), disk.launcher);
  const token = stack.issuer.token('the clerk', { roles: ['billing'] });
  const given: string[] = [];
  const ask = async () => {
    const answer = await gateway.ask(token, { query: '{ patients(first: 3) { id name ssn } }' });
    if (answer.status === 200) given.push(answer.requestId);
    return answer;
  };
  const loadUntilRefused = async (fault: DiskFault) => {
    const lanes = Array.from({ length: LANES }, async () => {
      for (let answer = await ask(); ; answer = await ask())
        if (answer.status !== 200) return answer;
    });
    while (given.length < 5 * LANES) await gateway.readiness();
    disk.fault(fault);
    return Promise.all(lanes);
  };
  return { gateway, disk, given, ask, loadUntilRefused };
}

const changes = (name: string) => ({
  limits: { requestsPerMinute: 1_000_000 },
  audit: { db: stack.ledger(name), deadlineMs: DEADLINE_MS },
});

function expectRefused(answers: readonly Answer[]): void {
  for (const { status, data, errors, headers } of answers) {
    expect({ status, data }).toEqual({ status: 503, data: null });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'AUDIT_UNAVAILABLE' }]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
}

/** Expects that every response is recorded once, and that the ledger verifies. */
async function expectRecorded(name: string, given: readonly string[]): Promise<void> {
  const recorded = readLedger(stack.ledger(name)).flatMap(
    ({ operation }) => operation?.requestId ?? [],
  );
  expect(new Set(recorded).size).toBe(recorded.length);
  const fault = `${name} of a gateway's disk`;
  expect(reportLostRecords({ fault, times: 1, acknowledged: given, recorded })).toEqual([]);
  const { out, code } = await runPhiGateway(
    ['audit', 'verify', '--db', stack.ledger(name)],
    stack.folder,
  );
  expect(out).toMatch(/^PASS\n/);
  expect(code).toBe(0);
}

describe('a gateway whose disk fails', () => {
  it.each<[string, DiskFault]>([
    ['fails to sync', 'fsync-eio'],
    ['fails to write', 'write-eio'],
  ])(
    'releases nothing until a restart once the disk %s, even if the disk works again, and has recorded all that it released',
    async (_how, fault) => {
      const name = String(fault);
      const { gateway, disk, given, ask, loadUntilRefused } = await startFaulty(name);
      expectRefused(await loadUntilRefused(fault));
      // On a busy machine the refusals may come from a slow commit, before the fault occurs.
      while (!gateway.log().includes('the audit ledger has failed')) await ask();
      const before = given.length;
      disk.fault(null);
      expectRefused([await ask(), await ask()]);
      expect(await gateway.readiness()).toBe(503);
      expect(given).toHaveLength(before);
      await gateway.kill();

      const again = await stack.gateway(name, changes(name));
      expect(await again.readiness()).toBe(200);
      expect(await again.stop()).toBe(0);
      await expectRecorded(name, given);
    },
  );

  it('releases nothing while the disk is full, continues when there is space again, and has recorded all that it released', async () => {
    const { gateway, disk, given, ask, loadUntilRefused } = await startFaulty('enospc');
    expectRefused(await loadUntilRefused('write-enospc'));
    expectRefused([await ask()]);
    expect(await gateway.readiness()).toBe(503);
    const before = given.length;
    disk.fault(null);
    while ((await gateway.readiness()) !== 200) await ask();
    expect((await ask()).status).toBe(200);
    expect(given.length).toBeGreaterThan(before);
    expect(await gateway.stop()).toBe(0);
    await expectRecorded('enospc', given);
  });

  it('responds with 503 after the deadline while the disk hangs, and later records those responses as unreleased', async () => {
    const { gateway, disk, given, loadUntilRefused } = await startFaulty('hang');
    const since = performance.now();
    const refused = await loadUntilRefused('fsync-hang');
    expectRefused(refused);
    expect(performance.now() - since).toBeGreaterThan(DEADLINE_MS);
    expect(await gateway.readiness()).toBe(503);
    disk.fault(null);
    while ((await gateway.readiness()) !== 200);
    expect(await gateway.stop()).toBe(0);
    await expectRecorded('hang', given);

    const leaves = readLedger(stack.ledger('hang'));
    const unreleased = leaves.flatMap(({ kind, details }) =>
      kind === 'unreleased' ? [leaves[Number(details?.['first'])]?.operation?.requestId] : [],
    );
    const landed = new Set(leaves.flatMap(({ operation }) => operation?.requestId ?? []));
    const late = refused.map(({ requestId }) => requestId).filter((id) => landed.has(id));
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(unreleased)).toEqual(new Set(late));
  });

  it('refuses requests, releases nothing and is not ready once the ledger file is deleted', async () => {
    const { gateway, given, ask } = await startFaulty('unlinked');
    for (let count = 0; count < 20; count += 1) expect((await ask()).status).toBe(200);
    const before = given.length;
    unlinkSync(stack.ledger('unlinked'));
    expectRefused([await ask(), await ask()]);
    expect(given).toHaveLength(before);
    expect(await gateway.readiness()).toBe(503);
    expect(await gateway.stop()).not.toBeNull();
  });
});
