import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger, type Ledger, type LedgerOptions } from '../../../gateway/audit/open-ledger.ts';
import { openWritable } from '../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../gateway/audit/verify/verify-ledger.ts';
import { readBatches, readLeaves } from './read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from './sample.ts';

// Threads are slow to start where many tests share a core.
jest.setTimeout(30_000);

let directory: ReturnType<typeof createDirectory>;
let path: string;
const opened: Ledger[] = [];
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'audit.db');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
  directory.remove();
});

async function open(overrides: Partial<LedgerOptions> = {}) {
  const ledger = await openLedger(ledgerOptions(directory.path, overrides));
  opened.push(ledger);
  return ledger;
}

/** Opens and closes a ledger with a few records. */
async function write(patients: readonly string[]) {
  const ledger = await open();
  for (const patient of patients) await ledger.append(accessRecord([patient]));
  await ledger.close();
}

function verify() {
  const options = { path, publicKey: null, anchors: [], guardPath: `${path}.guard` };
  return verifyLedger(options).result;
}

async function until(condition: () => boolean) {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 2000) throw new Error('It did not happen within twenty seconds.');
    await sleep(10);
  }
}

const KEYS = {
  ed25519: generateKeyPairSync('ed25519').privateKey,
  x25519: generateKeyPairSync('x25519').privateKey,
};

function replaceKey(content: keyof typeof KEYS | 'nonsense') {
  rmSync(`${path}.key`);
  const pem =
    content === 'nonsense' ? content : KEYS[content].export({ format: 'pem', type: 'pkcs8' });
  writeFileSync(`${path}.key`, pem, { mode: 0o600 });
}

const unavailable = { code: 'AUDIT_UNAVAILABLE' };

