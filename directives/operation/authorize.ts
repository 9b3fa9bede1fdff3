import type { Coordinate } from '../coordinate.ts';
import type { Policy, View } from '../policy/policy.ts';
import type { RuleTable } from '../policy/rules.ts';
import { categorySet, NO_CATEGORY, type CategorySet } from './category-set.ts';
import type { TokenAccess } from './token-access.ts';
import {
  ALL_ROLES,
  closedCategories,
  furtherRolesId,
  ROLES_REACHING_ALL,
  rolesIndex,
  type RolesId,
} from './effective-roles.ts';
import type { Reach } from './reach.ts';
import type { ScopedRoles } from './scope-access.ts';

/** Why a caller may not see a coordinate. `scope`: a role would see it, but no scope of the token admits it. */
export type ViewDenialReason = 'role' | 'scope' | 'purpose' | 'consent';

/**
 * What one set of roles sees of each coordinate. A view is `full`, `deidentified` or `none`: for a researcher,
 * `field('Patient.birthDate')` can be `deidentified`, so that only the year is released.
 */
export interface Views {
  /** The view of an output field, marked or not. */
  readonly field: (coordinate: Coordinate) => View;
  /** Whether objects of a type are visible, at least de-identified. Each of their fields has a view of its own. */
  readonly showsType: (type: Coordinate) => boolean;
  /** Whether an argument, input field or enum value may be used: only with the full view. */
  readonly admitsInput: (input: Coordinate) => boolean;
  /**
   * Whether a field may be used without naming a patient. Roles that count only under scopes for one patient, such as
   * `patient/Observation.rs`, may not do so.
   */
  readonly admitsUnbound: (coordinate: Coordinate) => boolean;
  /** Why a coordinate is denied. Meaningful only for a denied coordinate. */
  readonly denialReason: (coordinate: Coordinate) => ViewDenialReason;
}

/** What a caller sees of a graph, by effective roles. */
export interface Decisions {
  readonly policy: Policy;
  /** The views of effective roles, with the consent that the id holds applied. */
  readonly viewsFor: (id: RolesId) => Views;
  readonly maximumViews: MaximumViews;
}

/**
 * For each entry of {@link Reach.effectiveRoles}, in its order, the most that the consent of any patient could allow.
 */
export type MaximumViews = readonly [allRoles: Views, reachingAll: Views, ...further: Views[]];

/**
 * Evaluates the policy's rules for every marked coordinate, once per entry of {@link Reach.effectiveRoles}. Then closes
 * categories: the purpose of use closes those that are limited to other purposes, and a patient's consent can close
 * more of them or open them again. A coordinate with a closed category has the view `none`, whatever the roles.
 *
 * The result depends only on the policy, {@link Reach.cacheKey} and {@link TokenAccess.cacheKey}: callers with equal
 * keys share it.
 */
