import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { readLedger } from '../support/read-ledger.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { Answer, Question, StackGateway } from '../support/stack-gateway.ts';
import { reportLostRecords } from '../support/report-lost-records.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
});
afterAll(() => stack.close(), 30_000);

const PATIENTS = { query: '{ patients(first: 3) { id name ssn } }' };

interface Patient {
  readonly id: string;
  readonly name: string;
  readonly ssn: string;
}

function ask(gateway: StackGateway, question: Question): Promise<Answer> {
  return gateway.ask(stack.issuer.token('the clerk', { roles: ['billing'] }), question);
}

function patientsOf({ data }: Answer): readonly Patient[] {
  return (data as { readonly patients: readonly Patient[] }).patients;
}

/** Expects no data, no write, status 503 of readiness, and no patient data in errors and log. */
async function expectClosed(gateway: StackGateway, patients: readonly Patient[]): Promise<void> {
  const read = await ask(gateway, PATIENTS);
  expect(read).toMatchObject({ status: 503, data: null });
  expect(Number(read.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(read.errors).toEqual([
    {
      message: 'The access could not be recorded, so nothing is released.',
      extensions: { code: 'AUDIT_UNAVAILABLE' },
    },
  ]);
  stack.received.length = 0;
  const write = await ask(gateway, {
    query: `mutation Correct($id: ID!) {
      correctAddress(patientId: $id, address: { line: "1 Lost Way", city: "Acton", state: "Massachusetts", zip: "01720" }) { id }
    }`,
    variables: { id: patients[0]?.id },
  });
  expect(write).toMatchObject({ status: 503, data: null });
  expect(write.errors.map(({ extensions }) => extensions)).toEqual([{ code: 'AUDIT_UNAVAILABLE' }]);
  expect(stack.received).toEqual([]);
  expect(await gateway.readiness()).toBe(503);

  const output = read.text + write.text + gateway.log();
  for (const { id, name, ssn } of patients)
    for (const value of [id, name, ssn]) expect(output).not.toContain(value);
}

describe('a gateway whose ledger cannot be written', () => {
  it('releases nothing after another file has replaced the ledger, even when the ledger is put back', async () => {
    const gateway = await stack.gateway('replaced');
    const path = stack.ledger('replaced');
    const patients = patientsOf(await ask(gateway, PATIENTS));
    expect(patients).toHaveLength(3);
    expect(await gateway.readiness()).toBe(200);

    renameSync(path, `${path}.moved`);
    writeFileSync(path, '');
    await expectClosed(gateway, patients);
    renameSync(`${path}.moved`, path);
    await expectClosed(gateway, patients);
    // The log has the failure and its reason.
    expect(gateway.log()).toContain('the audit ledger has failed');
  });

  it('releases nothing once the ledger file cannot grow, has recorded all that it released, and works after a restart', async () => {
    // The shell's limit of file sizes: the kernel refuses the write in the middle of a commit.
    const gateway = await stack.gateway('full', UNLIMITED, [
      'sh',
      '-c',
      'ulimit -f 1200; exec "$0" "$@"',
    ]);
    const given: Answer[] = [];
    let refused: Answer | null = null;
    while (refused === null && given.length < 5_000) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(gateway, PATIENTS)));
      given.push(...answers.filter(({ status }) => status === 200));
      refused = answers.find(({ status }) => status !== 200) ?? null;
    }
    expect(refused).toMatchObject({ status: 503, data: null });
    expect(given.length).toBeGreaterThan(50);
    await expectClosed(gateway, patientsOf(given[0] ?? (refused as Answer)));
    await gateway.kill();

    const recorded = readLedger(stack.ledger('full')).flatMap(
      ({ operation }) => operation?.requestId ?? [],
    );
    const acknowledged = given.map(({ requestId }) => requestId);
    const fault = "a file that may not grow under a gateway's ledger";
    expect(reportLostRecords({ fault, times: 1, acknowledged, recorded })).toEqual([]);
    // With space again, the ledger continues without a gap.
    const again = await stack.gateway('full');
    expect((await ask(again, PATIENTS)).status).toBe(200);
    expect(await again.stop()).toBe(0);
    const verified = await runPhiGateway(
      ['audit', 'verify', '--db', stack.ledger('full')],
      stack.folder,
    );
    expect(verified.out).toMatch(/^PASS\n/);
    expect(readFileSync(stack.ledger('full')).length).toBeGreaterThan(0);
  });
});

const UNLIMITED = { limits: { requestsPerMinute: 1_000_000 } };
