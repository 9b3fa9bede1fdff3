import { NO_HINTS } from '../../../schema/lint/lint-hints.ts';
import { lint } from '../../../schema/lint/lint.ts';
import { isPhi, type LabeledPlace } from './corpus.ts';

/** What the linter reports of one schema, compared with its labels. */
export interface Measured {
  /** Places that count: without `either` and `object`. */
  readonly counted: readonly LabeledPlace[];
  readonly found: readonly LabeledPlace[];
  readonly missed: readonly LabeledPlace[];
  readonly falseAlarms: readonly LabeledPlace[];
  /** Milliseconds of `lint`. */
  readonly ms: number;
}

/** The rules that report a value which looks like PHI and has no mark. */
export const PHI_RULES: ReadonlySet<string> = new Set([
  'PHI_UNMARKED',
  'PHI_FILTER_UNMARKED',
  'PHI_JSON_UNMARKED',
]);

/**
 * Lints a schema without marks, with the types that its author declares to be patients', and compares the warnings with the
 * labels of its places.
 */
export function measureSchema(
  sdl: string,
  places: readonly LabeledPlace[],
  patientTypes: readonly string[] = [],
): Measured {
  const start = performance.now();
  const findings = lint([{ name: 'corpus', url: 'http://corpus.test', sdl }], ANY_ROLES, {
    ...NO_HINTS,
    patientTypes,
  });
  const ms = performance.now() - start;
  const warned = new Set<string | null>(
    findings.filter(({ code }) => PHI_RULES.has(code)).map(({ coordinate }) => coordinate),
  );
  const counted = places.filter(({ label }) => label !== 'either' && label !== 'object');
  const phi = counted.filter(({ label }) => isPhi(label));
  return {
    counted,
    found: phi.filter(({ coordinate }) => warned.has(coordinate)),
    missed: phi.filter(({ coordinate }) => !warned.has(coordinate)),
    falseAlarms: counted.filter(
      ({ label, coordinate }) => label === 'none' && warned.has(coordinate),
    ),
    ms,
  };
}

const ANY_ROLES = { roles: null, defaultRoles: null };
