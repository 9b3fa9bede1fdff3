import type { Category } from '../../../directives/spec.ts';
import type { Element } from '../fhir-shapes.ts';
import type { Confidence } from '../finding.ts';
import type { Subject } from '../subjects/subject.ts';

/** A value and where it stands. */
export interface Placed {
  readonly name: string;
  /** Its named types, such as `String` or `PhoneNumber`. */
  readonly types: Iterable<string>;
  readonly descriptions: readonly string[];
  readonly subject: Subject;
  /** Whether it is content: a field of an object, or what a mutation writes. Arguments of queries choose content. */
  readonly isContent: boolean;
  /** Whether it is a field of an object, not an input. */
  readonly isOutput: boolean;
  /** Whether it stands in a type that is named for a record and names no patient, so that a user can be the one. */
  readonly isOfUser: boolean;
  /** Whether it stands on staff or an organization, or chooses some. */
  readonly isOfStaff: boolean;
  /** Whether a text named `search` or the like searches patients here. */
  readonly searches: boolean;
  /** What it is by a standard's data type; null for other values. */
  readonly element: Element | null;
}

/** Why a value looks like PHI. */
export interface Likeness {
  readonly category: Category;
  readonly by: 'name' | 'type' | 'description' | 'place';
  readonly confidence: Confidence;
  /** What it rests on, each a statement. */
  readonly signs: readonly string[];
}

/** A likeness before it is known which part of the value it was read from. */
export type Judged = Omit<Likeness, 'by'>;

/** A phrase and the category that it means. */
export interface Meant {
  readonly meaning: Category;
  readonly phrase: string;
}

/** The likeness that a phrase in a value gives. */
export function judged(
  { meaning, phrase }: Meant,
  { subject }: Placed,
  confidence: Confidence,
): Judged {
  const place = isAbout(subject.about) ? [subject.because] : [];
  return { category: meaning, confidence, signs: [`it is named "${phrase}"`, ...place] };
}

/** Whether a value stands in something that is about a patient. */
export function isAbout(about: Subject['about']): boolean {
  return about !== 'other' && about !== 'unknown';
}

/** Whether a value stands on a patient, or on a person who can be one. */
export function isOnPerson({ subject: { about } }: Pick<Placed, 'subject'>): boolean {
  return about === 'patient' || about === 'person';
}
