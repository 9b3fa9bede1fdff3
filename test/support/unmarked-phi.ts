import type { Finding } from '../../schema/lint/finding.ts';
import { lint } from '../../schema/lint/lint.ts';
import { NO_HINTS, type LintHints } from '../../schema/lint/lint-hints.ts';
import { ANY_ROLES } from './lint-subgraphs.ts';

/** Findings about unmarked PHI in a schema without marks, sorted by coordinate. */
export function unmarkedPhi(sdl: string, hints: LintHints = NO_HINTS): readonly Finding[] {
  const subgraph = { name: 'a', url: 'http://a.test', sdl };
  return lint([subgraph], ANY_ROLES, hints)
    .filter(({ code }) => code === 'PHI_UNMARKED')
    .toSorted((a, b) => ((a.coordinate ?? '') < (b.coordinate ?? '') ? -1 : 1));
}

/** The coordinates of these findings. */
export function unmarkedCoordinates(sdl: string, hints: LintHints = NO_HINTS): readonly string[] {
  return unmarkedPhi(sdl, hints).map(({ coordinate }) => coordinate ?? '');
}
