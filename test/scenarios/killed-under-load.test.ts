import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atDepth } from '../support/depth.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { readLedger } from '../support/read-ledger.ts';
import { isMutation, startStack } from '../support/stack.ts';
import { reportLostRecords } from '../support/report-lost-records.ts';
import type { Stack } from '../support/stack.ts';
import type { Answer, Question, StackGateway } from '../support/stack-gateway.ts';

const KILLS = atDepth(2, 5);
const LANES = 16;

let stack: Stack;
let patient: string;

beforeAll(async () => {
  stack = await startStack({ names: ['patients', 'clinical'] });
  patient = await firstPatient();
});
afterAll(() => stack.close(), 30_000);

async function firstPatient(): Promise<string> {
  const gateway = await stack.gateway('audit', UNLIMITED);
  const { data } = await gateway.ask(token(0), { query: '{ patients(first: 1) { id } }' });
  await gateway.kill();
  return (data as { readonly patients: readonly [{ readonly id: string }] }).patients[0].id;
}

const UNLIMITED = { limits: { requestsPerMinute: 1_000_000 } };

function token(lane: number): string {
  return stack.issuer.token(`nurse ${lane}`, { roles: ['nurse'] });
}

/** Of four lanes, three read and one writes. */
function questionOf(lane: number): Question {
  return lane % 4 === 0
    ? {
        query: 'mutation Note($id: ID!) { addNote(patientId: $id, text: "under load") { id } }',
        variables: { id: patient },
      }
    : { query: '{ patients(first: 5) { id name birthDate } }' };
}

/** Sends requests in all lanes until the gateway is killed after some answers; returns the answers. */
async function load(gateway: StackGateway, killAfter: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const asking = Array.from({ length: LANES }, async (_, lane) => {
    const own = token(lane);
    for (;;) {
      const answer = await gateway.ask(own, questionOf(lane)).catch(() => null);
      // The connection was cut before a response.
      if (answer === null) return;
      answers.push(answer);
      if (answers.length === killAfter) await gateway.kill();
    }
  });
  await Promise.all(asking);
  return answers;
}

describe('a gateway killed repeatedly under load', () => {
  it('has recorded every response that a client received and every mutation that was sent, in a ledger that passes verification', async () => {
    const reads: string[] = [];
    const writes: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const gateway = await stack.gateway('audit', UNLIMITED);
      const answers = await load(gateway, 25 + (kill * 240) / (KILLS - 1));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      for (const { requestId, data } of answers)
        (data !== null && 'addNote' in data ? writes : reads).push(requestId);
    }

    const kinds = new Map<string, string[]>();
    for (const { kind, operation } of readLedger(stack.ledger('audit')))
      if (operation)
        kinds.set(operation.requestId, [...(kinds.get(operation.requestId) ?? []), kind]);
    const whole = new Set(['access', 'intent,outcome']);
    const recorded = [...kinds].filter(([, each]) => whole.has(each.join())).map(([id]) => id);
    const acknowledged = [...reads, ...writes];
    const fault = 'SIGKILL of a gateway, reads and writes';
    expect(reportLostRecords({ fault, times: KILLS, acknowledged, recorded })).toEqual([]);
    expect(reads.filter((id) => kinds.get(id)?.join() !== 'access')).toEqual([]);
    expect(writes.filter((id) => kinds.get(id)?.join() !== 'intent,outcome')).toEqual([]);
    expect(reads.length).toBeGreaterThan(100);
    expect(writes.length).toBeGreaterThan(30);

    const sent = stack.received.filter(isMutation).length;
    const intended = [...kinds.values()].filter((each) => each.includes('intent')).length;
    expect(sent).toBeGreaterThanOrEqual(writes.length);
    expect(intended).toBeGreaterThanOrEqual(sent);
    // Recorded requests without an answer were in flight at one of the kills.
    const surplus = kinds.size - reads.length - writes.length;
    expect(surplus).toBeLessThanOrEqual(KILLS * LANES + 1);

    const last = await stack.gateway('audit', UNLIMITED);
    expect(await last.stop()).toBe(0);
    const verified = await runPhiGateway(
      ['audit', 'verify', '--db', stack.ledger('audit')],
      stack.folder,
    );
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^PASS\n/);
  });
});