describe('a new ledger', () => {
  it('records its key, its start and its policy before anything else', async () => {
    const ledger = await open();
    expect(ledger.ready()).toBe(true);
    expect(await ledger.append(accessRecord(['p1']))).toEqual({ first: 3, count: 1 });
    const leaves = readLeaves(path);
    expect(leaves.map(({ kind }) => kind)).toEqual([
      'log.key.enrolled',
      'log.start',
      'log.policy',
      'access',
    ]);
    expect(leaves[0]?.details).toEqual({ key: ledger.publicKey });
    expect(leaves[1]?.details).toMatchObject({ headSize: 0, guardSize: null });
  });

  it('keeps its key and its content from other users of the machine', async () => {
    await write(['p1']);
    for (const file of [path, `${path}.key`, `${path}.guard`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it('is made with its directory, its key and its guard where the operator wants them', async () => {
    const keyPath = join(directory.path, 'ledger.key');
    const guardPath = join(directory.path, 'ledger.guard');
    const ledger = await open({ path: join(directory.path, 'a', 'b.db'), keyPath, guardPath });
    await ledger.close();
    expect(readFileSync(keyPath, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(readFileSync(guardPath, 'utf8')).toContain('gateway.test/ledger\n4\n');
  });
});

describe('an append', () => {
  it('has its record in the database when it resolves', async () => {
    const ledger = await open();
    const { first } = await ledger.append(accessRecord(['p1', 'p2']));
    expect(readLeaves(path)[first]).toMatchObject(accessRecord(['p1', 'p2']));
    expect(ledger.head().size).toBe(first + 1);
    expect(ledger.head().root).toBe(readBatches(path).at(-1)?.root.toString('hex'));
  });

  it('shares one commit with all that came while the one before was syncing', async () => {
    const ledger = await open();
    const appends = Array.from({ length: 300 }, (_, index) =>
      ledger.append(accessRecord([`p${index}`])),
    );
    const places = await Promise.all(appends);
    expect(places.map(({ first }) => first)).toEqual(places.map((_, index) => index + 3));
    expect(readBatches(path).length).toBeLessThan(10);
  });

  it('of a large record returns all its parts', async () => {
    const ledger = await open();
    const patients = Array.from({ length: 5000 }, (_, index) => `patient-${index}`);
    const { first, count } = await ledger.append(accessRecord(patients));
    expect(count).toBeGreaterThan(1);
    const parts = readLeaves(path).slice(first, first + count);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
  });

  it('above the bound of the queue is refused at once; the others are recorded', async () => {
    const ledger = await open({ maxQueue: 10 });
    const appends = Array.from({ length: 11 }, () => ledger.append(accessRecord(['p1'])));
    await expect(appends.pop()).rejects.toMatchObject(unavailable);
    await expect(Promise.all(appends)).resolves.toHaveLength(10);
  });

  it('of a record that cannot be written down faithfully fails alone', async () => {
    const ledger = await open();
    const bad = ledger.append(accessRecord(['\ud800']));
    const good = ledger.append(accessRecord(['p1']));
    await expect(bad).rejects.toMatchObject(unavailable);
    await expect(good).resolves.toEqual({ first: 3, count: 1 });
    expect(ledger.ready()).toBe(true);
  });

  it('after the ledger was closed is refused', async () => {
    const ledger = await open();
    await ledger.close();
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    expect(ledger.ready()).toBe(false);
  });

  it('that was under way when the ledger was closed is recorded', async () => {
    const ledger = await open();
    const append = ledger.append(accessRecord(['p1']));
    await ledger.close();
    await expect(append).resolves.toEqual({ first: 3, count: 1 });
    expect(
      readLeaves(path)
        .map(({ kind }) => kind)
        .slice(3),
    ).toEqual(['access', 'log.stop']);
  });
});

describe('a commit that takes too long', () => {
  it('fails the append at its deadline, and is followed by a leaf that says so', async () => {
    const ledger = await open({ deadlineMs: 50 });
    const blocker = openWritable(path);
    blocker.exec('BEGIN IMMEDIATE');
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    expect(ledger.ready()).toBe(false);
    blocker.exec('ROLLBACK');
    blocker.close();

    await until(() => readLeaves(path).length === 5);
    const [late, note] = readLeaves(path).slice(3);
    expect(late).toMatchObject({ kind: 'access' });
    expect(note).toMatchObject({ kind: 'unreleased', details: { first: 3, count: 1 } });
    expect(ledger.ready()).toBe(true);
    await ledger.close();
    expect(verify()).toBe('PASS');
  });

  it('is given up where the database stays locked, and tried again without a request', async () => {
    const ledger = await open();
    const blocker = openWritable(path);
    blocker.exec('BEGIN IMMEDIATE');
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
      ...unavailable,
      cause: { message: expect.stringContaining('SQLITE_BUSY') },
    });
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(ledger.ready()).toBe(false);
    await until(() => ledger.ready());
    expect(
      readLeaves(path)
        .map(({ kind }) => kind)
        .slice(3),
    ).toEqual(['log.heartbeat']);
  });
});

describe('the files of a ledger', () => {
  it.each(['audit.db', 'audit.db-wal'])(
    'that disappear under it are noticed before the next acknowledgement: %s',
    async (name) => {
      const ledger = await open();
      rmSync(join(directory.path, name));
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
      expect(ledger.ready()).toBe(false);
      await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject(unavailable);
    },
  );

  it('that are replaced under it are noticed, and putting them back does not revive it', async () => {
    const ledger = await open();
    renameSync(path, `${path}.moved`);
    copyFileSync(`${path}.moved`, path);
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    renameSync(`${path}.moved`, path);
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    expect(ledger.ready()).toBe(false);
  });
});

describe('an idle ledger', () => {
  it('shows that it is alive', async () => {
    await open({ heartbeatMs: 20 });
    await until(() => readLeaves(path).length >= 6);
    const kinds = new Set(readLeaves(path).map(({ kind }) => kind));
    expect([...kinds].slice(3)).toEqual(['log.heartbeat']);
  });

  it('brings its guard up without a further record', async () => {
    const ledger = await open();
    await ledger.append(accessRecord(['p1']));
    const { size } = ledger.head();
    await until(() => readFileSync(`${path}.guard`, 'utf8').includes(`\n${size}\n`));
    expect(ledger.head().size).toBe(size);
  });
});

describe('the guard', () => {
  it('is not overwritten where somebody else has written it, and nothing is recorded past it', async () => {
    const ledger = await open();
    await ledger.append(accessRecord(['p1']));
    writeFileSync(`${path}.guard`, 'something else');
    await sleep(600);
    await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject(unavailable);
    expect(ledger.ready()).toBe(false);
    expect(readFileSync(`${path}.guard`, 'utf8')).toBe('something else');
  });
});

describe('a new policy', () => {
  it('is recorded, and named by what follows', async () => {
    const ledger = await open();
    const source = { ...ledgerOptions('').source, policyHash: 'd'.repeat(64) };
    const before = ledger.append(accessRecord(['p1']));
    await ledger.setSource(source);
    await Promise.all([before, ledger.append(accessRecord(['p2']))]);
    const [old, change, after] = readLeaves(path).slice(3);
    expect(old?.source.policyHash).toBe('b'.repeat(64));
    expect(change).toMatchObject({ kind: 'log.policy', source, details: { ...source } });
    expect(after?.source).toEqual(source);
  });
});

describe('a ledger that is opened again', () => {
  it('continues, and tells where it and its guard had ended', async () => {
    await write(['p1']);
    const root = readBatches(path).at(-1)?.root.toString('hex');
    await write(['p2']);
    expect(readLeaves(path).map(({ kind }) => kind)).toEqual([
      'log.key.enrolled',
      'log.start',
      'log.policy',
      'access',
      'log.stop',
      'log.start',
      'log.policy',
      'access',
      'log.stop',
    ]);
    const facts = { headSize: 5, headRoot: root, guardSize: 5, guardRoot: root };
    expect(readLeaves(path)[5]?.details).toEqual(facts);
    expect(verify()).toBe('PASS');
  });

  it('is refused while somebody writes it', async () => {
    await open();
    await expect(open()).rejects.toThrow(/^Another process writes the audit ledger/);
  });

  it('is refused as ROLLBACK_DETECTED where it is an older copy', async () => {
    await write(['p1']);
    copyFileSync(path, `${path}.old`);
    await write(['p2']);
    copyFileSync(`${path}.old`, path);
    await expect(open()).rejects.toThrow(
      'ROLLBACK_DETECTED: the guard remembers 9 records and the ledger holds 5.',
    );
  });

  it('is refused as ROLLBACK_DETECTED where it is gone and its guard is not', async () => {
    await write(['p1']);
    rmSync(path);
    await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: the guard remembers 5 records/);
  });

  it('is refused as ROLLBACK_DETECTED where its guard is gone', async () => {
    await write(['p1']);
    rmSync(`${path}.guard`);
    await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: .* its guard file is missing\.$/);
  });

  it('is refused as ROLLBACK_DETECTED where it grew another way since an older copy', async () => {
    await write(['p1']);
    const fork = join(directory.path, 'fork');
    mkdirSync(fork);
    for (const suffix of ['', '.key', '.guard'])
      cpSync(path + suffix, join(fork, `audit.db${suffix}`));
    await write(['p2']);
    const other = await openLedger(ledgerOptions(fork));
    await other.append(accessRecord(['p3']));
    await other.close();
    copyFileSync(join(fork, 'audit.db'), path);
    await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: the ledger had another content/);
  });

  it('is refused as ROLLBACK_DETECTED where the guard is not of its key', async () => {
    await write(['p1']);
    writeFileSync(`${path}.guard`, 'something else');
    await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: the guard file is not a checkpoint/);
  });

  it('is refused under another name', async () => {
    await write(['p1']);
    await expect(open({ origin: 'gateway.test/other' })).rejects.toThrow(/gateway\.test\/ledger/);
  });

  it('is refused where its end was changed', async () => {
    await write(['p1']);
    const database = openWritable(path);
    database.exec('UPDATE head SET edge = zeroblob(length(edge))');
    database.close();
    await expect(open()).rejects.toThrow(/is damaged at its end. Run: phi-gateway audit verify/);
  });

  it('is refused where it is no database', async () => {
    writeFileSync(path, 'x'.repeat(8192));
    await expect(open()).rejects.toThrow(/cannot be used \(SQLITE_NOTADB\)/);
  });

  it('is refused where it cannot be a file', async () => {
    writeFileSync(join(directory.path, 'file'), '');
    const impossible = join(directory.path, 'file', 'audit.db');
    await expect(open({ path: impossible })).rejects.toThrow(/cannot be written/);
    await expect(open({ path: directory.path })).rejects.toThrow(/cannot be written/);
  });

  it('is refused under a name that no checkpoint can carry', async () => {
    await expect(open({ origin: 'my ledger' })).rejects.toThrow(/"my ledger" cannot name a ledger/);
  });
});

