import type { ReleasedAccess } from '../../../directives/release/program.ts';

/** How many PHI fields a response would release: each recorded field of each object. */
export function countReleased(accesses: readonly ReleasedAccess[]): number {
  return accesses.reduce(
    (count, { program, without }) => count + program.recorded.length - (without?.length ?? 0),
    0,
  );
}
