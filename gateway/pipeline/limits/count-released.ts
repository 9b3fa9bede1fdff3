import type { ReleasedAccess } from '../../../directives/release/program.ts';

/** Counts the PHI fields of a response: each recorded field of each object. */
export function countReleased(accesses: readonly ReleasedAccess[]): number {
  return accesses.reduce(
    (count, { program, without }) => count + program.recorded.length - (without?.length ?? 0),
    0,
  );
}
