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
  it.each([
    ['0600', 0o600],
    ['0400', 0o400],
    ['0700', 0o700],
  ])('is read if only its owner has access: mode %s', (_octal, mode) => {
    const found = readSecretKey({ kind: 'file', path: fileWith(mode) });
    expect(found).toEqual({ ok: true, key: new Uint8Array(key) });
  });

  it.each([
    ['0640', 0o640],
    ['0604', 0o604],
    ['0660', 0o660],
    ['0602', 0o602],
    ['0644', 0o644],
    ['0610', 0o610],
  ])(
    'is refused with the command chmod 600, also through a link, if its group or others have access: mode %s',
    (_octal, mode) => {
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

  it('is refused as unreadable if it is missing or is a folder', () => {
    for (const missing of [join(directory.path, 'none'), directory.path])
      expect(readSecretKey({ kind: 'file', path: missing })).toMatchObject({
        problem: expect.stringMatching(/can't be read/),
      });
  });
});

describe('a secret key', () => {
  it('of 32 to 64 random bytes is accepted in hex, base64 and base64url', () => {
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
    ['a repeated word', Buffer.from('secret'.repeat(6)).toString('base64')],
    ['its first half twice', randomBytes(16).toString('hex').repeat(2)],
    [
      'one repeated byte after a different first byte',
      Buffer.from([1, ...Buffer.alloc(31)]).toString('hex'),
    ],
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
  ])('is refused with the command openssl rand if it has an obvious pattern: %s', (_what, text) => {
    const found = read(text);
    expect(found).toEqual({
      ok: false,
      problem: 'is of a pattern that can be guessed. Make one with: openssl rand -base64 32',
    });
  });
});
