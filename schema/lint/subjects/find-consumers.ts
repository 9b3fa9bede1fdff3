import type { TypeModel } from '../../../directives/marks/graph.ts';
import { isPersonKind } from './accounts.ts';
import { hasBody, hasGivenName, isBodily, isPerson, isVisitor } from './holdings.ts';
import { holdsHealth, isForHealth } from './for-health.ts';
import { isDoneBy } from './done-by.ts';
import { keyBaseOf } from './field-words.ts';
import { wordsOf } from '../words.ts';
import type { Ground, Subject } from './subject.ts';
import { isPayment } from './referring-subject.ts';
import { isElsewhere } from './type-name.ts';
import type { TypeShape } from './type-shape.ts';
import type { SignedHolding } from './vital-signs.ts';

/**
 * The patients of a graph without a type for patients: the persons who have health information of their own or linked to
 * them, as the users of an app for health are, and those who sign in to it.
 */
export function findConsumers(
  all: readonly TypeShape[],
  holdings: readonly SignedHolding[],
  { shapeOf }: Ground,
): readonly (readonly [TypeShape, Subject])[] {
  const found = new Map<TypeShape, Subject>();
  const add = (shape: TypeShape, because: string) => {
    if (!found.has(shape)) found.set(shape, { about: 'patient', because });
  };
  const ofHealth = (shape: TypeShape, sign: string) =>
    add(shape, `${shape.type.name} is a person with health information: ${sign}`);
  for (const shape of all.filter(isPerson))
    if (shape.health.size > 0) ofHealth(shape, [...shape.health].join(', '));
  for (const { person, held, by, vital } of holdings) {
    if (!person) continue;
    if (by === null) {
      if (vital !== null) ofHealth(person, vital);
    } else if (vital !== null || holdsHealth(held) || isHolder(held, shapeOf)) ofHealth(person, by);
  }
  if (found.size === 0)
    for (const shape of all.filter(isBodily))
      add(shape, `${shape.type.name} has what describes a body in a graph about health`);
  return [...found];
}

/**
 * The accounts of callers in a graph without a type for patients whose records are about health. Without a sign of who signs
 * in, the one type for persons. None where others than those who sign in have the health information.
 */
export function findCallers(
  all: readonly TypeShape[],
  ground: Ground,
  consumers: readonly (readonly [TypeShape, Subject])[],
): readonly (readonly [TypeShape, Subject])[] {
  const { accounts } = ground;
  const known = consumers.map(([shape]) => shape).filter(isPersonKind);
  // Who stands in the record of a visit does not sign in.
  if (all.some(isVisitor)) return [];
  const isOther = known.some(({ type, base }) => !accounts.has(type) && !base.endsWith('profile'));
  if (isOther && !known.some(({ type }) => accounts.has(type))) return [];
  if (consumers.some(([shape]) => isRegistered(shape, ground))) return [];
  const persons = all.filter((shape) => isPersonKind(shape) && !shape.type.kinds.has('input'));
  const callers = persons.filter(({ type }) => accounts.has(type));
  const found = callers.length > 0 ? callers : persons.length === 1 ? persons : [];
  return found.map((shape) => [
    shape,
    { about: 'person', because: `${shape.type.name} is an account of an app for health` },
  ]);
}

/**
 * Whether a type registers persons who do not sign in: with the names and the body of each, and without a link or a key of an
 * account, other than of who wrote it. Those who sign in are who keep the register.
 */
function isRegistered(
  { kind, type, identity, links, leaves }: TypeShape,
  { accounts, shapeOf }: Ground,
): boolean {
  const users = [...accounts].map(shapeOf);
  const keys = new Set(users.map(({ base }) => base));
  return (
    kind === null &&
    hasGivenName(identity) &&
    hasBody(identity) &&
    !links.some(({ words, to }) => !isDoneBy(words) && to.some((each) => accounts.has(each))) &&
    !users.some((user) => user.links.some(({ to }) => to.includes(type))) &&
    ![...leaves.keys()].some((name) => keys.has(keyBaseOf(wordsOf(name))?.join('') ?? ''))
  );
}

/** Further types of an app for its users, as `UserCard` beside `User`. */
export function findNamesakes(
  all: readonly TypeShape[],
  found: ReadonlyMap<TypeModel, Subject>,
): readonly (readonly [TypeShape, Subject])[] {
  const users = all.filter((shape) => isPersonKind(shape) && found.has(shape.type));
  return all.flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
    const user = isPersonKind(shape) && users.find(({ base }) => shape.base.startsWith(base));
    return user
      ? [
          [
            shape,
            {
              about: 'person',
              because: `${shape.type.name} is another type for ${user.type.name}`,
            },
          ],
        ]
      : [];
  });
}

/**
 * Creates the check whether a type can be a part of the record of an app's user, who has other things too, such as photos,
 * friends and exercises that others have as well.
 */
export function createBelongCheck(
  all: readonly TypeShape[],
  ground: Ground,
): (shape: TypeShape, owner?: TypeShape) => boolean {
  const { shapeOf, accounts } = ground;
  const isMixed = !isForHealth(all, ground);
  /** Whether a person does not sign in, and most of what they have is health information, as of a participant in a study. */
  const isCaredFor = (person: TypeShape) => {
    if (accounts.has(person.type)) return false;
    // A child in an app of its parents.
    if (isPersonKind(person)) return accounts.size > 0 && person.health.size > 0;
    const held = person.links
      .flatMap(({ to }) => to.map(shapeOf))
      .filter(({ kind }) => !isElsewhere(kind));
    return held.filter(holdsHealth).length * 2 > held.length;
  };
  return (shape, owner) => {
    if (owner && isCaredFor(owner)) return true;
    const { kind, type, measures, identity, links } = shape;
    if (holdsHealth(shape)) return true;
    if (isMixed) return isHolder(shape, shapeOf);
    if (type.kinds.has('input') || isPayment(type, ground.lexicon)) return true;
    const isOfMany = links.some(
      ({ isList, to }) => isList && to.some((each) => isPersonKind(shapeOf(each))),
    );
    if (isOfMany && !hasGivenName(identity)) return false;
    return kind !== null || measures.size > 0 || identity.size >= 2 || isHolder(shape, shapeOf);
  };
}

/** Whether a type has health information in an object, such as a report with its measure. */
function isHolder(shape: TypeShape, shapeOf: Ground['shapeOf']): boolean {
  if (isPerson(shape) || isElsewhere(shape.kind)) return false;
  return shape.links.some(({ to }) =>
    to.map(shapeOf).some((each) => !isPerson(each) && holdsHealth(each)),
  );
}