export async function authorize(
  policy: Policy,
  rules: RuleTable,
  {
    reach,
    tokenAccess,
    unmarked,
  }: {
    readonly reach: Reach;
    readonly tokenAccess: TokenAccess;
    /** The view of output fields without marks. */
    readonly unmarked: View;
  },
): Promise<Decisions> {
  const { effectiveRoles, requiresConsent, closedByPurpose } = reach;
  const coordinates = [...policy.requirements.keys()];
  const categories = new Map(
    [...policy.requirements].map(([at, { categories: all }]) => [at, categorySet(all)]),
  );
  const markedViews = async (roles: readonly string[]): Promise<MarkedViews> => {
    const caller = {
      roles: new Set(roles),
      scopes: tokenAccess.scopes,
      policies: tokenAccess.policies,
    };
    const views = coordinates.map(
      async (coordinate) => [coordinate, await rules.view(coordinate, caller)] as const,
    );
    return new Map(await Promise.all(views));
  };
  const byRoles = await Promise.all(
    effectiveRoles.map(async ({ roles, scoped }) =>
      scoped === null
        ? unlimitedViews(await markedViews(roles))
        : scopedViews(
            await Promise.all(
              scoped.map(async (part) => ({ ...part, views: await markedViews(part.roles) })),
            ),
            (coordinate) => policy.requirements.has(coordinate),
          ),
    ),
  );
  const viewsOfRoles = (
    index: number,
    closed: Pick<ViewInputs, 'closed' | 'closedByPurpose'>,
  ): Views => {
    const roleViews = byRoles[index];
    if (!roleViews) throw new RangeError(`unknown effective roles ${index}`);
    return createViews({ roleViews, categories, unmarked, ...closed });
  };

  const isSelf = (index: number): boolean => effectiveRoles[index]?.isSelf === true;
  const compiled = new Map<RolesId, Views>();
  const compile = (id: RolesId): Views => {
    const index = rolesIndex(id);
    const byPurpose = isSelf(index) ? NO_CATEGORY : closedByPurpose;
    const closed = closedCategories(id, byPurpose);
    return viewsOfRoles(index, { closed, closedByPurpose: byPurpose });
  };

  const maximumOf = (id: RolesId): Views => {
    // All roles count for objects that name their own patients, and the caller can be one of these patients.
    const mayBeSelf =
      id === ALL_ROLES ? effectiveRoles.some((each) => each.isSelf) : isSelf(rolesIndex(id));
    // A patient's consent can open what the purpose closes, and nothing is closed to the patient.
    const mayOpen = requiresConsent || mayBeSelf;
    const closed = mayOpen ? NO_CATEGORY : closedByPurpose;
    return viewsOfRoles(rolesIndex(id), { closed, closedByPurpose });
  };

  const [, , ...further] = effectiveRoles;
  return {
    policy,
    viewsFor: (id) => {
      const views = compiled.get(id) ?? compile(id);
      compiled.set(id, views);
      return views;
    },
    maximumViews: [
      maximumOf(ALL_ROLES),
      maximumOf(ROLES_REACHING_ALL),
      ...further.map((_roles, index) => maximumOf(furtherRolesId(index))),
    ],
  };
}

/** Decisions that show everything in full, by whichever roles: what a dry run serves. */
export function allowEverything(policy: Policy): Decisions {
  return { policy, viewsFor: () => EVERYTHING, maximumViews: [EVERYTHING, EVERYTHING] };
}

const EVERYTHING: Views = {
  field: () => 'full',
  showsType: () => true,
  admitsInput: () => true,
  admitsUnbound: () => true,
  denialReason: () => 'role',
};

/** What roles see of each marked coordinate if no category is closed. */
type MarkedViews = ReadonlyMap<Coordinate, View>;

/** What effective roles see under the scopes that limit them, if no category is closed; see {@link authorize}. */
interface RoleViews {
  /** Undefined for an unmarked coordinate. */
  readonly marked: (coordinate: Coordinate) => View | undefined;
  /** Whether some scope admits a coordinate, marked or not. */
  readonly admits: (coordinate: Coordinate) => boolean;
  /** Whether a scope that is not limited to one patient admits a coordinate, for its roles. */
  readonly admitsUnbound: (coordinate: Coordinate) => boolean;
  /** Whether a coordinate is denied, and would not be without scopes, or no scope counts. */
  readonly isDeniedByScope: (coordinate: Coordinate) => boolean;
}

function unlimitedViews(views: MarkedViews): RoleViews {
  return {
    marked: (coordinate) => views.get(coordinate),
    admits: () => true,
    admitsUnbound: () => true,
    isDeniedByScope: () => false,
  };
}

/** Each scope admits what it admits to the roles that count under it, never to the roles of another scope. */
function scopedViews(
  parts: readonly (ScopedRoles & { readonly views: MarkedViews })[],
  isMarked: (coordinate: Coordinate) => boolean,
): RoleViews {
  const admits = (coordinate: Coordinate) => parts.some(({ access }) => access.admits(coordinate));
  const highest = (among: typeof parts, coordinate: Coordinate): View =>
    highestView(among.map(({ views }) => views.get(coordinate)));
  const marked = (coordinate: Coordinate): View | undefined =>
    isMarked(coordinate)
      ? highest(
          parts.filter(({ access }) => access.admits(coordinate)),
          coordinate,
        )
      : undefined;
  return {
    marked,
    admits,
    admitsUnbound: (coordinate) =>
      parts.some(
        ({ isForOnePatient, access, views }) =>
          !isForOnePatient && access.admits(coordinate) && views.get(coordinate) !== 'none',
      ),
    isDeniedByScope: (coordinate) => {
      if (!isMarked(coordinate)) return !admits(coordinate);
      const isSeenByRole = highest(parts, coordinate) !== 'none';
      return marked(coordinate) === 'none' && (isSeenByRole || parts.length === 0);
    },
  };
}

