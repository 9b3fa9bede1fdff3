import type { Category } from '../../../directives/spec.ts';

/**
 * What a type can stand for. A `person` may be a patient, and so may a `customer` if no type has the name of a patient.
 * A `record` holds health information by its name alone, a `document` only if it is linked to a patient. `other` is a
 * thing that no patient's record has a part in, such as a pet or a product.
 */
export const TYPE_KINDS = [
  'patient',
  'relative',
  'person',
  'customer',
  'staff',
  'organization',
  'record',
  'document',
  'catalog',
  'technical',
  'other',
] as const;

export type TypeKind = (typeof TYPE_KINDS)[number];

/** Phrases by category, separated by commas: `NAME: 'first name, surname'`. */
export type Phrases = Readonly<Partial<Record<Category, string>>>;

/** The lists of phrases by category, see {@link Vocabulary}. */
export const STRENGTHS = ['certain', 'health', 'identity', 'person', 'record'] as const;
export type Strength = (typeof STRENGTHS)[number];

/**
 * The words of one language by which the lint recognizes PHI. A phrase is written as its words; it also matches where a
 * name writes them as one word (`dateofbirth`). Singular forms suffice.
 */
export interface Vocabulary {
  /** Words of the names of types, by what such a type stands for. */
  readonly types: Readonly<Partial<Record<TypeKind, string>>>;
  /** PHI in every graph, such as a social security number. */
  readonly certain: Phrases;
  /** Health information. PHI in a graph with patients, also on a type that nothing links to a patient. */
  readonly health: Phrases;
  /** What identifies or describes a person. PHI where it is about a patient. */
  readonly identity: Phrases;
  /** Words with many meanings. They count only on a patient or a relative. */
  readonly person: Phrases;
  /** Words with many meanings. They count only in a patient's record. */
  readonly record: Phrases;
  /**
   * Health information whose words also are those of other work, such as French for the processing of a file. Alone they
   * don't show that a graph or a type is about patients.
   */
  readonly everyday: string;
  /**
   * Health information that only a person's own record has, such as a heart rate. One such value of a person suffices to show
   * that a graph is about patients.
   */
  readonly vital: string;
  /** What a person feels, such as a mood. It counts as `vital` does, where they write of their days. Songs have moods too. */
  readonly felt: string;
  /** Single words for those who treat or care for others. Who is listed for one, or booked with one, is in their care. */
  readonly clinician: string;
  /** Single words for what is paid for something. */
  readonly payment: string;
  /** Words for staff and organizations that a patient's own data has too, as in `location` and `groupNumber`. */
  readonly ambiguous: string;
  /** Words of the values that an entry of a dictionary has, such as `name` and `code`. */
  readonly label: string;
  /** Words that end the name of a date or time in a patient's record. */
  readonly time: string;
  /** Words of values that are about the program and not about a patient, such as `cursor` and `password`. */
  readonly technical: string;
}

/** A vocabulary without words. */
export const NO_WORDS: Vocabulary = {
  types: {},
  certain: {},
  health: {},
  identity: {},
  person: {},
  record: {},
  everyday: '',
  vital: '',
  felt: '',
  clinician: '',
  payment: '',
  ambiguous: '',
  label: '',
  time: '',
  technical: '',
};
