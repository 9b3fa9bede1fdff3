import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { FINDING_CODES } from '../../../../gateway/audit/verify/finding-codes.ts';
import type { Verdict } from '../../../../gateway/audit/verify/verdict.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { createOldLedger, patients, type OldLedger } from '../maintain/retain/old-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES } from '../stores.ts';
import { writeRichLedger, type RichLedger } from './rich-ledger.ts';
import { ROWS_OF_BATCHES, type BatchTools } from './rows-of-batches.ts';
import { ROWS_BESIDE_BATCHES, ROWS_OF_ONE_STORE } from './rows-beside-batches.ts';
import { ROWS_OF_REPAIRS } from './rows-of-repairs.ts';
import { ROWS_OF_A_FILE, ROWS_OF_TIME } from './rows-of-time.ts';
import { summarize, type Given, type Row } from './verdict-row.ts';

/*
 * The table of manipulations and verdicts. What a report index shows that was tampered with is in
 * `reports/index/tampering.test.ts`, and what a command says that can't read a ledger in
 * `cli/audit/unreadable-ledger.test.ts`.
 */
const ORIGIN = 'gateway.test/ledger';

interface Known extends Given {
  readonly location: ReadableLocation;
  readonly publicKey: string | null;
  readonly anchors: readonly string[];
}

/** What a verification says of what a row has left, as far as the row may say something of it. */
async function judge<Tools>(
  row: Row<Tools>,
  { now, ...known }: Known,
  print: (from: number, to: number) => string = () => '',
) {
  const options = { witnesses: [], guardPath: null, ...known };
  const found = await verifyLedger(options, undefined, undefined, now);
  return {
    verdict: summarize(found, row, print),
    caveats: found.caveats.join(' '),
    texts: found.findings.map(({ text }) => text).join(' '),
    found,
  };
}

/** What a row says, to be matched. */
function expected<Tools>({ verdict, caveat = '', text = '', lists = {} }: Row<Tools>) {
  return {
    verdict,
    caveats: expect.stringContaining(caveat),
    texts: expect.stringContaining(text),
    found: lists,
  };
}

/** The rows of a table, each with its name and the codes of its verdict. */
function named<Tools>(rows: Readonly<Record<string, Row<Tools>>>) {
  return Object.entries(rows).map(([what, row]) => {
    const codes = new Set(row.verdict.map((line) => line.split(' ')[0]));
    return [what, [...codes].join(' '), row] as const;
  });
}

const range = (from: number, to: number) => `${from}..${to}`;

describe.each(STORES)('the verdict on batches of a ledger on $name', (store) => {
  const directory = createDirectory();
  let tools: BatchTools;
  let publicKey = '';
  let guard = '';

  beforeAll(async () => {
    await store.start();
    const place = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location: place.location });
    const ledger = await openLedger(options);
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1', 'p2']));
    await ledger.append(accessRecord(['p3']));
    await Promise.all(['p4', 'p5', 'p6'].map((id) => ledger.append(accessRecord([id]))));
    await ledger.append(accessRecord(['p7']));
    await ledger.close();
    const batches = await place.batches();
    const key = readSigningKey(options.keyPath) ?? createSigningKey(options.keyPath);
    guard = readFileSync(options.guardPath, 'utf8');
    tools = {
      place,
      batches,
      own: createSigner(ORIGIN, key),
      other: createSigner(ORIGIN, createSigningKey(`${options.keyPath}.other`)),
      edit: (first, change) =>
        place.replaceBatches(
          batches.map((batch) => (batch.first === first ? { ...batch, ...change(batch) } : batch)),
        ),
      anchor: batches.at(-2)?.note ?? '',
    };
  });
  afterEach(() => tools.place.replaceBatches(tools.batches));
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it.each(named(ROWS_OF_BATCHES))('if %s: %s', async (_what, _codes, row) => {
    const given = await row.does(tools);
    const { location } = tools.place;
    const known = { location, publicKey, anchors: [guard], ...given };
    expect(await judge(row, known, range)).toMatchObject(expected(row));
  });
});

