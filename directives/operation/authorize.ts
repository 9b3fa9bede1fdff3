import type { Coordinate } from '../coordinate.ts';
import type { Policy, View } from '../policy/policy.ts';
import type { RuleCaller } from '../policy/shield.ts';
import type { Grants } from './grants.ts';
import { ANYONE, EVERY_PATIENT, type Reach } from './reach.ts';

/** What one set of roles sees of each coordinate. */
export interface Views {
  /** The view of an output field; what an unmarked one gives is configuration. */
  field(coordinate: Coordinate): View;
  /** Whether objects of a type are there at all. De-identified is enough: their fields decide for themselves. */
  shows(type: Coordinate): boolean;
  /** Whether an argument, input field or enum value may be used or an enum value seen: in full only. */
  admits(input: Coordinate): boolean;
}

/** What a caller sees, one entry per standing of the caller's reach. */
export interface Decisions {
  readonly policy: Policy;
  readonly views: readonly Views[];
}

/** Answers a coordinate's view for a caller; the graphql-shield rules of the policy. */
export interface Judge {
  view(coordinate: Coordinate, caller: RuleCaller): Promise<View>;
}

/**
 * Asks the rules for every marked coordinate, once per standing. The outcome depends on the policy and the
 * standings' roles and the grants alone, so it holds for every caller with the same {@link Reach.key} and
 * {@link Grants.key}.
 */
export async function authorize(
  policy: Policy,
  judge: Judge,
  options: { readonly reach: Reach; readonly grants: Grants; readonly unmarked: View },
): Promise<Decisions> {
  const coordinates = [...policy.requirements.keys()];
  const views = await Promise.all(
    options.reach.standings.map(async (standing) => {
      const { scopes, policies } = options.grants;
      const caller = { roles: new Set(standing.roles), scopes, policies };
      const known = new Map(
        await Promise.all(
          coordinates.map(
            async (coordinate) => [coordinate, await judge.view(coordinate, caller)] as const,
          ),
        ),
      );
      return {
        field: (coordinate: Coordinate) => known.get(coordinate) ?? options.unmarked,
        shows: (coordinate: Coordinate) => known.get(coordinate) !== 'none',
        admits: (coordinate: Coordinate) => (known.get(coordinate) ?? 'full') === 'full',
      };
    }),
  );
  return { policy, views };
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
  return viewsFor(decisions, unknown ? EVERY_PATIENT : standing).field(field.coordinate);
}

/** The most that a field's value is to a caller on any object: what no object can show is not fetched. */
export function mostOf(decisions: Decisions, field: JudgedField): View {
  if (!needsPatient(decisions, field)) return viewsFor(decisions, ANYONE).field(field.coordinate);
  return strongest(
    decisions.views.slice(EVERY_PATIENT).map((views) => views.field(field.coordinate)),
  );
}

function needsPatient({ policy }: Decisions, { coordinate, isOwner }: JudgedField): boolean {
  return !isOwner && policy.requirements.get(coordinate)?.phi === true;
}

/** The best of several views; none of none. */
export function strongest(views: readonly View[]): View {
  return views.includes('full') ? 'full' : views.includes('deidentified') ? 'deidentified' : 'none';
}

/** The views of a standing. */
export function viewsFor(decisions: Decisions, standing: number): Views {
  const views = decisions.views[standing];
  if (!views) throw new RangeError(`no standing ${standing}`);
  return views;
}
