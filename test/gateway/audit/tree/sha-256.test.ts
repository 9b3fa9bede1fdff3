import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { sha256 } from '../../../../gateway/audit/tree/sha-256.ts';

describe('the hash of some bytes', () => {
  it.each<[string, readonly (Uint8Array | string)[]]>([
    ['nothing', []],
    ['an empty piece', [new Uint8Array()]],
    ['several pieces', [Buffer.from([0]), Buffer.from('leaf'), new Uint8Array([1, 2, 3])]],
    ['a text with bytes behind it', ['— Zoë 😀\n', Buffer.alloc(32, 7)]],
    ['a text that has no UTF-8', ['a\ud800b']],
    ['a text that only just has room', ['€'.repeat(27_306), Buffer.from('xy')]],
    ['more than has room', [Buffer.alloc(50_000, 1), '€'.repeat(20_000), Buffer.alloc(50_000, 2)]],
  ])('is that of all of them as one: %s', (_, parts) => {
    const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));
    expect(sha256(...parts)).toEqual(createHash('sha256').update(whole).digest());
  });

  it('stays as it is when others are taken', () => {
    const first = sha256('a');
    const before = first.toString('hex');
    sha256('b');
    expect(first.toString('hex')).toBe(before);
  });
});
