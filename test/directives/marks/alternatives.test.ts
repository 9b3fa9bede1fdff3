import { describe, expect, it } from '@jest/globals';
import {
  areMet,
  conjunction,
  implies,
  minimal,
  type Alternatives,
} from '../../../directives/marks/alternatives.ts';

const NAMES = ['a', 'b', 'c'];

/** Every set of names that a caller can hold. */
const HELD = [0, 1, 2, 3, 4, 5, 6, 7].map(
  (bits) => new Set(NAMES.filter((_name, index) => (bits & (1 << index)) !== 0)),
);

/** For each caller in `HELD`, 1 where the caller meets the alternatives, else 0. */
function passes(sets: Alternatives): string {
  return HELD.map((held) => (areMet(sets, held) ? '1' : '0')).join('');
}

const SOME: readonly Alternatives[] = [
  [],
  [[]],
  [['a']],
  [['b'], ['a']],
  [['a', 'b'], ['c']],
  [['c'], ['b', 'a'], ['a', 'b', 'c']],
  [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'c'],
  ],
  [['a'], []],
  [['a', 'a']],
  [['a', 'c'], ['b']],
];

const PAIRS = SOME.flatMap((one) => SOME.map((other) => [one, other] as const));

describe('lists of scopes or policies, of which a caller must hold one in full', () => {
  it.each<[string, Alternatives, readonly string[], boolean]>([
    ['one set held whole is enough', [['a', 'b'], ['c']], ['c'], true],
    ['one set held in part is not enough', [['a', 'b'], ['c']], ['a'], false],
    ['additional names change nothing', [['a', 'b'], ['c']], ['a', 'b', 'x'], true],
    ['an empty list of sets requires nothing', [], [], true],
    ['an empty set is always held', [['a'], []], [], true],
    ['names match whole and case-sensitively', [['read:user']], ['read:users', 'Read:user'], false],
  ])('are met as specified: %s', (_rule, sets, held, met) => {
    expect(areMet(sets, new Set(held))).toBe(met);
  });

  it.each<[Alternatives, Alternatives]>([
    [[], []],
    [[[]], []],
    [[['a'], []], []],
    [[['b', 'a', 'b']], [['a', 'b']]],
    [
      [['b'], ['a'], ['b']],
      [['a'], ['b']],
    ],
    [[['a', 'b'], ['a']], [['a']]],
    [
      [['c', 'a'], ['b'], ['a', 'b', 'c']],
      [['a', 'c'], ['b']],
    ],
  ])('are reduced to sorted and unique sets, none of which contains another: %j', (sets, form) => {
    expect(minimal(sets)).toEqual(form);
  });

  it.each(SOME.map((sets) => [sets]))(
    'are met by the same callers in their minimal form: %j',
    (sets) => {
      expect(passes(minimal(sets))).toBe(passes(sets));
    },
  );

  it('have equal minimal forms exactly if the same callers meet them', () => {
    for (const [one, other] of PAIRS)
      expect(JSON.stringify(minimal(one)) === JSON.stringify(minimal(other))).toBe(
        passes(one) === passes(other),
      );
  });

  it('combined with "and" are met by the callers who meet both', () => {
    for (const [one, other] of PAIRS) {
      const both = conjunction([one, other]);
      for (const held of HELD)
        expect(areMet(both, held)).toBe(areMet(one, held) && areMet(other, held));
      expect(both).toEqual(minimal(both));
    }
    expect(conjunction([])).toEqual([]);
  });

  it('imply others exactly if each caller who meets them meets the others', () => {
    for (const [one, other] of PAIRS)
      expect(implies(one, other)).toBe(
        HELD.every((held) => !areMet(one, held) || areMet(other, held)),
      );
  });
});
