import type { TypeModel } from '../../../directives/marks/graph.ts';
import { FIRST_SUBJECTS } from './first-subjects.ts';
import { inputSubjects } from './input-subjects.ts';
import { reachedFrom, referrersOf } from './reached.ts';
import { createSearch, type Addition, type Search } from './search.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { askedByPatient } from './asked-by-patient.ts';
import { evidentSubject } from './evident-subject.ts';
import { viewSubjects } from './views.ts';
import { messageSubject } from './messages.ts';
import { referringSubject, type Bases } from './referring-subject.ts';
import { isWrapper, type TypeShape } from './type-shape.ts';
import type { SignedHolding } from './vital-signs.ts';
import { wordsOf } from '../words.ts';

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
  const search = createSearch(all, holdings, ground, found);
  const queue: TypeShape[] = [];
  const add = (additions: Iterable<Addition>) => {
    for (const [shape, subject] of additions) {
      if (found.has(shape.type)) continue;
      found.set(
        shape.type,
        isRating(shape, ground) || isFile(shape) ? { ...subject, about: 'near' } : subject,
      );
      queue.push(shape);
    }
  };
  /** Adds types, and goes along object fields from everything that was added. */
  const spread = (additions: Iterable<Addition>) => {
    add(additions);
    for (let shape = queue.shift(); shape; shape = queue.shift()) {
      const from = found.get(shape.type);
      if (from) add(reachedFrom(shape, from, search));
    }
  };
  for (const rule of FIRST_SUBJECTS) add(rule(search));
  spread([]);
  spread(askedFor(search));
  const rules = furtherSubjects(search);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const rule of rules) spread(rule());
  }
  for (const { type, kind } of all)
    if (!found.has(type) && (isElsewhere(kind) || search.shared.has(type)))
      found.set(type, { about: 'other', because: `${type.name} is not about patients` });
  return found;
}

/** The rules that find further types by what was found, in order, until they find none. */
function furtherSubjects(search: Search): readonly (() => Iterable<Addition>)[] {
  const { all, ground, shared, canBelong, found } = search;
  const ofInputs = inputSubjects(all, ground, search.isApp);
  const referrers = referrersOf(all);
  const views = viewSubjects(search);
  /** Each type is judged by what was found up to then, the types before it included. */
  const unknown = function* (subjectOf: (shape: TypeShape) => Subject | null): Iterable<Addition> {
    for (const shape of all) {
      const subject = found.has(shape.type) ? null : subjectOf(shape);
      if (subject) yield [shape, subject];
    }
  };
  const isOther = (shape: TypeShape) =>
    (isElsewhere(shape.kind) && !isWrapper(shape)) || shared.has(shape.type);
  /** Whether only dictionaries and other parties have it: it is a part of them then. */
  const isOfOthers = ({ type }: TypeShape) => {
    const from = referrers.get(type) ?? [];
    return from.length > 0 && from.every((one) => isOther(one) && one.kind !== 'technical');
  };
  return [
    () => {
      const bases = basesOf(search);
      return unknown((shape) =>
        shared.has(shape.type) || !canBelong(shape)
          ? null
          : referringSubject(shape, found, bases, ground.lexicon),
      );
    },
    () => unknown((shape) => ofInputs(shape, found)),
    () =>
      unknown((shape) =>
        shared.has(shape.type) || isOfOthers(shape)
          ? null
          : evidentSubject(shape, ground, search.isApp),
      ),
    () => askedFor(search),
    () => unknown((shape) => (shared.has(shape.type) ? null : views(shape, found))),
    () =>
      search.isForHealth
        ? unknown((shape) => (shared.has(shape.type) ? null : messageSubject(shape)))
        : [],
  ];
}

/** Whether a type is what patients think of a service, which has their comments and not a record of their health. */
function isRating({ type, kind }: TypeShape, { lexicon }: Ground): boolean {
  if (kind === 'record') return false;
  const words = wordsOf(type.name);
  const isHealth = lexicon.phi.health.longest(words) !== null;
  return !isHealth && words.some((word) => RATINGS.has(word));
}

/**
 * Whether a type is what a catalog knows of a file of data, by its size and its checksum. Most of its values are how the file
 * was made, such as the settings of a device; only what has a word for a person or for health is about the patient.
 */
function isFile({ leaves }: TypeShape): boolean {
  const words = [...leaves.keys()].map(wordsOf);
  return (
    words.some((each) => each.some((word) => CHECKSUMS.test(word))) &&
    words.some((each) => each.at(-1) === 'size')
  );
}

const CHECKSUMS = /^(?:md|sha|checksum)$/;

const RATINGS: ReadonlySet<string> = new Set(
  wordsOf('rating review feedback testimonial calificacion avaliacao bewertung'),
);

/** What root fields return for a patient or a part of a record. */
function askedFor(search: Search): readonly Addition[] {
  const { ground, shared, canBelong } = search;
  return askedByPatient(ground, basesOf(search)).filter(
    ([shape]) => !shared.has(shape.type) && canBelong(shape),
  );
}

/** The base names of the types that are about patients, as far as they are found. */
function basesOf({ all, found, ground }: Search): Bases {
  const basesAbout = (about: Subject['about']) =>
    all.filter(({ type }) => found.get(type)?.about === about);
  return {
    patients: new Set(basesAbout('patient').map(({ base }) => base)),
    keys: new Set(
      [...ground.keys].flatMap(([name, type]) =>
        found.get(type)?.about === 'patient' ? [name] : [],
      ),
    ),
    records: new Set(
      basesAbout('record').flatMap(({ kind, base }) => (kind === 'record' ? [base] : [])),
    ),
  };
}
