import type { Relationship, Relationships } from '../../../directives/operation/relationship.ts';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';

/**
 * Parses the response of a source: a list of `{ patient, careTeam, deniesActor, denies, permits }`, of which only
 * `patient` is required. `listedIsRelated` is the default of `careTeam`.
 *
 * Returns null for any other value, including nulls, unknown keys and unknown categories: a misspelled entry might be a
 * denial. A patient with several entries is on the care team if one says so, keeps every denial, and only the permissions
 * of all entries. Patients that were not requested are dropped.
 */
export function parseRelationships(
  answer: unknown,
  requested: ReadonlySet<string>,
  listedIsRelated: boolean,
): Relationships | null {
  if (!Array.isArray(answer)) return null;
  const relationships = new Map<string, Relationship>();
  for (const item of answer as readonly unknown[]) {
    const entry = parseEntry(item, listedIsRelated);
    if (entry === null) return null;
    const { patient, relationship } = entry;
    if (!requested.has(patient)) continue;
    const other = relationships.get(patient);
    relationships.set(patient, other ? mergeEntries(other, relationship) : relationship);
  }
  return relationships;
}

const KEYS: ReadonlySet<string> = new Set([
  'patient',
  'careTeam',
  'deniesActor',
  'denies',
  'permits',
]);

interface Entry {
  readonly patient: string;
  readonly relationship: Relationship;
}

function parseEntry(item: unknown, listedIsRelated: boolean): Entry | null {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return null;
  for (const key of Object.keys(item)) if (!KEYS.has(key)) return null;
  const entry = item as Readonly<Record<string, unknown>>;
  const { patient, careTeam, deniesActor } = entry;
  const denies = parseCategories(entry['denies']);
  const permits = parseCategories(entry['permits']);
  if (typeof patient !== 'string' || denies === null || permits === null) return null;
  if (careTeam !== undefined && typeof careTeam !== 'boolean') return null;
  if (deniesActor !== undefined && typeof deniesActor !== 'boolean') return null;
  return {
    patient,
    relationship: {
      careTeam: careTeam ?? listedIsRelated,
      deniesActor: deniesActor === true,
      denies,
      permits,
    },
  };
}

const NAMES: ReadonlySet<unknown> = new Set(CATEGORIES);
const NONE: ReadonlySet<Category> = new Set();

function parseCategories(value: unknown): ReadonlySet<Category> | null {
  if (value === undefined) return NONE;
  if (!Array.isArray(value)) return null;
  if (value.length === 0) return NONE;
  const names: readonly unknown[] = value;
  return names.every((name) => NAMES.has(name)) ? new Set(names as readonly Category[]) : null;
}

function mergeEntries(a: Relationship, b: Relationship): Relationship {
  return {
    careTeam: a.careTeam || b.careTeam,
    deniesActor: a.deniesActor || b.deniesActor,
    denies: new Set([...a.denies, ...b.denies]),
    permits: new Set([...a.permits].filter((category) => b.permits.has(category))),
  };
}
