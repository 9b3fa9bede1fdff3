import { describe, expect, it } from '@jest/globals';
import {
  isLaterOrigin,
  isSameLedger,
  originAfter,
  splitOrigin,
} from '../../../../gateway/audit/tree/origin.ts';

describe('the name of a ledger, with its epoch number', () => {
  it.each([
    ['phi', 'phi', 1],
    ['phi/2', 'phi', 2],
    ['phi/10', 'phi', 10],
    ['host.example/phi', 'host.example/phi', 1],
    ['host.example/phi/3', 'host.example/phi', 3],
    // These names have no epoch: each number has one spelling.
    ['phi/1', 'phi/1', 1],
    ['phi/0', 'phi/0', 1],
    ['phi/02', 'phi/02', 1],
    ['phi/-2', 'phi/-2', 1],
    ['phi/2 ', 'phi/2 ', 1],
    ['phi/99999999999', 'phi/99999999999', 1],
    ['/2', '/2', 1],
  ])('%j consists of the name %j and the epoch number %i', (origin, base, epoch) => {
    expect(splitOrigin(origin)).toEqual({ base, epoch });
  });

  it('gets, when the ledger is resumed, an epoch number above all numbers that were in use', () => {
    expect(originAfter('phi', [])).toBe('phi/2');
    expect(originAfter('phi/2', ['phi'])).toBe('phi/3');
    expect(originAfter('phi', ['phi/9', 'phi/2'])).toBe('phi/10');
  });

  it('is later than another name only with a higher epoch number and the same base name', () => {
    expect(isLaterOrigin('phi/10', 'phi/9')).toBe(true);
    expect(isLaterOrigin('phi/2', 'phi/2')).toBe(false);
    expect(isLaterOrigin('other/2', 'phi')).toBe(false);
    expect(isSameLedger('phi/2/3', 'phi')).toBe(false);
  });
});
