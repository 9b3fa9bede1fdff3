import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import type { PublishOptions } from '../../../../gateway/audit/publish/publish-config.ts';
import { readTreeHead } from '../../../../gateway/audit/tree/checkpoint.ts';
import { cosignedAt, readCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import {
  openWitness,
  type OpenWitness,
} from '../../../../gateway/audit/publish/witness/open-witness.ts';
import { readLeaves } from '../read-leaves.ts';
import { accessRecord, at, createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile } from '../stores.ts';
import { freePort } from '../../../support/free-port.ts';
import { forgeBatch, throwawaySigner } from '../../../support/forge-batch.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
const closing: (() => Promise<unknown>)[] = [];
/** What the ledger logged, such as `error WITNESS_DISAGREES 0`. */
const logLines: string[] = [];

/** A ledger that has been opened once, so that its key is known. */
const fresh = createDirectory();
let ledgerKey: string;
beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(fresh.path));
  await ledger.close();
  ledgerKey = ledger.publicKey;
});
afterAll(() => fresh.remove());

beforeEach(() => {
  directory = createDirectory();
  cpSync(fresh.path, directory.path, { recursive: true });
  path = join(directory.path, 'audit.db');
  logLines.length = 0;
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  directory.remove();
});

const log: LedgerOptions['log'] = {
  info: logAs('info'),
  warn: logAs('warn'),
  error: logAs('error'),
};

function logAs(level: string) {
  return (facts: { readonly reason?: unknown; readonly index?: unknown }) =>
    void logLines.push([level, facts.reason, facts.index].join(' '));
}

async function open(publish: Partial<PublishOptions>, deadlineMs = 1_000): Promise<Ledger> {
  const ledger = await openLedger(
    ledgerOptions(directory.path, {
      deadlineMs,
      log,
      publish: {
        everyMs: 50,
        timeoutMs: 500,
        freshSeconds: 300,
        sinks: [],
        witnesses: [],
        require: publish.witnesses?.length ?? 0,
        strict: false,
        ...publish,
      },
    }),
  );
  closing.push(() => ledger.close());
  return ledger;
}

async function witness(
  name: string,
  port: number | null = null,
  now = Date.now,
): Promise<OpenWitness> {
  const opened = await openWitness({
    name,
    keyPath: join(directory.path, `${name}.key`),
    state: join(directory.path, name),
    logs: [ledgerKey],
    host: '127.0.0.1',
    port: port ?? (await freePort()),
    tls: null,
    now,
  });
  closing.push(() => opened.close());
  return opened;
}

const addressOf = ({ url, publicKey: key }: OpenWitness) => ({ url, key });

