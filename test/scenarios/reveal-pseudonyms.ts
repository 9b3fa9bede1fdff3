import { PSEUDONYM_OF } from './judge.ts';

/**
 * Puts `pseudonym of …` in the place of each pseudonym of an answer where one is expected: if it says nothing
 * of the value, is the same for the same value and another for every other one, through all answers that
 * share `known` (pseudonym → what it stands for, and back). Any other stays, and so differs from what is
 * expected.
 */
export function revealPseudonyms(
  expected: unknown,
  answered: unknown,
  known: Map<string, string>,
): unknown {
  if (Array.isArray(expected) && Array.isArray(answered))
    return answered.map((item, index) => revealPseudonyms(expected[index], item, known));
  if (isRecord(expected) && isRecord(answered))
    return Object.fromEntries(
      Object.entries(answered).map(([key, value]) => [
        key,
        revealPseudonyms(expected[key], value, known),
      ]),
    );
  if (typeof expected !== 'string' || typeof answered !== 'string') return answered;
  if (!expected.startsWith(PSEUDONYM_OF) || !/^[\w-]{22}$/.test(answered)) return answered;
  const before = known.get(answered) ?? known.get(expected);
  if (before === undefined) {
    known.set(answered, expected);
    known.set(expected, answered);
  }
  return known.get(answered) === expected && known.get(expected) === answered ? expected : answered;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
