import type { Finding } from '../../schema/lint/finding.ts';
import { lint } from '../../schema/lint/lint.ts';
import type { Vocabulary } from '../../schema/lint/vocabulary/vocabulary.ts';
import { ANY_ROLES } from './lint-subgraphs.ts';

/** Findings about unmarked PHI in a schema without marks, sorted by coordinate. */
export function unmarkedPhi(
  sdl: string,
  vocabularies: readonly Vocabulary[] = [],
): readonly Finding[] {
  const subgraph = { name: 'a', url: 'http://a.test', sdl };
  return lint([subgraph], ANY_ROLES, vocabularies)
    .filter(({ code }) => code === 'PHI_UNMARKED')
    .toSorted((a, b) => ((a.coordinate ?? '') < (b.coordinate ?? '') ? -1 : 1));
}

/** The coordinates of these findings. */
export function unmarkedCoordinates(
  sdl: string,
  vocabularies: readonly Vocabulary[] = [],
): readonly string[] {
  return unmarkedPhi(sdl, vocabularies).map(({ coordinate }) => coordinate ?? '');
}