/** Waits, at most ten seconds, until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 500; tries += 1) await sleep(20);
  expect(holds()).toBe(true);
}

function cosigners(note: string, witnesses: readonly OpenWitness[]): readonly boolean[] {
  const read = readTreeHead(note);
  return witnesses.map(({ publicKey: key }) => {
    const verifier = readCosigner(key);
    return read !== null && verifier !== null && cosignedAt(read.note, verifier) !== null;
  });
}

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const listening = createServer(answer).listen(await freePort(), '127.0.0.1');
  await once(listening, 'listening');
  closing.push(async () => void listening.close());
  const address = listening.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a ledger whose checkpoints are published', () => {
  it('sends its checkpoint, cosigned by every witness, to its file sink and its HTTP sink, and passes verification with that checkpoint as anchor', async () => {
    const witnesses = [await witness('w1'), await witness('w2')];
    const posted: string[] = [];
    const url = await server((request, response) => {
      void text(request).then((body) => {
        posted.push(`${request.headers.authorization} ${body}`);
        return response.end();
      });
    });
    const file = join(directory.path, 'checkpoint');
    const ledger = await open({
      witnesses: witnesses.map(addressOf),
      sinks: [
        { kind: 'file', path: file },
        { kind: 'http', url, token: 'sesame' },
      ],
    });
    for (let index = 0; index < 5; index += 1) await ledger.append(accessRecord([`p${index}`]));
    const { size } = ledger.head();
    const isThere = (note: string) =>
      readTreeHead(note)?.head.size === size && cosigners(note, witnesses).every(Boolean);
    await until(() => isThere(readFileSync(file, 'utf8')));
    await until(() =>
      posted.some((each) => each.startsWith('Bearer sesame ') && isThere(each.slice(14))),
    );

    // What was kept is what a verifier needs to find a ledger that was cut or forked since.
    await ledger.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const anchors = [readFileSync(file, 'utf8')];
    const verdict = await verifyLedger({
      location: at(path),
      publicKey: ledgerKey,
      anchors,
      witnesses: [],
      guardPath: 'none',
    });
    expect(verdict).toMatchObject({ result: 'PASS', anchors: [{ agrees: true }] });
    expect(logLines).toEqual([]);
  });

  it('does not publish a checkpoint that no key of the ledger signed, and logs CHECKPOINT_UNSIGNED for its witness and its sink', async () => {
    const seen = await witness('w1');
    const file = join(directory.path, 'checkpoint');
    const ledger = await open({
      witnesses: [addressOf(seen)],
      sinks: [{ kind: 'file', path: file }],
    });
    const { size } = ledger.head();
    const isKept = () => existsSync(file) && readTreeHead(readFileSync(file, 'utf8'))?.head.size;
    await until(() => isKept() === size);
    await forgeBatch(placeInFile(path), [accessRecord(['p1'])], throwawaySigner(ledger.origin));
    await until(() => logLines.length === 2);
    expect(logLines.toSorted()).toEqual([
      'error CHECKPOINT_UNSIGNED 0',
      'error CHECKPOINT_UNSIGNED 0',
    ]);
    expect(isKept()).toBe(size);
  });

  it('keeps recording without its witness and its sink, logs WITNESS_SILENT and SINK_FAILED once, and logs when the witness is back', async () => {
    const first = await witness('w1');
    const { url } = first;
    await first.close();
    const ledger = await open({
      witnesses: [addressOf(first)],
      sinks: [{ kind: 'file', path: join(directory.path, 'no', 'folder') }],
    });
    await ledger.append(accessRecord(['p1']));
    await until(() => logLines.length === 2);
    await sleep(200);
    expect(logLines.toSorted()).toEqual(['warn SINK_FAILED 0', 'warn WITNESS_SILENT 0']);

    await witness('w1', Number(new URL(url).port));
    await ledger.append(accessRecord(['p2']));
    await until(() => logLines.includes('info WITNESS_SILENT 0'));
  });

  it('keeps recording with its required witness after restarts, and after the witness lost its state', async () => {
    const seen = await witness('w1');
    for (let run = 0; run < 3; run += 1) {
      const ledger = await open({ witnesses: [addressOf(seen)], strict: true });
      await ledger.append(accessRecord([`p${run}`]));
      await ledger.close();
    }
    await seen.close();
    rmSync(join(directory.path, 'w1'), { recursive: true });
    await witness('w1', Number(new URL(seen.url).port));
    const ledger = await open({ witnesses: [addressOf(seen)], strict: true });
    await ledger.append(accessRecord(['p9']));
    expect(logLines).toEqual([]);
  });
});

describe('a ledger that waits for its witnesses', () => {
  it('accepts a record if the required two of three witnesses cosign, and otherwise refuses it with AUDIT_UNAVAILABLE and adds an "unreleased" record', async () => {
    const [w1, w2, w3] = [await witness('w1'), await witness('w2'), await witness('w3')];
    const ledger = await open({ witnesses: [w1, w2, w3].map(addressOf), require: 2, strict: true });
    await ledger.append(accessRecord(['p1']));
    await w3.close();
    const { first } = await ledger.append(accessRecord(['p2']));
    for (const name of ['w1', 'w2']) expect(seenBy(name)).toBeGreaterThan(first);

    await w2.close();
    await expect(ledger.append(accessRecord(['p3']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(ledger.ready()).toBe(false);
    await witness('w2', Number(new URL(w2.url).port));
    await until(() => ledger.ready());
    await ledger.append(accessRecord(['p4']));
    await ledger.close();
    // The record that was committed and not released is named.
    const leaves = readLeaves(path);
    const late = leaves.findIndex(({ accesses }) => accesses[0]?.objects[0]?.[0] === 'p3');
    expect(
      leaves.filter(({ kind }) => kind === 'unreleased').map(({ details }) => details),
    ).toEqual([{ first: late, count: 1 }]);
  });

  it('refuses records with AUDIT_UNAVAILABLE after a rollback, logs WITNESS_DISAGREES and SINK_DISAGREES, and leaves the newer checkpoint in its sink', async () => {
    const seen = await witness('w1');
    const copies = ['', '.guard'] as const;
    for (const ending of copies) copyFileSync(`${path}${ending}`, `${path}${ending}.old`);
    const file = join(directory.path, 'checkpoint');
    const sinks = [{ kind: 'file', path: file }] as const;
    const before = await open({ witnesses: [addressOf(seen)], sinks });
    for (let index = 0; index < 20; index += 1) await before.append(accessRecord([`p${index}`]));
    await before.close();
    for (const ending of copies) copyFileSync(`${path}${ending}.old`, `${path}${ending}`);

    const ledger = await open({ witnesses: [addressOf(seen)], sinks, strict: true });
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(logLines).toContain('error WITNESS_DISAGREES 0');
    // The sink keeps the checkpoint of the longer ledger.
    expect(logLines).toContain('error SINK_DISAGREES 0');
    expect(readTreeHead(readFileSync(file, 'utf8'))?.head.size).toBeGreaterThan(20);
  });

  it.each<[string, number, number]>([
    ['older than the five minutes that are configured', -310_000, 300],
    ['an hour old', -3_600_000, 300],
    ['older than the second that is configured', -5_000, 1],
    ['from the future', 90_000, 86_400],
  ])(
    'refuses records with AUDIT_UNAVAILABLE while cosignatures are %s, logs WITNESS_STALE, and is ready again with a fresh one',
    async (_what, offset, freshSeconds) => {
      let late = offset;
      const kept = await witness('w1', null, () => Date.now() + late);
      const ledger = await open({ witnesses: [addressOf(kept)], strict: true, freshSeconds }, 300);
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
      await until(() => logLines.includes('warn WITNESS_STALE 0'));
      late = 0;
      await until(() => ledger.ready());
      await until(() => logLines.includes('info WITNESS_STALE 0'));
    },
  );

  it('accepts a cosignature dated less than freshSeconds ago or less than a minute ahead', async () => {
    for (const [name, offset] of [
      ['w1', -200_000],
      ['w2', 20_000],
    ] as const) {
      const seen = await witness(name, null, () => Date.now() + offset);
      const ledger = await open({ witnesses: [addressOf(seen)], strict: true });
      await ledger.append(accessRecord(['p1']));
      await ledger.close();
    }
    expect(logLines).toEqual([]);
  });

  it.each<[string, number, (witness: string) => string]>([
    ['status 200 without a cosignature', 200, () => 'thank you\n'],
    [
      'a signature of another key',
      200,
      (of) => `— ${of.split('+')[0]} ${Buffer.alloc(76, 1).toString('base64')}\n`,
    ],
    ['status 409 and a size that goes up and down', 409, () => `${Date.now() % 2}\n`],
    ['status 409 without a size', 409, () => 'x\n'],
    ['status 403', 403, () => ''],
    ['status 500', 500, () => ''],
  ])(
    'refuses a record with AUDIT_UNAVAILABLE and logs a problem if its only witness answers with %s',
    async (_what, status, body) => {
      const honest = await witness('w1');
      const url = await server((request, response) => {
        request.resume().once('end', () => response.writeHead(status).end(body(honest.publicKey)));
      });
      const ledger = await open({ witnesses: [{ url, key: honest.publicKey }], strict: true }, 300);
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
      await until(() => logLines.length > 0);
    },
  );
});

/** Size of the tree that a witness has kept. */
function seenBy(name: string): number {
  const folder = join(directory.path, name);
  const [file = ''] = readdirSync(folder).filter((each) => each.endsWith('.checkpoint'));
  return readTreeHead(readFileSync(join(folder, file), 'utf8'))?.head.size ?? 0;
}
