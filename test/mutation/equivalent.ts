import type { Mutant } from './instrument.ts';

/** A condition that stays although no test can miss it. */
export interface Equivalent extends Pick<Mutant, 'file' | 'change' | 'text'> {
  readonly why: string;
}

/** Few, each with what makes the code the same without it. An entry that a test does miss is an error. */
export const EQUIVALENT: readonly Equivalent[] = Object.freeze([]);
