import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { sha256 } from '../../../../gateway/audit/tree/sha-256.ts';

describe('the SHA-256 hash of several pieces', () => {
  it.each<[string, readonly (Uint8Array | string)[]]>([
    ['no piece', []],
    ['an empty piece', [new Uint8Array()]],
    ['several pieces', [Buffer.from([0]), Buffer.from('leaf'), new Uint8Array([1, 2, 3])]],
    ['a text followed by bytes', ['— Zoë 😀\n', Buffer.alloc(32, 7)]],
    ['a text with a lone surrogate', ['a\ud800b']],
    ['a text that just fits into the buffer', ['€'.repeat(27_306), Buffer.from('xy')]],
    [
      'more than the buffer holds',
      [Buffer.alloc(50_000, 1), '€'.repeat(20_000), Buffer.alloc(50_000, 2)],
    ],
  ])('equals the hash of their concatenation: %s', (_, parts) => {
    const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));
    expect(sha256(...parts)).toEqual(createHash('sha256').update(whole).digest());
  });

  it('does not change when another hash is computed', () => {
    const first = sha256('a');
    const before = first.toString('hex');
    sha256('b');
    expect(first.toString('hex')).toBe(before);
  });
});
