import type { Mutant } from './instrument.ts';

/** A condition that stays although no test can miss it. */
export interface Equivalent extends Pick<Mutant, 'file' | 'change' | 'text'> {
  readonly why: string;
}

/** Few, each with what makes the code the same without it. An entry that a test does miss is an error. */
export const EQUIVALENT: readonly Equivalent[] = Object.freeze([
  {
    file: 'directives/operation/field-disposition.ts',
    change: 'without',
    text: "selected.kind === 'field'",
    why: 'what is no field has no index, and so no disposition; the compiler has to be told',
  },
  {
    file: 'directives/operation/find-effective-roles.ts',
    change: 'without',
    text: 'patient !== null',
    why: 'nobody has a relationship without an id; the compiler has to be told',
  },
  {
    file: 'directives/operation/inner-document.ts',
    change: 'always',
    text: 'definition.defaultValue',
    why: 'no default prints as an undefined one does; the compiler has to be told',
  },
  {
    file: 'directives/operation/inner-document.ts',
    change: 'never',
    text: 'field.selections === null',
    why: 'a leaf never stands where an object does, so nothing looks up what is kept of one',
  },
  {
    file: 'directives/release/compile-step.ts',
    change: 'always',
    text: "dispositions[field.index] === 'suppressed'",
    why: 'what is denied has no view, and arguments and rules refuse every occurrence of a key',
  },
  {
    file: 'directives/release/release.ts',
    change: 'always',
    text: "typeof typename === 'string'",
    why: 'no type has a name that is no text; the compiler has to be told',
  },
  {
    file: 'directives/release/compile-step.ts',
    change: 'always',
    text: 'field.on !== null',
    why: 'what is selected under one key is all leaves or all objects; the compiler has to be told',
  },
]);

/** Why a condition stays, where it is listed. */
export function reasonFor(mutant: Mutant): string | undefined {
  return EQUIVALENT.find((listed) => isListedAs(mutant, listed))?.why;
}

/** Whether a condition is the one of an entry. */
export function isListedAs(mutant: Mutant, listed: Equivalent): boolean {
  return (
    mutant.file === listed.file && mutant.change === listed.change && mutant.text === listed.text
  );
}
