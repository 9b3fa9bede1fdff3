import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import type { LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import type { WitnessAddress } from '../../../../gateway/audit/publish/create-witness-client.ts';
import { cosign, createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { readNote } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  openWitness,
  type OpenWitness,
} from '../../../../gateway/audit/publish/witness/open-witness.ts';
import { leavesOf } from '../read-leaves.ts';
import { operate } from '../maintain/resume/restored.ts';
import { createDirectory } from '../sample.ts';
import { saveLedger } from '../save-ledger.ts';
import { STORES, type Place } from '../stores.ts';

const addressOf = ({ url, publicKey: key }: OpenWitness) => ({ url, key });

/** The gateway's configuration for these witnesses. */
function publishTo(witnesses: readonly WitnessAddress[], require = witnesses.length) {
  const publish: LedgerOptions['publish'] = {
    everyMs: 50,
    freshSeconds: 300,
    timeoutMs: 2_000,
    sinks: [],
    witnesses,
    require,
    strict: false,
  };
  return { publish };
}

describe.each(STORES)('a gateway with a ledger on $name and without its guard file', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let ledger: ReturnType<typeof operate>;
  let firstKey = '';
  const closing: (() => Promise<unknown>)[] = [];
  let putBack: () => Promise<void>;
  beforeAll(async () => {
    await store.start();
    directory = createDirectory();
    place = await store.place(directory.path);
    ledger = operate(directory.path, place);
    firstKey = await ledger.write(['p1']);
    putBack = await saveLedger(place, directory.path);
  });
  afterAll(async () => {
    directory.remove();
    await store.stop();
  });
  beforeEach(() => putBack());
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function witness(name: string): Promise<OpenWitness> {
    const opened = await openWitness({
      name,
      keyPath: join(directory.path, `${name}.key`),
      state: join(directory.path, name),
      logs: [firstKey],
      host: '127.0.0.1',
      port: 0,
      tls: null,
      now: () => Date.now(),
    });
    closing.push(() => opened.close());
    return opened;
  }

  const loseGuard = () => {
    rmSync(ledger.guardPath);
  };

  const starts = async () =>
    leavesOf(await place.batches())
      .filter(({ kind }) => kind === 'log.start')
      .map(({ details }) => details?.['vouchedBy']);

  it('starts if a witness has cosigned the whole ledger, records that a witness vouched for it, and verification passes with a caveat', async () => {
    const published = publishTo([addressOf(await witness('w1'))]);
    await ledger.write(['p2'], published);
    loseGuard();
    await ledger.write(['p3'], published);
    expect(await starts()).toEqual([null, 'guard', 'witness']);
    const { result, caveats } = await ledger.verdict(firstKey);
    expect(result).toBe('PASS');
    expect(caveats.filter((line) => line.includes('without its guard'))).toEqual([
      'The gateway was started without its guard at record 9, confirmed by witnesses: records that they had not cosigned may have been lost.',
    ]);
    // The witness follows as before.
    loseGuard();
    await ledger.write(['p4'], published);
    expect((await starts()).at(-1)).toBe('witness');
  });

  it('starts if a witness has cosigned only an earlier part of the ledger, and records that a witness vouched for it', async () => {
    const published = publishTo([addressOf(await witness('w1'))]);
    await ledger.write(['p2'], published);
    await ledger.write(['p3']);
    loseGuard();
    await ledger.write([], published);
    expect((await starts()).at(-1)).toBe('witness');
  });

  it('refuses every start (ROLLBACK_DETECTED) and names the witness if one witness has cosigned a longer ledger, even if another has not', async () => {
    const published = publishTo([addressOf(await witness('w1'))]);
    await ledger.write(['p2'], published);
    const restore = await place.save();
    await ledger.write(['lost'], published);
    await restore();
    loseGuard();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(ledger.write([], published)).rejects.toThrow(
        /^ROLLBACK_DETECTED: the guard file is missing, and the witness w1 has seen a longer ledger than this one, or a different one\.\n.*audit resume/,
      );
    }
    // Another witness that knows no better doesn't outvote it.
    const second = addressOf(await witness('w2'));
    const [first] = published.publish?.witnesses ?? [];
    const both = publishTo(first === undefined ? [] : [second, first], 1);
    await expect(ledger.write([], both)).rejects.toThrow(/^ROLLBACK_DETECTED: .* w1 has seen/);
  });

  it.each([
    ['of the same length', ['p2']],
    ['that is shorter', ['p2', 'p3', 'p4']],
  ])(
    'refuses to start (ROLLBACK_DETECTED) if a witness has cosigned a different ledger %s',
    async (_, others) => {
      const restore = await place.save();
      const published = publishTo([addressOf(await witness('w1'))]);
      await ledger.write(['lost'], published);
      await restore();
      const checkpoint = (await place.batches()).at(-1)?.note ?? null;
      loseGuard();
      await ledger.write(others, { checkpoint });
      loseGuard();
      await expect(ledger.write([], published)).rejects.toThrow(
        /^ROLLBACK_DETECTED: .* w1 has seen/,
      );
    },
  );

  it('refuses every start (ROLLBACK_DETECTED) if the witness has never seen the ledger, and the witness then stores no checkpoint', async () => {
    const published = publishTo([addressOf(await witness('w1'))]);
    loseGuard();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(ledger.write([], published)).rejects.toThrow(
        /^ROLLBACK_DETECTED: .* 0 of the 1 witnesses that must vouch for it do: w1 has never seen this ledger\./,
      );
    }
    const kept = readdirSync(join(directory.path, 'w1')).filter((name) =>
      name.endsWith('checkpoint'),
    );
    expect(kept).toEqual([]);
  });

  it('refuses to start (ROLLBACK_DETECTED) if one of two required witnesses does not answer, names it, and starts if only one is required', async () => {
    const known = addressOf(await witness('w1'));
    await ledger.write(['p2'], publishTo([known]));
    const silent = await witness('w2');
    const { publicKey: key } = silent;
    await silent.close();
    closing.pop();
    const both = [known, { url: silent.url, key }];
    loseGuard();
    await expect(ledger.write([], publishTo(both))).rejects.toThrow(
      /^ROLLBACK_DETECTED: .* 1 of the 2 witnesses that must vouch for it do: w2 doesn't answer\./,
    );
    await ledger.write([], publishTo(both, 1));
    expect((await starts()).at(-1)).toBe('witness');
  });

  it('refuses to start (ROLLBACK_DETECTED) if the address of the witness responds with a cosignature that is an hour old', async () => {
    const { url, publicKey: key } = await witness('w1');
    await ledger.write(['p2'], publishTo([{ url, key }]));
    const witnessKey = readSigningKey(join(directory.path, 'w1.key'));
    if (witnessKey === null) throw new Error('The witness has no key.');
    const signer = createCosigner('w1', witnessKey);
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const note = readNote(body.slice(body.indexOf('\n\n') + 2));
        const seconds = Math.floor(Date.now() / 1000) - 3600;
        return response.end(note === null ? '' : cosign(note.text, seconds, signer));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : '';
    loseGuard();
    const replayed = publishTo([{ url: `http://127.0.0.1:${port}`, key }]);
    await expect(ledger.write([], replayed)).rejects.toThrow(
      /^ROLLBACK_DETECTED: .* w1 answers with a cosignature that is not current\./,
    );
  });

  it('starts with a given checkpoint and then with the new guard file, and records which of these vouched for each start', async () => {
    const published = publishTo([addressOf(await witness('w1'))]);
    const checkpoint = ledger.guard();
    loseGuard();
    await ledger.write([], { ...published, checkpoint });
    await ledger.write([], published);
    expect((await starts()).slice(-2)).toEqual(['checkpoint', 'guard']);
  });
});
