import { EQUIVALENT, isListedAs } from './equivalent.ts';
import type { Mutant } from './instrument.ts';

/**
 * The report of a run: each condition that no test misses as `file:line:column change: text`, with its reason where
 * it is listed as equivalent, then one line of figures. `isSound` if each of them is listed and no listed condition
 * is missed by a test.
 */
export function reportMutants(
  all: readonly Mutant[],
  survived: readonly Mutant[],
): { readonly lines: readonly string[]; readonly isSound: boolean } {
  // Each entry explains one condition, even if another one has the same text.
  const unused = [...EQUIVALENT];
  const reasons = new Map(
    survived.map((mutant) => {
      const index = unused.findIndex((listed) => isListedAs(mutant, listed));
      return [mutant, index < 0 ? undefined : unused.splice(index, 1)[0]?.why];
    }),
  );
  const open = survived.filter((mutant) => reasons.get(mutant) === undefined);
  const files = new Set(all.map(({ file }) => file));
  const stale = unused.filter(({ file }) => files.has(file));
  const counts = `${all.length} conditions, ${all.length - survived.length} killed, ${survived.length} survived`;
  return {
    lines: [
      ...survived.map((mutant) => {
        const why = reasons.get(mutant);
        const { file, line, column, change, text } = mutant;
        return `${file}:${line}:${column} ${change}: ${text}${why === undefined ? '' : `\n  equivalent: ${why}`}`;
      }),
      ...stale.map(
        ({ file, change, text }) =>
          `${file} ${change}: ${text}\n  is listed as equivalent, but it does not exist or a test misses it`,
      ),
      `${counts} (${survived.length - open.length} explained, ${open.length} not)`,
    ],
    isSound: open.length + stale.length === 0,
  };
}
