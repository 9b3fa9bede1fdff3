import type { Mutant } from './instrument.ts';

/** A condition whose removal changes no result. */
export interface Equivalent extends Pick<Mutant, 'file' | 'change' | 'text'> {
  readonly why: string;
}

/** Each entry says why no result changes. An entry whose condition a test misses is an error. */
export const EQUIVALENT: readonly Equivalent[] = Object.freeze([
  {
    file: 'directives/operation/field-disposition.ts',
    change: 'without',
    text: "selected.kind === 'field'",
    why: 'only fields have an index and so a disposition; TypeScript needs the check',
  },
  {
    file: 'directives/operation/find-effective-roles.ts',
    change: 'without',
    text: 'patient !== null',
    why: 'no relationship has a null patient; TypeScript needs the check',
  },
  {
    file: 'directives/operation/inner-document.ts',
    change: 'always',
    text: 'definition.defaultValue',
    why: 'an undefined default prints as a missing one; TypeScript needs the check',
  },
  {
    file: 'directives/operation/inner-document.ts',
    change: 'never',
    text: 'isObjectType(parent)',
    why: 'a fetched field of an object type is seen on that type; saves the check of its view',
  },
  {
    file: 'directives/operation/lookups.ts',
    change: 'without',
    text: 'field.on === null',
    why: 'the type of a leaf is not a root; TypeScript needs the check',
  },
  {
    file: 'directives/operation/selections-below.ts',
    change: 'never',
    text: 'field.selections === null',
    why: 'fields of one response key are all leaves or all objects, so the entry of a leaf is never read',
  },
  {
    file: 'directives/release/release.ts',
    change: 'always',
    text: "typeof typename === 'string'",
    why: 'no type has a name that is not a string; TypeScript needs the check',
  },
  {
    file: 'directives/release/compile-program.ts',
    change: 'without',
    text: '!requirement',
    why: 'a type whose name is PHI has a requirement; TypeScript needs the check',
  },
  {
    file: 'directives/release/compile-step.ts',
    change: 'always',
    text: 'one.on !== null',
    why: 'fields of one response key are all leaves or all objects; TypeScript needs the check',
  },
  {
    file: 'directives/policy/check-requires.ts',
    change: 'without',
    text: 'below.length === 0',
    why: 'each object type is visited with nothing above it anyway',
  },
  {
    file: 'directives/release/age-by-years.ts',
    change: 'never',
    text: 'age === null',
    why: 'deidentify suppresses a null age as well; TypeScript needs the check',
  },
  {
    file: 'directives/release/age-by-years.ts',
    change: 'without',
    text: 'lastYear === null',
    why: 'an age computed from a null year is negative, and negative ages are suppressed; TypeScript needs the check',
  },
  {
    file: 'directives/release/age-by-years.ts',
    change: 'without',
    text: 'lastYear < born',
    why: 'deidentify suppresses a negative age as well',
  },
  {
    file: 'directives/release/complete.ts',
    change: 'without',
    text: 'value !== undefined',
    why: 'the completion of a leaf, a list and an object each fails on undefined',
  },
  {
    file: 'directives/release/released-order.ts',
    change: 'always',
    text: 'a.text > b.text',
    why: 'sorting only tests whether a comparison is negative',
  },
  {
    file: 'directives/release/released-order.ts',
    change: 'never',
    text: 'a.text > b.text',
    why: 'sorting only tests whether a comparison is negative',
  },
  {
    file: 'directives/release/compile-step.ts',
    change: 'never',
    text: 'step.ruleField === null',
    why: 'a leaf that is not converted is completed, which takes longer',
  },
  {
    file: 'directives/release/deidentify.ts',
    change: 'always',
    text: 'code > LAST_ASCII',
    why: 'the result is the same for ASCII and takes longer',
  },
  {
    file: 'directives/release/deidentify.ts',
    change: 'never',
    text: 'end.length === 4',
    why: 'four letters and digits have nothing to remove; saves the search',
  },
  {
    file: 'directives/release/owner.ts',
    change: 'without',
    text: 'only',
    why: 'a list of one path has a first one; TypeScript needs the check',
  },
  {
    file: 'directives/release/release.ts',
    change: 'never',
    text: "step.kind === 'leaf' && step.convert !== null && !owner.failed",
    why: 'the leaf is completed, which takes longer',
  },
  {
    file: 'directives/release/release.ts',
    change: 'always',
    text: 'raw === null',
    why: 'the leaf is completed, which takes longer',
  },
  {
    file: 'directives/release/release.ts',
    change: 'never',
    text: 'value !== null',
    why: 'the leaf is completed, which takes longer',
  },
  {
    file: 'directives/release/year-in-format.ts',
    change: 'without',
    text: 'year !== null',
    why: 'null is no year; TypeScript needs the check',
  },
]);

/** Why no result changes without a condition, where it is listed. */
export function reasonFor(mutant: Mutant): string | undefined {
  return EQUIVALENT.find((listed) => isListedAs(mutant, listed))?.why;
}

/** Whether an entry lists a condition. */
export function isListedAs(mutant: Mutant, listed: Equivalent): boolean {
  return (
    mutant.file === listed.file && mutant.change === listed.change && mutant.text === listed.text
  );
}
