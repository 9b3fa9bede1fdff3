import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { isGeneral, lexiconFor, type Lexicon } from '../vocabulary/lexicon.ts';
import { canSignIn, findAccounts, isPersonKind, staffSignsIn } from './accounts.ts';
import { spreadSubjects } from './spread-subjects.ts';
import type { LintHints } from '../lint-hints.ts';
import { wordsOf } from '../words.ts';
import { hasBody, isVisitor } from './holdings.ts';
import { isForHealth } from './for-health.ts';
import { naturalKeys } from './natural-keys.ts';
import { patientNames } from './patient-names.ts';
import { holdsPatients } from './holds-patients.ts';
import type { Ground, Subject } from './subject.ts';
import { readTypeShape } from './read-type-shape.ts';
import type { TypeShape } from './type-shape.ts';
import { createHoldings } from './vital-signs.ts';

/** The subjects of the types of a graph, and what is derived with them. */
export interface Subjects {
  readonly lexicon: Lexicon;
  /** Whether the graph holds data of patients at all. */
  readonly hasPatients: boolean;
  /** Whether the graph is about health as a whole, not only in a part of it: see {@link isForHealth}. */
  readonly isForHealth: boolean;
  /** Whether a schema links the specification of `@phi`. */
  readonly isLinked: boolean;
  readonly subjectOf: (type: TypeModel) => Subject;
  readonly shapeOf: (type: TypeModel) => TypeShape;
  /** The subject of those who call an app for health, which has no type for patients; null in other graphs. */
  readonly caller: Subject | null;
  /** The subject of the types with a base name, such as `patient` for `Patient` and `PatientInput`; null without one. */
  readonly subjectNamed: (base: string) => Subject | null;
  /** The subject of the type whose objects a key other than an id identifies, such as `booking no`; null if it is not one. */
  readonly subjectKeyed: (words: readonly string[]) => Subject | null;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

export function isRoot(name: string): boolean {
  return ROOTS.has(name);
}

/**
 * Finds out for each type of a graph whether it is about patients: by its marks, names, fields and links. `isLinked` says that
 * a schema links the specification of `@phi`, so that its authors expect PHI. Where the patients turn out to be called clients,
 * residents or the like, the graph is read once more with that word for a patient.
 */
export function findSubjects(compiled: Compiled, isLinked: boolean, hints: LintHints): Subjects {
  const found = readSubjects(compiled, isLinked, hints, []);
  const words = hints.patientTypes.length === 0 ? wordsForPatients(compiled, found) : [];
  return words.length === 0 ? found : readSubjects(compiled, isLinked, hints, words);
}

/**
 * The words in the names of patients' types that are not for persons of all kinds, as `Client` is and `User` is not. None where a
 * type is named for a patient, or where another person has a body or health information too.
 */
function wordsForPatients(
  { graph }: Compiled,
  { subjectOf, shapeOf, lexicon }: Subjects,
): readonly string[] {
  const shapes = [...graph.types.values()].filter(({ kinds }) => kinds.has('object')).map(shapeOf);
  if (shapes.some(({ kind }) => kind === 'patient')) return [];
  const patients = shapes
    .filter((shape) => subjectOf(shape.type).about === 'patient' && isPersonKind(shape))
    .map((shape) => ({ shape, word: lexicon.kinds.last(wordsOf(shape.type.name))?.phrase ?? '' }));
  const isOther = patients.some(
    ({ shape: { health, identity }, word }) =>
      isGeneral(word) && (health.size > 0 || hasBody(identity)),
  );
  return isOther ? [] : patients.map(({ word }) => word).filter((word) => !isGeneral(word));
}

function readSubjects(
  compiled: Compiled,
  isLinked: boolean,
  hints: LintHints,
  wordsForPatient: readonly string[],
): Subjects {
  const { graph, hierarchy } = compiled;
  const lexicon = lexiconFor(namesIn(compiled), hints.vocabularies, [
    ...hints.patientTypes,
    ...wordsForPatient,
  ]);
  const patientTypes = new Set(hints.patientTypes);
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
  const accounts = findAccounts(all, { compiled, shapeOf });
  const keys = naturalKeys({ compiled, shapeOf, lexicon });
  const ground: Ground = { compiled, shapeOf, lexicon, patientTypes, accounts, keys };
  const holdings = createHoldings(all, ground);
  const hasPatients = isLinked || patientTypes.size > 0 || holdsPatients(all, holdings, ground);
  const found = hasPatients ? spreadSubjects(all, holdings, ground) : new Map<TypeModel, Subject>();
  const byBase = new Map<string, Subject>();
  for (const shape of all) {
    const subject = found.get(shape.type);
    const known = byBase.get(shape.base);
    if (subject && (!known || rank(subject) < rank(known))) byBase.set(shape.base, subject);
  }
  const isApp = patientNames(all, ground).length === 0;
  const hasNamed = all.some(({ kind }) => kind === 'patient');
  // Those who sign in to record the health of others, as a practitioner does.
  const isOthersHealth = all.some(
    (shape) => isPersonKind(shape) && found.get(shape.type)?.about === 'patient',
  );
  const othersSignIn =
    all.some(isVisitor) || (isOthersHealth && (accounts.size > 0 || staffSignsIn(ground)));
  const caller = all.find(
    (shape) =>
      ((isApp && !othersSignIn) ||
        (accounts.has(shape.type) && (!hasNamed || hasBody(shape.identity)))) &&
      canSignIn(shape, ground) &&
      isPersonKind(shape) &&
      !shape.type.kinds.has('input') &&
      found.has(shape.type),
  );
  return {
    caller:
      (caller && found.get(caller.type)) ??
      (isApp && hasPatients && patientTypes.size === 0 && !othersSignIn ? CALLER : null),
    lexicon,
    hasPatients,
    isForHealth: !isApp || isForHealth(all, ground),
    isLinked,
    shapeOf,
    subjectOf: (type) => found.get(type) ?? UNKNOWN,
    subjectNamed: (base) => byBase.get(base) ?? byBase.get(singularBase(base)) ?? null,
    subjectKeyed: (words) => {
      const keyed = keys.get(words.join(''));
      return (keyed && found.get(keyed)) ?? null;
    },
  };
}

function singularBase(base: string): string {
  return base.endsWith('s') ? base.slice(0, -1) : base;
}

const CALLER: Subject = { about: 'person', because: 'callers have health information' };
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
