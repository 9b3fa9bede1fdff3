import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { FROM_LEDGER } from '../../../../gateway/reports/catalog/coverage.ts';
import { createPrimaryFunctions } from '../../../../gateway/serving/workers/primary-functions.ts';
import { createRemoteServices } from '../../../../gateway/serving/workers/remote-services.ts';
import { contextOf } from '../../../support/in-process-graph.ts';
import { doctor } from '../../../support/callers.ts';
import type { PrimaryFunctions } from '../../../../gateway/serving/workers/worker-messages.ts';
import { accessRecord } from '../../audit/sample.ts';
import { MINIMAL, useConfigFolder } from '../../config/config-folder.ts';
import { connectChannels } from './connected-channels.ts';

type Parts = Parameters<typeof createPrimaryFunctions>[0];
type Setup = Parameters<typeof createRemoteServices>[0];

const { load } = useConfigFolder();
const config = load(`${MINIMAL}\nadmin: { roles: [auditor] }`);

/** The exports of a worker, over those of a primary that opens this file. */
function connectExports(body: Readable) {
  const signals: AbortSignal[] = [];
  const exports: Parts['exports'] = {
    open: async (_context, _body, signal) => {
      signals.push(signal);
      signal.addEventListener('abort', () => void body.destroy());
      return { name: 'all.csv', type: 'text/csv', rowCount: 1, coverage: FROM_LEDGER, body };
    },
  };
  // Exports use no other part.
  const { functions, release } = createPrimaryFunctions({ ledger: {}, exports } as Parts);
  const ends = connectChannels<PrimaryFunctions>({ ...functions, refused: () => undefined });
  const services = createRemoteServices({ config } as Setup, ends.caller);
  const gone = new AbortController();
  const open = async () => services.exports?.open(contextOf(doctor), {}, gone.signal);
  return { open, gone, release, signals, ends, unexpected: ends.unexpected };
}

const endless = () =>
  Readable.from(
    (function* () {
      for (;;) yield 'a row\n';
    })(),
    { objectMode: false },
  );

describe('an export that a worker sends', () => {
  it('has all that the primary reads, in order', async () => {
    const { open } = connectExports(Readable.from(['first\n', 'second\n'], { objectMode: false }));
    const file = await open();
    expect(file).toMatchObject({ name: 'all.csv', type: 'text/csv', rowCount: 1 });
    expect(await file?.body.toArray()).toEqual([Buffer.from('first\n'), Buffer.from('second\n')]);
  });

  it('ends in the primary when its client disconnects', async () => {
    const body = endless();
    const { open, gone, unexpected } = connectExports(body);
    const file = await open();
    file?.body.once('data', () => gone.abort());
    await once(body, 'close');
    expect(file?.body.destroyed).toBe(true);
    expect(unexpected).toEqual([]);
  });

  it('ends in the primary when its client disconnects, even if 1,000 batches of messages wait for the primary meanwhile', async () => {
    const { open, gone, signals, ends } = connectExports(endless());
    const file = await open();
    ends.isRead = false;
    while (ends.caller.notify('refused', 'OVERLOADED')) void ends.caller.flush();
    gone.abort();
    file?.body.destroy();
    await new Promise((resolve) => void setTimeout(resolve, 50));
    ends.readAll();
    await ends.caller.flush();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('ends in the primary when the worker ends', async () => {
    const { open, release, signals } = connectExports(endless());
    await open();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    release();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('fails for its client with REPORTS_UNAVAILABLE where the primary cannot read it to its end', async () => {
    const body = endless();
    const { open, unexpected } = connectExports(body);
    const file = await open();
    file?.body.once('data', () => body.destroy(new TypeError('unreadable')));
    await expect(file?.body.forEach(() => undefined)).rejects.toMatchObject({
      code: 'REPORTS_UNAVAILABLE',
    });
    expect(unexpected).toEqual([]);
  });
});

describe('a record that a worker cannot write', () => {
  it('is refused with AUDIT_UNAVAILABLE by the primary, which counts the refusal', async () => {
    const received: unknown[] = [];
    const ledger: Pick<Parts['ledger'], 'appendWritten'> = {
      appendWritten(record) {
        received.push(record);
        return Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'));
      },
    };
    const { functions } = createPrimaryFunctions({ ledger } as Parts);
    const { caller } = connectChannels<PrimaryFunctions>(functions);
    const { append } = createRemoteServices({ config } as Setup, caller);
    const refused = append(accessRecord(['\ud800']));
    await expect(refused).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(received).toEqual([null]);
  });
});

describe('a record that is committed after its worker has given it up', () => {
  it('is marked as unreleased, even if 1,000 batches of messages wait for the primary meanwhile', async () => {
    const leaves = { first: 7, count: 1 };
    const marked: unknown[] = [];
    const commits: ((appended: typeof leaves) => void)[] = [];
    const ledger: Pick<Parts['ledger'], 'appendWritten' | 'markUnreleased'> = {
      appendWritten: () =>
        new Promise((resolve) => {
          commits.push(resolve);
        }),
      markUnreleased: (late) => void marked.push(late),
    };
    const { functions } = createPrimaryFunctions({ ledger } as Parts);
    const ends = connectChannels<PrimaryFunctions>(functions);
    const impatient = load(`${MINIMAL}\naudit: { deadlineMs: 10 }`);
    const { append } = createRemoteServices({ config: impatient } as Setup, ends.caller);
    await expect(append(accessRecord(['p1']))).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    ends.isRead = false;
    while (ends.caller.notify('refused', 'OVERLOADED')) void ends.caller.flush();
    for (const commit of commits) commit(leaves);
    await new Promise((resolve) => void setTimeout(resolve, 50));
    ends.readAll();
    await ends.caller.flush();
    expect(marked).toEqual([leaves]);
  });
});

describe('the circuit of a subgraph that opens in a worker', () => {
  it('is reported, even if 1,000 batches of messages wait for the primary meanwhile', async () => {
    const events: unknown[] = [];
    const measured: PrimaryFunctions['measured'] = (event) => void events.push(event);
    const ends = connectChannels<PrimaryFunctions>({ measured, refused: () => undefined });
    const { metrics } = createRemoteServices({ config } as Setup, ends.caller);
    ends.isRead = false;
    while (ends.caller.notify('refused', 'OVERLOADED')) void ends.caller.flush();
    metrics.subgraphCircuit('charts', true);
    metrics.untrustedServed();
    await new Promise((resolve) => void setTimeout(resolve, 50));
    ends.readAll();
    await ends.caller.flush();
    expect(events).toEqual([['subgraphCircuit', 'charts', true]]);
  });
});
