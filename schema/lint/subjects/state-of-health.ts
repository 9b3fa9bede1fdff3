import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { hasKey } from './reference-data.ts';
import { hasTime, type TypeShape } from './type-shape.ts';

/**
 * Whether a type that is named for a status is how a patient was at a time, as a `CurrentStatus` with `symptoms` and `recoveredAt`,
 * and not one of those that patients can have.
 */
export function isStateOfHealth(
  shape: Pick<TypeShape, 'type' | 'kind' | 'base' | 'health' | 'leaves'>,
  lexicon: Lexicon,
): boolean {
  const { type, kind, health } = shape;
  const isNamed = wordsOf(type.name).some((word) => STATUS.has(word));
  return (
    isNamed && kind === 'catalog' && health.size > 0 && hasTime(shape, lexicon) && !hasKey(shape)
  );
}

const STATUS: ReadonlySet<string> = new Set(wordsOf('status estado statut stato'));