describe('the key of a ledger', () => {
  it('is refused where others can read it', async () => {
    await write(['p1']);
    chmodSync(`${path}.key`, 0o640);
    await expect(open()).rejects.toThrow(/is open to others. Run: chmod 600/);
  });

  it('is never made anew for a ledger that has one', async () => {
    await write(['p1']);
    rmSync(`${path}.key`);
    await expect(open()).rejects.toThrow(/The key .* is missing. Restore it./);
  });

  it('is refused where it is not the one that signed', async () => {
    await write(['p1']);
    replaceKey('ed25519');
    await expect(open()).rejects.toThrow(/not a checkpoint signed with this ledger's key/);
  });

  it('is refused where it is of another kind or none', async () => {
    await write(['p1']);
    replaceKey('x25519');
    await expect(open()).rejects.toThrow(/is not an Ed25519 private key/);
    replaceKey('nonsense');
    await expect(open()).rejects.toThrow(/cannot be read as a PEM private key/);
  });
});

describe('a living ledger', () => {
  it('always verifies up to where it had come', async () => {
    const ledger = await open({ maxQueue: 10_000 });
    const progress = { isDone: false };
    const appends = Array.from({ length: 3000 }, (_, index) =>
      ledger.append(accessRecord([`p${index}`])),
    );
    const load = Promise.all(appends).finally(() => {
      progress.isDone = true;
    });
    const results = new Set<string>();
    while (!progress.isDone) {
      results.add(verify());
      await sleep(1);
    }
    await load;
    expect([...results]).toEqual(['PASS']);
  });

  it('copied without its -wal is named, not passed', async () => {
    const ledger = await open();
    await ledger.append(accessRecord(['p1']));
    const copy = join(directory.path, 'copy.db');
    copyFileSync(path, copy);
    const options = { path: copy, publicKey: null, anchors: [] };
    const alone = verifyLedger({ ...options, guardPath: `${copy}.guard` });
    expect(alone.result).toBe('INCOMPLETE');
    expect(alone.findings.map(({ code }) => code)).toContain('WAL_MISSING');
    const guarded = verifyLedger({ ...options, guardPath: `${path}.guard` });
    expect(guarded.result).toBe('FAIL');
    expect(guarded.findings.map(({ code }) => code)).toContain('ROLLBACK');
  });
});
