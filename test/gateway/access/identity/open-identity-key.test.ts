import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartError } from '../../../../gateway/platform/errors.ts';
import {
  openIdentityKey,
  readIdentityKey,
} from '../../../../gateway/access/identity/open-identity-key.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-identity-key-'));
  path = join(folder, 'gateway.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the identity key with which the gateway signs subgraph requests', () => {
  it('is created readable only by its owner, with a public JWKS file next to it', async () => {
    const { jwks, kid } = await openIdentityKey(path);
    expect(readdirSync(folder).toSorted()).toEqual(['gateway.key', 'gateway.key.jwks.json']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}.jwks.json`).mode & 0o777).toBe(0o644);
    expect(JSON.parse(readFileSync(`${path}.jwks.json`, 'utf8'))).toEqual(jwks);
    const half = { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) };
    expect(jwks.keys).toEqual([{ ...half, kid, alg: 'ES256', use: 'sig' }]);
  });

  it('is reused if its file exists, and neither of its files is rewritten', async () => {
    const first = await openIdentityKey(path);
    const pem = readFileSync(path, 'utf8');
    const changed = statSync(`${path}.jwks.json`).mtimeMs;
    expect((await openIdentityKey(path)).kid).toBe(first.kid);
    expect(readFileSync(path, 'utf8')).toBe(pem);
    expect(statSync(`${path}.jwks.json`).mtimeMs).toBe(changed);
  });

  it('is null if it is only read before it was created, and is read without making a file', async () => {
    expect(await readIdentityKey(path)).toBeNull();
    writeFileSync(path, pemOf('P-256'), { mode: 0o600 });
    const read = await readIdentityKey(path);
    expect(readdirSync(folder)).toEqual(['gateway.key']);
    expect(read?.kid).toBe((await openIdentityKey(path)).kid);
  });

  it('is the same for several gateways that create it at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => openIdentityKey(path)));
    expect(new Set(opened.map(({ kid }) => kid)).size).toBe(1);
    const stored = createPrivateKey(readFileSync(path));
    expect(opened[0]?.privateKey.equals(stored)).toBe(true);
  });

  it('gets a correct JWKS file if the one next to it does not hold it', async () => {
    writeFileSync(`${path}.jwks.json`, '{"keys":[]}');
    const { jwks } = await openIdentityKey(path);
    expect(JSON.parse(readFileSync(`${path}.jwks.json`, 'utf8'))).toEqual(jwks);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'readable by others',
      () => {
        writeFileSync(path, pemOf('P-256'));
        chmodSync(path, 0o640);
      },
      /readable by other users. Run: chmod 600/,
    ],
    ['not a key', () => writeFileSync(path, 'key', { mode: 0o600 }), /not a P-256 private key/],
    [
      'a key on another curve',
      () => writeFileSync(path, pemOf('P-384'), { mode: 0o600 }),
      /not a P-256 private key/,
    ],
    ['a folder', () => mkdirSync(path, { mode: 0o700 }), /cannot be read or created/],
    ['in a missing folder', () => void (path = join(folder, 'none', 'key')), /cannot be/],
  ])('stops the start with an error that says why when it is %s', async (_what, make, text) => {
    make();
    await expect(openIdentityKey(path)).rejects.toThrow(StartError);
    await expect(openIdentityKey(path)).rejects.toThrow(text);
  });
});

function pemOf(namedCurve: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}
