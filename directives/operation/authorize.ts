import type { Coordinate } from '../coordinate.ts';
import type { Policy, View } from '../policy/policy.ts';
import type { RuleCaller } from '../policy/shield.ts';
import { categorySet, NO_CATEGORY, type CategorySet } from './category-set.ts';
import type { Grants } from './grants.ts';
import { ANYONE, categoriesWithheld, EVERY_PATIENT, standingIndex } from './standing.ts';
import type { Reach } from './reach.ts';

/** Why a coordinate is nothing to a caller. */
export type DenialReason = 'role' | 'purpose' | 'consent';

/** What one set of roles sees of each coordinate. */
export interface Views {
  /** The view of an output field; what an unmarked one gives is configuration. */
  readonly field: (coordinate: Coordinate) => View;
  /** Whether objects of a type are there at all. De-identified is enough: their fields decide for themselves. */
  readonly shows: (type: Coordinate) => boolean;
  /** Whether an argument, input field or enum value may be used or an enum value seen: in full only. */
  readonly admits: (input: Coordinate) => boolean;
  /** Why it isn't seen, of a coordinate that isn't. */
  readonly why: (coordinate: Coordinate) => DenialReason;
}

/** What a caller sees of a graph, by the standings of the caller's reach. */
export interface Decisions {
  readonly policy: Policy;
  /** The views of a standing, consent included. */
  readonly at: (standing: number) => Views;
  /** For each set of patients that the caller's roles reach alike: the most that any of them may show. */
  readonly most: readonly Views[];
}

/** Answers a coordinate's view for a caller; the graphql-shield rules of the policy. */
export interface Judge {
  view(coordinate: Coordinate, caller: RuleCaller): Promise<View>;
}

/**
 * Asks the rules for every marked coordinate, once per standing. The outcome depends on the policy, the reach's
 * {@link Reach.key} and the grants alone, so it holds for every caller with the same {@link Reach.key} and
 * {@link Grants.key}.
 */
export async function authorize(
  policy: Policy,
  judge: Judge,
  options: { readonly reach: Reach; readonly grants: Grants; readonly unmarked: View },
): Promise<Decisions> {
  const { standings, consent, withheld } = options.reach;
  const coordinates = [...policy.requirements.keys()];
  const { scopes, policies } = options.grants;
  const categories = new Map(
    [...policy.requirements].map(([at, { categories: all }]) => [at, categorySet(all)]),
  );
  const byRoles = await Promise.all(
    standings.map(async ({ roles }) => {
      const caller = { roles: new Set(roles), scopes, policies };
      const views = coordinates.map(
        async (coordinate) => [coordinate, await judge.view(coordinate, caller)] as const,
      );
      return new Map(await Promise.all(views));
    }),
  );
  const viewsOfRoles = (index: number, closed: CategorySet, byPurpose: CategorySet): Views => {
    const known = byRoles[index];
    if (!known) throw new RangeError(`no standing ${index}`);
    return createViews({ known, categories, closed, byPurpose, unmarked: options.unmarked });
  };

  const compiled = new Map<number, Views>();
  const compile = (standing: number): Views => {
    const index = standingIndex(standing);
    const byPurpose = standings[index]?.isOwn === true ? NO_CATEGORY : withheld;
    return viewsOfRoles(index, categoriesWithheld(standing, byPurpose), byPurpose);
  };
  return {
    policy,
    at: (standing) => {
      const views = compiled.get(standing) ?? compile(standing);
      compiled.set(standing, views);
      return views;
    },
    most: standings.map(({ isOwn }, index) => {
      const mayOpen = consent || isOwn || (index === ANYONE && standings.some((one) => one.isOwn));
      return viewsOfRoles(index, mayOpen ? NO_CATEGORY : withheld, withheld);
    }),
  };
}

/** Decisions by which everything is seen in full: what a dry run serves. */
export function allowEverything(policy: Policy): Decisions {
  return { policy, at: () => EVERYTHING, most: [EVERYTHING, EVERYTHING] };
}

const EVERYTHING: Views = {
  field: () => 'full',
  shows: () => true,
  admits: () => true,
  why: () => 'role',
};

interface Viewing {
  /** What the roles see of each marked coordinate. */
  readonly known: ReadonlyMap<Coordinate, View>;
  readonly categories: ReadonlyMap<Coordinate, CategorySet>;
  /** Categories that stay closed to these roles. */
  readonly closed: CategorySet;
  /** Those of them that the purpose closes. */
  readonly byPurpose: CategorySet;
  readonly unmarked: View;
}

function createViews({ known, categories, closed, byPurpose, unmarked }: Viewing): Views {
  const closedAt = (coordinate: Coordinate): CategorySet =>
    (categories.get(coordinate) ?? NO_CATEGORY) & closed;
  const view = (coordinate: Coordinate): View | undefined =>
    closedAt(coordinate) === NO_CATEGORY ? known.get(coordinate) : 'none';
  return {
    field: (coordinate) => view(coordinate) ?? unmarked,
    shows: (coordinate) => view(coordinate) !== 'none',
    admits: (coordinate) => (view(coordinate) ?? 'full') === 'full',
    why: (coordinate) => {
      const at = closedAt(coordinate);
      if (at === NO_CATEGORY || known.get(coordinate) === 'none') return 'role';
      return (at & byPurpose) === NO_CATEGORY ? 'consent' : 'purpose';
    },
  };
}

/** A field as it is judged on an object. */
export interface JudgedField {
  readonly coordinate: Coordinate;
  /** It leads to objects alone that tell whose record they are, and so decide for themselves. */
  readonly isOwner: boolean;
}

/**
 * The view of a field's value on an object. PHI whose patient is unknown is reached by the roles that reach
 * all patients.
 */
export function viewOf(decisions: Decisions, standing: number, field: JudgedField): View {
  const unknown = standing === ANYONE && needsPatient(decisions, field);
  return decisions.at(unknown ? EVERY_PATIENT : standing).field(field.coordinate);
}

/** The most that a field's value is to a caller on any object: what no object can show is not fetched. */
export function mostOf(decisions: Decisions, field: JudgedField): View {
  const { most } = decisions;
  const views = needsPatient(decisions, field) ? most.slice(1) : most.slice(ANYONE, 1);
  return strongest(views.map((each) => each.field(field.coordinate)));
}

function needsPatient({ policy }: Decisions, { coordinate, isOwner }: JudgedField): boolean {
  return !isOwner && policy.requirements.get(coordinate)?.phi === true;
}

/** The best of several views; none of none. */
export function strongest(views: readonly View[]): View {
  return views.includes('full') ? 'full' : views.includes('deidentified') ? 'deidentified' : 'none';
}
