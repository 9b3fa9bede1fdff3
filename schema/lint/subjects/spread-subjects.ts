import type { TypeModel } from '../../../directives/marks/graph.ts';
import { findCare } from './find-care.ts';
import {
  createBelongCheck,
  findCallers,
  findConsumers,
  findKeyedRecords,
  findNamesakes,
} from './find-consumers.ts';
import { createPartCheck, findShared } from './find-shared.ts';
import { inputSubjects } from './input-subjects.ts';
import { patientNames } from './patient-names.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import {
  askedByPatient,
  evidentSubject,
  namedSubject,
  referringSubject,
  type Bases,
} from './subject-signs.ts';
import { wordsOf } from '../words.ts';
import { isWrapper, ownerOf, type Link, type TypeShape } from './type-shape.ts';
import type { SignedHolding } from './vital-signs.ts';

/**
 * Finds what the types are about. It begins with patients, goes along object fields to what belongs to them, and adds
 * what refers to them; it stops at staff, organizations, dictionaries, and what many records share.
 */
export function spreadSubjects(
  all: readonly TypeShape[],
  holdings: () => readonly SignedHolding[],
  ground: Ground,
): ReadonlyMap<TypeModel, Subject> {
  const found = new Map<TypeModel, Subject>();
  const { lexicon } = ground;
  const shared = findShared(all, ground);
  const isPart = createPartCheck(all, ground);
  const hasNamed = all.some(({ kind }) => kind === 'patient');
  const isApp = patientNames(all, ground).length === 0;
  const canBelong = isApp ? createBelongCheck(ground) : () => true;
  const byBase = new Map(all.map((shape) => [shape.base, shape]));
  const queue: TypeShape[] = [];
  const add = (shape: TypeShape, subject: Subject) => {
    if (found.has(shape.type)) return;
    found.set(shape.type, subject);
    queue.push(shape);
  };
  /** Goes along object fields from everything that was added. */
  const spread = () => {
    for (let shape = queue.shift(); shape; shape = queue.shift()) {
      const from = found.get(shape.type);
      if (!from) continue;
      for (const link of shape.links)
        for (const target of link.to.map(ground.shapeOf)) {
          const about =
            shared.has(target.type) || (isPersonal(from) && !canBelong(target))
              ? null
              : aboutReached(target, link, from, { lexicon, hasNamed, isPart });
          const because = `${target.type.name} is reached from ${shape.type.name}.${link.name}`;
          if (about) add(target, { about, because });
        }
      for (const [key, target] of accountsOf(shape, from, byBase))
        add(target, { about: 'person', because: `${shape.type.name}.${key} refers to it` });
    }
  };
  const addAll = (subjectOf: (shape: TypeShape) => Subject | null) => {
    for (const shape of all) {
      const subject = found.has(shape.type) ? null : subjectOf(shape);
      if (subject) add(shape, subject);
    }
    spread();
  };
  for (const shape of all) {
    const subject = namedSubject(shape, ground);
    if (subject) add(shape, subject);
  }
  const patients = all.filter(
    ({ type }) => found.get(type)?.about === 'patient' && !type.kinds.has('input'),
  );
  // Patients without a name of their own have it in a type for persons, which is not one for users.
  if (patients.length > 0 && patients.every(({ identity }) => identity.size === 0))
    for (const shape of all)
      if (shape.kind === 'person' && shape.identity.size > 0 && PERSONS.test(shape.base))
        add(shape, { about: 'person', because: `${shape.type.name} has the names of patients` });
  const consumers = hasNamed ? [] : findConsumers(all, holdings(), ground);
  for (const [shape, subject] of consumers) add(shape, subject);
  if (isApp)
    for (const [shape, subject] of [
      ...findCallers(all, ground, consumers),
      ...findKeyedRecords(holdings()),
    ])
      add(shape, subject);
  for (const [shape, subject] of findCare(all, ground)) add(shape, subject);
  if (isApp) for (const [shape, subject] of findNamesakes(all, found)) add(shape, subject);
  // What all kinds of persons have, as an interface of patients and of staff.
  for (const shape of all)
    if (
      shape.type.kinds.has('interface') &&
      (shape.kind === 'person' || shape.kind === null) &&
      ground.compiled.hierarchy
        .objectTypes(shape.type)
        .some((each) => found.get(each)?.about === 'patient')
    )
      add(shape, { about: 'person', because: `patients implement ${shape.type.name}` });
  spread();
  const shapesAbout = (about: Subject['about']) =>
    all.filter(({ type }) => found.get(type)?.about === about);
  const basesOf = (): Bases => ({
    patients: new Set(shapesAbout('patient').map(({ base }) => base)),
    records: new Set(
      shapesAbout('record').flatMap(({ kind, base }) => (kind === 'record' ? [base] : [])),
    ),
  });
  const addAsked = () => {
    for (const [shape, subject] of askedByPatient(ground, basesOf()))
      if (!shared.has(shape.type) && canBelong(shape)) add(shape, subject);
    spread();
  };
  addAsked();
  const ofInputs = inputSubjects(all, ground);
  const referrers = referrersOf(all);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    const bases = basesOf();
    addAll((shape) =>
      shared.has(shape.type) || !canBelong(shape)
        ? null
        : referringSubject(shape, found, bases, lexicon),
    );
    addAll((shape) => ofInputs(shape, found));
    addAll((shape) => {
      const from = referrers.get(shape.type) ?? [];
      // What only a dictionary has is a part of the dictionary.
      const isOthers = (each: TypeShape) =>
        (isElsewhere(each.kind) && !isWrapper(each)) || shared.has(each.type);
      if (shared.has(shape.type) || (from.length > 0 && from.every(isOthers))) return null;
      return evidentSubject(shape, ground);
    });
    addAsked();
  }
  for (const { type, kind } of all)
    if (!found.has(type) && (isElsewhere(kind) || shared.has(type)))
      found.set(type, { about: 'other', because: `${type.name} is not about patients` });
  return found;
}

