import type { GraphQLArgument, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { Decisions, Views } from '../operation/authorize.ts';
import { argumentCoordinates } from '../operation/argument-coordinates.ts';
import { ALL_ROLES, ROLES_REACHING_ALL } from '../operation/effective-roles.ts';
import { hasRoleReachingAll } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';
import {
  createPatientFinder,
  type FieldOfType,
  type PossiblePatients,
} from './possible-patients.ts';

/**
 * Whether a caller could use an element in some operation, each element by itself: {@link hiddenCoordinates} decides
 * whether the type of a usable field is usable too.
 */
export interface Usable {
  /** Whether an object of the type could be shown. */
  object(type: GraphQLObjectType): boolean;
  /** Whether the field could return a value; its arguments are not considered. */
  field(field: FieldOfType): boolean;
  argument(field: FieldOfType, argument: GraphQLArgument): boolean;
  /** Whether an input field could be given, or an enum value given or seen. */
  member(type: string, name: string): boolean;
}

/**
 * Determines the elements that a caller could use. An element is unusable only if it is denied for every patient and
 * every object, so nothing is hidden that some operation could return. Elements that every operation denies can remain
 * usable here, such as a mutation whose nested selections require more than the field itself: they stay denied, and
 * introspection only shows that they exist. The result depends on the caller's decisions and kinds of reach, not on
 * particular patients.
 */
export function usableBy(
  schema: GraphQLSchema,
  { decisions, reach }: { readonly decisions: Decisions; readonly reach: Reach },
): Usable {
  const { policy } = decisions;
  const patients = createPatientFinder(schema, policy);
  const allRoles = decisions.viewsFor(ALL_ROLES);
  const rolesReachingAll = decisions.viewsFor(ROLES_REACHING_ALL);
  // For a known patient, as of `labs(patient: "p1")`: the maximum views of every set of roles that can count for one.
  // The set that reaches all patients is left out if it is empty.
  const [, maximumReachingAll, ...further] = decisions.maximumViews;
  const knownPatient = hasRoleReachingAll(reach) ? [maximumReachingAll, ...further] : further;
  // Where no patient is known, as for `statistics { cases }`, PHI requires roles that reach all patients.
  const unknownPatient = (at: Coordinate): Views =>
    policy.requirements.get(at)?.phi === true ? rolesReachingAll : allRoles;

  /** Whether the caller sees some values, by a test of the views that count for an element. */
  const isSeen = (
    { known, unknown }: PossiblePatients,
    test: (viewsAt: (at: Coordinate) => Views) => boolean,
  ): boolean =>
    (known && knownPatient.some((views) => test(() => views))) ||
    (unknown !== null && test(unknown === 'all roles' ? () => allRoles : unknownPatient));

  return {
    object: (type) => {
      const at = typeCoordinate(type.name);
      return isSeen(patients.object(type), (viewsAt) => viewsAt(at).showsType(at));
    },

    // A field that is visible on an interface must be present on all its implementers.
    field: ({ parent, definition }) =>
      [parent, ...parent.getInterfaces()].some((type) => {
        const field = type.getFields()[definition.name];
        const at = memberCoordinate(type.name, definition.name);
        return (
          field !== undefined &&
          isSeen(
            patients.field({ parent: type, definition: field }),
            (viewsAt) => viewsAt(at).field(at) !== 'none',
          )
        );
      }),

    argument: (field, argument) => {
      const coordinates = argumentCoordinates(schema, field, argument.name);
      return isSeen(patients.argument(field, argument), (viewsAt) =>
        coordinates.every((at) => viewsAt(at).admitsInput(at)),
      );
    },

    member: (type, name) => {
      const at = memberCoordinate(type, name);
      return isSeen(patients.member(type, name), (viewsAt) => viewsAt(at).admitsInput(at));
    },
  };
}
