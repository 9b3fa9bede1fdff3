import type { Failures } from './failures.ts';
import { idText } from './id-text.ts';
import { isConfirmed, type Confirmation } from './is-confirmed.ts';
import type { DataPath } from '../operation/identity.ts';
import type { Group, Owner, TypeFacts } from './program.ts';
import { ALL_ROLES, UNREACHED } from '../operation/effective-roles.ts';
import { rolesIdFor, rolesIdForUnknown } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';

/** An object as it was fetched, and what stands above it. */
export interface Source {
  readonly source: Readonly<Record<string, unknown>>;
  /** The owner of the object above. */
  readonly owner: Owner;
  readonly failures: Failures | undefined;
}

/** What tells whose an object is, and how it is named on the record. */
export interface OwnerContext extends Confirmation {
  readonly reach: Reach;
  /** What goes on the record for the id of an object whose key is PHI. */
  readonly recordHash: (type: string, id: string) => string | null;
}

/** Whose object it is: its type's patient path tells; else only a keyless object has the one above it. */
export function ownerOf(
  facts: TypeFacts,
  at: Source & { readonly group: Group },
  context: OwnerContext,
): Owner {
  const { reach } = context;
  const record = facts.isEntity ? recordedOf(facts, at.source, context) : at.owner.record;
  if (facts.patientPaths.length > 0) {
    const read = readFirst(facts.patientPaths, at);
    if (typeof read === 'string') {
      const rolesId = rolesIdFor(reach, read);
      // What is not there for the caller stays that, whichever patient the arguments name.
      if (rolesId === UNREACHED || isConfirmed(read, at.group.occurrences, context))
        return { patient: read, record, rolesId, failed: false };
    }
    if (read === null) return { patient: null, record, rolesId: ALL_ROLES, failed: false };
    // It failed, or it is another's than the one named, or it is not there: not asked for, where whose it is
    // decides nothing and no PHI is below, or left out by the subgraph. Only roles that reach everybody count, and for no PHI.
    return { patient: null, record, rolesId: rolesIdForUnknown(reach), failed: true };
  }
  if (facts.isEntity) return { patient: null, record, rolesId: ALL_ROLES, failed: false };
  return at.owner;
}

const FAILED = Symbol('failed');

type Place = Pick<Source, 'source' | 'failures'>;

/** The value at the first path that was asked for; undefined where none was. */
function readFirst(paths: readonly DataPath[], place: Place): string | null | symbol | undefined {
  for (const path of paths) {
    const value = readPath(path, place);
    if (value !== undefined) return value;
  }
  return undefined;
}

function readPath(path: DataPath, place: Place): string | null | symbol | undefined {
  let value: unknown = place.source;
  let { failures } = place;
  for (const key of path) {
    if (!isRecord(value)) return FAILED;
    value = value[key];
    failures = failures?.at(key);
    if (value === undefined) return undefined;
    if (value === null) return failures ? FAILED : null;
  }
  return idText(value) ?? FAILED;
}

/** What tells the object on the record: its key, or a keyed hash of a key that is PHI. */
function recordedOf(
  facts: TypeFacts,
  source: Place['source'],
  { recordHash }: OwnerContext,
): string | null {
  const record = recordOf(facts, source);
  return record !== null && facts.isRecordHashed ? recordHash(facts.type.name, record) : record;
}

/** The value of a type's key; the values of a composite one as a JSON array. */
function recordOf(facts: TypeFacts, source: Place['source']): string | null {
  for (const paths of facts.recordPaths) {
    const values: string[] = [];
    for (const path of paths) {
      const value = readPath(path, { source, failures: undefined });
      if (typeof value === 'string') values.push(value);
    }
    const [first = null, ...others] = values;
    if (values.length < paths.length) continue;
    return others.length === 0 ? first : JSON.stringify(values);
  }
  return null;
}

/** Whether fetched data is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