interface ViewInputs {
  readonly roleViews: RoleViews;
  readonly categories: ReadonlyMap<Coordinate, CategorySet>;
  /** Categories that purpose or consent closes to these roles. */
  readonly closed: CategorySet;
  /** Categories that the purpose of use closes, consent aside. Decides only the reason of a denial. */
  readonly closedByPurpose: CategorySet;
  readonly unmarked: View;
}

function createViews({
  roleViews,
  categories,
  closed,
  closedByPurpose: byPurpose,
  unmarked,
}: ViewInputs): Views {
  const { marked, admits, admitsUnbound, isDeniedByScope } = roleViews;
  const closedAt = (coordinate: Coordinate): CategorySet =>
    (categories.get(coordinate) ?? NO_CATEGORY) & closed;
  /** The view of an unmarked coordinate is that of elements of its kind, if a scope admits it. */
  const view = (coordinate: Coordinate, ofUnmarked: View): View =>
    closedAt(coordinate) === NO_CATEGORY
      ? (marked(coordinate) ?? (admits(coordinate) ? ofUnmarked : 'none'))
      : 'none';
  return {
    field: (coordinate) => view(coordinate, unmarked),
    showsType: (coordinate) => view(coordinate, 'full') !== 'none',
    admitsInput: (coordinate) => view(coordinate, 'full') === 'full',
    admitsUnbound,
    denialReason: (coordinate) => {
      if (isDeniedByScope(coordinate)) return 'scope';
      const closedHere = closedAt(coordinate);
      if (closedHere === NO_CATEGORY || marked(coordinate) === 'none') return 'role';
      return (closedHere & byPurpose) === NO_CATEGORY ? 'consent' : 'purpose';
    },
  };
}

/** A field whose view is asked for. */
export interface ViewedField {
  readonly coordinate: Coordinate;
  /** All objects of the field's value name their own patients, so release authorizes each of them by itself. */
  readonly hasOwnPatients: boolean;
}

/**
 * The view of a field's value on an object for which the given roles count. {@link ALL_ROLES} count for an object
 * without a known patient, and PHI of an unknown patient requires roles that reach all patients.
 */
export function viewOf(decisions: Decisions, id: RolesId, field: ViewedField): View {
  const isUnknown = id === ALL_ROLES && needsPatient(decisions, field);
  return decisions.viewsFor(isUnknown ? ROLES_REACHING_ALL : id).field(field.coordinate);
}

/** The highest view of a field on any object. A field with the view `none` here is not fetched. */
export function maximumView(decisions: Decisions, field: ViewedField): View {
  const [allRoles, ...rolesOfPatients] = decisions.maximumViews;
  const views = needsPatient(decisions, field) ? rolesOfPatients : [allRoles];
  return highestView(views.map((each) => each.field(field.coordinate)));
}

/**
 * Whether the caller could see a field with any record that it returns. Each record names its patient, so the roles that
 * reach this patient must see the field.
 */
export function isSeenWithRecords(decisions: Decisions, coordinate: Coordinate): boolean {
  return maximumView(decisions, { coordinate, hasOwnPatients: false }) !== 'none';
}

/** Whether the value is PHI of the patient of the object that has the field. */
function needsPatient({ policy }: Decisions, { coordinate, hasOwnPatients }: ViewedField): boolean {
  return !hasOwnPatients && policy.requirements.get(coordinate)?.phi === true;
}

/** The highest of several views; `none` for an empty list. */
export function highestView(views: readonly (View | undefined)[]): View {
  return views.includes('full') ? 'full' : views.includes('deidentified') ? 'deidentified' : 'none';
}
