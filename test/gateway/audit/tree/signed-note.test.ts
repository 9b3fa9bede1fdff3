import { describe, expect, it } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { isNoteName } from '../../../../gateway/audit/tlog/parse-note.ts';
import {
  createSigner,
  isSignedBy,
  readNote,
  readVerifier,
  signNote,
} from '../../../../gateway/audit/tree/signed-note.ts';

/** The example of Go's golang.org/x/mod/sumdb/note, the format's first implementation. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const signer = createSigner(
  'gateway.test/ledger',
  createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${'01'.repeat(32)}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  }),
);

function read(note: string) {
  const parsed = readNote(note);
  if (parsed === null) throw new Error('This is not a note.');
  return parsed;
}

describe('a signed note', () => {
  it('verifies if Go’s sumdb/note signed it', () => {
    const verifier = readVerifier(GO_KEY);
    expect(verifier?.vkey).toBe(GO_KEY);
    expect(verifier !== null && isSignedBy(read(GO_NOTE), verifier)).toBe(true);
  });

  it('verifies with the key that signed it, parsed from its text form', () => {
    const verifier = readVerifier(signer.verifier.vkey);
    const note = read(signNote('text\n', signer));
    expect(note.text).toBe('text\n');
    expect(verifier !== null && isSignedBy(note, verifier)).toBe(true);
  });

  it.each([
    ['another text', (note: string) => note.replace('text', 'test')],
    ['another name', (note: string) => note.replace('gateway.test', 'gateway2.test')],
    ['another key id', (note: string) => note.replace(/ledger [A-Z0-9a-z+/]{4}/, 'ledger AAAA')],
    ['no signature', (note: string) => note.slice(0, note.indexOf('—'))],
  ])('does not verify with %s', (_, change) => {
    const note = read(change(signNote('text\n', signer)));
    expect(isSignedBy(note, signer.verifier)).toBe(false);
  });

  it.each([
    '',
    'text',
    'text\n',
    'text\n\n— name',
    'text\n\n— name !\n',
    'text\n\n- name AAAAAAAA\n',
    'te\u001b[2Jxt\n\n— name AAAAAAAA\n',
    'text\r\n\n— name AAAAAAAA\n',
    'text\n\n— na\u0007me AAAAAAAA\n',
  ])('is read as null if it is malformed: %j', (text) => {
    expect(readNote(text)).toBeNull();
  });
});

describe('the text of a verifier key', () => {
  it.each([
    ['another id', GO_KEY.replace('c74f20a3', 'c74f20a4')],
    ['another algorithm', GO_KEY.replace('+AR', '+AB')],
    ['no name', GO_KEY.slice('PeterNeumann'.length)],
    ['a short key', GO_KEY.slice(0, -4)],
    ['no text', ''],
  ])('with %s is read as null', (_, text) => {
    expect(readVerifier(text)).toBeNull();
  });
});

describe('the name of a signer', () => {
  it.each(['', 'a b', 'a+b', 'a\nb', 'a\u2028b', 'a\u200bb'])('cannot be %j', (name) => {
    expect(isNoteName(name)).toBe(false);
  });
});
