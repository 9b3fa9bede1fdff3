import type { ActorKind } from '../query/report-row.ts';
import type { Actor } from '../index/actors.ts';
import type { StaffNaming } from './letter-standards.ts';

/** What a row shows of its actor. */
export interface ShownActor {
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly actorKind: ActorKind | null;
  readonly actorName: string | null;
  readonly roles: readonly string[];
}

/** How a patient sees members of staff. */
export interface StaffView {
  readonly naming: StaffNaming;
  /** The patient's own account, which is never concealed. */
  readonly caller: Actor;
}

/** Stands for the issuer of a concealed account. */
const CONCEALED = 'urn:phi-gateway:staff';

/** Stands for an account without a role or a known department. */
const MEMBER = 'member of staff';

/**
 * The actor of a row as a patient may see it: unchanged if staff are named, else the role or the department in place of the
 * account. `department` is that of the actor, null if it is not known.
 */
export function concealStaff<Row extends ShownActor>(
  row: Row,
  { naming, caller }: StaffView,
  department: string | null = null,
): Row {
  const isOwn = row.actor === caller.subject && row.issuer === caller.issuer;
  if (naming === 'name' || row.actor === null || isOwn) return row;
  const roles = naming === 'role' ? row.roles : [];
  return {
    ...row,
    ...standIn(roles, department, naming),
    issuer: CONCEALED,
    actorName: null,
    roles,
  };
}

function standIn(
  roles: readonly string[],
  department: string | null,
  naming: 'role' | 'department',
): Pick<ShownActor, 'actor' | 'actorKind'> {
  const words = roles.map((role) => role.replaceAll(/[_-]+/g, ' '));
  const actor = (naming === 'role' ? words.join(', ') : department) ?? '';
  if (actor === '') return { actor: MEMBER, actorKind: 'STAFF' };
  return { actor, actorKind: naming === 'role' ? 'ROLES' : 'DEPARTMENT' };
}

/**
 * Whether a patient may filter, sort or count by these names of columns. A filter by an account would find out what
 * {@link concealStaff} hides.
 */
export function mayAskOfStaff(names: readonly string[], naming: StaffNaming): boolean {
  if (naming === 'name') return true;
  const hidden = naming === 'role' ? ACCOUNT : [...ACCOUNT, ...ROLES];
  return !names.some((name) => hidden.includes(name));
}

const ACCOUNT = ['actor', 'issuer', 'actorName', 'actor_name'];
const ROLES = ['role', 'roles'];
