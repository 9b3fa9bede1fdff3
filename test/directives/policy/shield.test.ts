import { describe, expect, it } from '@jest/globals';
import { and, holds, parseShield, rule } from '../../../directives/policy/shield.ts';
import { ruleCaller } from '../../support/rule-caller.ts';

const caller = ruleCaller([]);
const yes = rule('yes', () => true);

describe('graphql-shield rules', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers with a string', () => 'true'],
    ['answers with an error', () => new Error('no')],
    ['answers with 1', () => 1],
    ['answers nothing', () => undefined],
    ['answers false', () => false],
  ])('deny when a rule %s', async (_how, answer) => {
    const bad = rule('bad', answer as () => boolean);
    expect(await holds(bad, caller)).toBe(false);
    expect(await holds(and([yes, bad]), caller)).toBe(false);
    expect(await holds(and([bad, yes]), caller)).toBe(false);
  });

  it('hold when every rule answers true, at once or later', async () => {
    const later = rule('later', () => Promise.resolve(true));
    expect(await holds(and([yes, later]), caller)).toBe(true);
  });

  it('deny when there is no rule at all', async () => {
    expect(await holds(and([]), caller)).toBe(false);
  });

  it.each([1, 'true', {}, null])(
    'hold for no other answer of graphql-shield itself: %j',
    async (answer) => {
      expect(await holds({ resolve: () => Promise.resolve(answer) }, caller)).toBe(false);
    },
  );

  it('share no answer between rules of one name', async () => {
    expect(
      await holds(
        rule('same', () => true),
        caller,
      ),
    ).toBe(true);
    expect(
      await holds(
        rule('same', () => false),
        caller,
      ),
    ).toBe(false);
  });

  it.each([
    null,
    'shield',
    {},
    { and: String, deny: {} },
    { rule: String, deny: {} },
    { rule: String, and: String },
  ])('are not asked of a package that is not the one we know: %j', (loaded) => {
    expect(() => parseShield(loaded)).toThrow(TypeError);
  });
});