describe.each(STORES)('the verdict on texts, ids and tables of a ledger on $name', (store) => {
  const directory = createDirectory();
  let ledger: RichLedger;
  let restore: () => Promise<void>;
  let last = 0;

  beforeAll(async () => {
    await store.start();
    ledger = await writeRichLedger(store, directory.path);
    restore = await ledger.place.save();
    last = ((await ledger.place.batches()).at(-1)?.size ?? 0) - 1;
  });
  afterEach(() => restore());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  /** Records by their names, since a server's ledger holds one more. */
  const nameOf = (index: number) =>
    Object.entries({ ...ledger.records, last }).find(([, record]) => record === index)?.[0];
  const print = (from: number, to: number) => {
    const name = nameOf(from);
    return from === to && name !== undefined ? `@${name}` : range(from, to);
  };
  const print1 = (index: number) => print(index, index);
  /** What the verdict lists, with the names of the records. */
  const listed = ({ erased, withdrawn }: Pick<Verdict, 'erased' | 'withdrawn'>) => ({
    erased: erased.map(({ by, entries }) => ({ by: print1(by), entries })),
    withdrawn: withdrawn.map(({ by, leaves }) => ({ by: print1(by), leaves: leaves.map(print1) })),
  });

  it.each(named({ ...ROWS_BESIDE_BATCHES, ...ROWS_OF_ONE_STORE[store.name] }))(
    'if %s: %s',
    async (_what, _codes, row) => {
      const given = await row.does({ ...ledger, store: store.name });
      const { publicKey, anchors } = ledger;
      const known = { location: ledger.place.location, publicKey, anchors, ...given };
      const { found, ...judged } = await judge(row, known, print);
      if (row.undo !== undefined) await ledger.place.execute(row.undo);
      expect({ ...judged, found: listed(found) }).toMatchObject(expected(row));
    },
  );
});

describe.each(STORES)('the verdict on times, prunings and repairs on $name', (store) => {
  const witness = createCosigner('witness.test/one', generateKeyPairSync('ed25519').privateKey);
  let old: OldLedger;
  let putBack: () => Promise<void>;
  let directory: ReturnType<typeof createDirectory>;

  beforeAll(async () => {
    await store.start();
    old = await createOldLedger(store);
    await old.write('2017-03-01', patients('a', 300));
    putBack = await old.save();
  });
  beforeEach(async () => {
    directory = createDirectory();
    await putBack();
  });
  afterEach(() => {
    directory.remove();
  });
  afterAll(async () => {
    await store.stop();
    old.remove();
  });

  it.each(
    named({
      ...ROWS_OF_TIME,
      ...ROWS_OF_REPAIRS,
      ...(store.name === 'SQLite' && ROWS_OF_A_FILE),
    }),
  )('if %s: %s', async (_what, _codes, row) => {
    const place = await store.place(directory.path);
    const given = await row.does({ place, directory: directory.path, old, witness });
    const { guardPath } = ledgerOptions(directory.path);
    const anchors = existsSync(guardPath) ? [readFileSync(guardPath, 'utf8')] : [];
    const known = { location: place.location, publicKey: null, anchors, ...given };
    expect(await judge(row, known)).toMatchObject(expected(row));
  });
});

describe('the table of verdicts', () => {
  it('has a row for each code of a finding', () => {
    const tables = [
      ROWS_OF_BATCHES,
      ROWS_BESIDE_BATCHES,
      ...Object.values(ROWS_OF_ONE_STORE),
      ROWS_OF_TIME,
      ROWS_OF_REPAIRS,
      ROWS_OF_A_FILE,
    ];
    const verdicts = tables.flatMap((rows) => Object.values(rows).flatMap((row) => row.verdict));
    const codes = new Set(verdicts.map((line) => line.split(' ')[0]));
    for (const result of ['PASS', 'FAIL', 'INCOMPLETE']) codes.delete(result);
    expect(codes).toEqual(new Set(Object.keys(FINDING_CODES)));
  });
});
