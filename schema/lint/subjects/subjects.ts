import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { lexiconFor, type Lexicon } from '../vocabulary/lexicon.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { spreadSubjects } from './spread-subjects.ts';
import { wordsOf } from '../words.ts';
import { findCare } from './find-care.ts';
import { findConsumers } from './find-consumers.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere, readTypeName } from './type-name.ts';
import { isCount, keyBaseOf, namesPatient, readTypeShape, type TypeShape } from './type-shape.ts';

/** The subjects of the types of a graph, and what is derived with them. */
export interface Subjects {
  readonly lexicon: Lexicon;
  /** Whether the graph holds data of patients at all. */
  readonly hasPatients: boolean;
  /** Whether a schema links the specification of `@phi`. */
  readonly isLinked: boolean;
  readonly subjectOf: (type: TypeModel) => Subject;
  readonly shapeOf: (type: TypeModel) => TypeShape;
  /** The subject of the types with a base name, such as `patient` for `Patient` and `PatientInput`; null without one. */
  readonly subjectNamed: (base: string) => Subject | null;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

export function isRoot(name: string): boolean {
  return ROOTS.has(name);
}

/**
 * Finds out for each type of a graph whether it is about patients: by its marks, names, fields and links. `isLinked` says that
 * a schema links the specification of `@phi`, so that its authors expect PHI; `added` are an operator's words.
 */
export function findSubjects(
  compiled: Compiled,
  { isLinked, added }: { readonly isLinked: boolean; readonly added: readonly Vocabulary[] },
): Subjects {
  const { graph, hierarchy } = compiled;
  const lexicon = lexiconFor(namesIn(compiled), added);
  const names = new Set([...graph.types.keys()].map((name) => wordsOf(name).join('')));
  const shapes = new Map<TypeModel, TypeShape>();
  const shapeOf = (type: TypeModel) => {
    const known = shapes.get(type) ?? readTypeShape(type, { hierarchy, lexicon, names });
    shapes.set(type, known);
    return known;
  };
  const all = [...graph.types.values()]
    .filter(({ name, kinds }) => !isRoot(name) && !kinds.has('scalar') && !kinds.has('enum'))
    .map(shapeOf);
  const ground: Ground = { compiled, shapeOf, lexicon };
  const hasPatients = isLinked || holdsPatients(all, ground);
  const found = hasPatients ? spreadSubjects(all, ground) : new Map<TypeModel, Subject>();
  const byBase = new Map<string, Subject>();
  for (const shape of all) {
    const subject = found.get(shape.type);
    const known = byBase.get(shape.base);
    if (subject && (!known || rank(subject) < rank(known))) byBase.set(shape.base, subject);
  }
  return {
    lexicon,
    hasPatients,
    isLinked,
    shapeOf,
    subjectOf: (type) => found.get(type) ?? UNKNOWN,
    subjectNamed: (base) => byBase.get(base) ?? byBase.get(singularBase(base)) ?? null,
  };
}

function singularBase(base: string): string {
  return base.endsWith('s') ? base.slice(0, -1) : base;
}

const UNKNOWN: Subject = { about: 'unknown', because: '' };
const ORDER = ['patient', 'person', 'record', 'near', 'other', 'unknown'];

function rank({ about }: Subject): number {
  return ORDER.indexOf(about);
}

/** Every name that says what a schema is about. */
function* namesIn({ graph }: Compiled): Generator<string> {
  for (const type of graph.types.values()) {
    yield type.name;
    for (const [name, field] of type.fields) {
      yield name;
      yield* field.arguments.keys();
    }
  }
}

/**
 * Whether types hold data of patients: one has the name of a patient or a field such as `patientId`; or health
 * information is linked with persons, and at least two signs say that it is such.
 */
function holdsPatients(all: readonly TypeShape[], ground: Ground): boolean {
  const fields = [...ground.compiled.graph.types.values()].flatMap((type) => [
    ...type.fields.values(),
  ]);
  const named = [
    ...all.flatMap(({ kind, type, patientField }) => [
      ...(kind === 'patient' ? [type.name] : []),
      ...(patientField === null ? [] : [patientField]),
    ]),
    ...['Query', 'Mutation'].flatMap((root) =>
      [...(ground.compiled.graph.types.get(root)?.fields.keys() ?? [])].filter(
        (name) => !isCount(wordsOf(name)) && readTypeName(name, ground.lexicon).kind === 'patient',
      ),
    ),
    ...fields
      .flatMap((field) => [...field.arguments.keys()])
      .filter((name) => namesPatient(wordsOf(name), ground.lexicon)),
  ];
  if (named.some((name) => !OF_CONTRACTS.test(name))) return true;
  if (findCare(all, ground).length > 0) return true;
  const { phi, everyday } = ground.lexicon;
  const signIn = (words: readonly string[]) => {
    const found = phi.health.longest(words);
    return found && !everyday.has(found.phrase) ? [found.phrase] : [];
  };
  const signs = all
    .filter(({ kind }) => !isElsewhere(kind))
    .flatMap((shape) => [
      ...shape.health,
      ...shape.links.flatMap(({ words }) => signIn(words)),
      // The name of a type is another sign than the same word in a field.
      ...signIn(wordsOf(shape.type.name)).map((phrase) => `type ${phrase}`),
    ]);
  if (named.length > 0) return signs.length > 0;
  const isMedical = all.some(
    ({ kind, health: found, identity }) =>
      kind === 'person' && identity.size >= 2 && [...found].some((phrase) => MEDICAL.test(phrase)),
  );
  if (!isMedical && new Set(signs).size < 2) return false;
  return findConsumers(all, ground).length > 0 || keepsDiary(all, ground);
}

/**
 * Whether records with health information and a date are written by callers, as in a diary without a type for its users, or
 * have the key of a person, as a claim has that of a member.
 */
function keepsDiary(all: readonly TypeShape[], { compiled, lexicon }: Ground): boolean {
  const { graph, hierarchy } = compiled;
  const written = new Set(
    [...(graph.types.get('Mutation')?.fields.values() ?? [])].flatMap((field) =>
      hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes),
    ),
  );
  const hasDate = ({ leaves }: TypeShape) =>
    [...leaves.keys()].some((name) => lexicon.time.last(wordsOf(name)) !== null);
  const hasPerson = ({ leaves }: TypeShape) =>
    [...leaves.keys()].some((name) => {
      const kind = lexicon.kinds.last(keyBaseOf(wordsOf(name)) ?? [])?.meaning;
      return kind === 'person' || kind === 'customer';
    });
  return all.some(
    (shape) =>
      shape.kind === 'record' &&
      shape.health.size > 0 &&
      hasDate(shape) &&
      (written.has(shape.type) || hasPerson(shape)),
  );
}

/** Phrases that say of a person without any other sign that they are about health. */
const MEDICAL =
  /^(?:medical|health) (?:condition|history|record|issue)$|^diagnos|^allerg|^blood (?:type|group)$/;

/** Words for a patient that also are those of newsletters and banks. */
const OF_CONTRACTS = /subscri|benefici|insured|holder|afiliad|asegurad|adherent|assure/i;