function isPersonal({ about }: Subject): boolean {
  return about === 'patient' || about === 'person';
}

/** Names of a type for any person, staff or not. */
const PERSONS = /^(?:person|persona|pessoa|personne|individual|individuo|individu)$/;

/** The persons that keys of a patient identify, such as the user of `Patient.userId`. */
function accountsOf(
  { leaves }: TypeShape,
  { about }: Subject,
  byBase: ReadonlyMap<string, TypeShape>,
): readonly (readonly [string, TypeShape])[] {
  if (about !== 'patient') return [];
  return [...leaves.keys()].flatMap((name) => {
    const words = wordsOf(name);
    const target = byBase.get(ownerOf(words, (owner) => byBase.has(owner))?.join('') ?? '');
    return target?.kind === 'person' ? [[name, target] as const] : [];
  });
}

/** What a type is about that is reached from one with a subject; null if it does not belong to that subject. */
function aboutReached(
  shape: TypeShape,
  link: Link,
  from: Subject,
  {
    lexicon,
    hasNamed,
    isPart,
  }: Pick<Ground, 'lexicon'> & {
    readonly hasNamed: boolean;
    readonly isPart: (shape: TypeShape) => boolean;
  },
): Subject['about'] | null {
  const { type, kind } = shape;
  // Parts come in lists; a single link leads to the kind of something.
  const part = link.isList && isPart(shape);
  const isPlace = kind === 'organization' && isAddress(shape, lexicon);
  if (isElsewhere(kind) && !isWrapper(shape) && !part && !isPlace) return null;
  const role = lexicon.kinds.last(link.words)?.meaning ?? null;
  if (
    link.words.at(-1) === 'by' ||
    (role !== 'technical' && isElsewhere(role) && !part && !isPlace)
  )
    return null;
  if (kind === 'relative') return 'person';
  // Where patients have a type, a customer is another party, such as the one who orders a test.
  if (kind === 'customer') return hasNamed ? null : 'person';
  if (kind === 'person') {
    const isOwn = isPersonal(from) || type.kinds.has('input');
    return isOwn ? 'person' : null;
  }
  return from.about === 'near' ? 'near' : 'record';
}

/** Whether a type has nothing but parts of an address: `Location` with `street` and `city` is one of a patient. */
function isAddress({ leaves, links }: TypeShape, { phi }: Lexicon): boolean {
  const parts = [...leaves.keys()].filter(
    (name) => phi.identity.longest(wordsOf(name))?.meaning === 'GEOGRAPHY',
  );
  const isPart = (name: string) =>
    parts.includes(name) ||
    phi.person.longest(wordsOf(name))?.meaning === 'GEOGRAPHY' ||
    isState(name);
  return links.length === 0 && parts.length >= 2 && [...leaves.keys()].every(isPart);
}

function isState(name: string): boolean {
  return /^(?:state|province|provincia|country|pais|estado|pays|land|bundesland|id|_id)$/i.test(
    name,
  );
}

/** For each type: the other types that have it in a field. */
function referrersOf(all: readonly TypeShape[]): ReadonlyMap<TypeModel, readonly TypeShape[]> {
  const found = new Map<TypeModel, TypeShape[]>();
  for (const shape of all)
    for (const type of shape.links.flatMap(({ to }) => to)) {
      if (type === shape.type) continue;
      const known = found.get(type);
      if (known) known.push(shape);
      else found.set(type, [shape]);
    }
  return found;
}
