import { afterAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecretKey } from '../../../gateway/platform/secret-key.ts';
import { createDirectory } from '../audit/sample.ts';

const directory = createDirectory();
afterAll(() => directory.remove());

const path = join(directory.path, 'secret.key');
const key = randomBytes(32);

function fileWith(mode: number): string {
  writeFileSync(path, `${key.toString('base64')}\n`);
  chmodSync(path, mode);
  return path;
}
const read = (value: string) => readSecretKey({ kind: 'text', value });

describe('a file with a secret key', () => {
  it.each([0o600, 0o400, 0o700])('is read if only its owner has access: %o', (mode) => {
    const found = readSecretKey({ kind: 'file', path: fileWith(mode) });
    expect(found).toEqual({ ok: true, key: new Uint8Array(key) });
  });

  it.each([0o640, 0o604, 0o660, 0o602, 0o644, 0o610])(
    'is refused with the command to run if a group or others have access: %o',
    (mode) => {
      const file = fileWith(mode);
      expect(readSecretKey({ kind: 'file', path: file })).toEqual({
        ok: false,
        problem: `the file ${file} is readable by other users. Run: chmod 600 ${file}`,
      });
      const link = join(directory.path, `link-${mode}`);
      symlinkSync(file, link);
      expect(readSecretKey({ kind: 'file', path: link })).toMatchObject({ ok: false });
    },
  );

  it('is refused if it is missing or is a folder', () => {
    for (const missing of [join(directory.path, 'none'), directory.path])
      expect(readSecretKey({ kind: 'file', path: missing })).toMatchObject({
        problem: expect.stringMatching(/can't be read/),
      });
  });
});

describe('a secret key', () => {
  it('is accepted in hex and base64 if it is random', () => {
    for (let run = 0; run < 2_000; run += 1) {
      const random = randomBytes(32 + (run % 33));
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(read(random.toString(encoding))).toEqual({ ok: true, key: new Uint8Array(random) });
    }
  });

  it.each<[string, string]>([
    ['one character in hex', 'a'.repeat(64)],
    ['one character in base64', 'Q'.repeat(44)],
    ['one other character in base64', 'x'.repeat(43)],
    ['one byte', Buffer.alloc(32, 7).toString('base64')],
    ['one byte in a longer key', Buffer.alloc(64, 0xff).toString('hex')],
    ['two bytes in turn', 'ab12'.repeat(16)],
    ['three characters in turn, the last time in part', 'abc'.repeat(15)],
    ['a word', Buffer.from('secret'.repeat(6)).toString('base64')],
    ['its first half twice', randomBytes(16).toString('hex').repeat(2)],
    ['its first byte different', Buffer.from([1, ...Buffer.alloc(31)]).toString('hex')],
    ['bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('hex')],
    [
      'bytes that count down',
      Buffer.from(Array.from({ length: 40 }, (_, at) => 90 - at)).toString('base64'),
    ],
    ['the digits in turn', '0123456789'.repeat(8)],
    [
      'two values in any order',
      Buffer.from(randomBytes(40).map((byte) => byte & 1)).toString('hex'),
    ],
  ])('is refused if it has an obvious pattern: %s', (_what, text) => {
    const found = read(text);
    expect(found).toEqual({
      ok: false,
      problem: 'is of a pattern that can be guessed. Make one with: openssl rand -base64 32',
    });
  });
});
