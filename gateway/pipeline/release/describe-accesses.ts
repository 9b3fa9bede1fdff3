import { rolesIndex } from '../../../directives/operation/effective-roles.ts';
import type { Reach } from '../../../directives/operation/reach.ts';
import type { ReleasedAccess } from '../../../directives/release/program.ts';
import type { RecordedFields } from '../../../directives/release/program.ts';
import type { AccessEntry, IdentityPair, RecordedField } from '../../audit/record/record.ts';
import { toRecordable } from '../../platform/recorded-text.ts';
import type { Provenance } from '../execution/provenance.ts';

/**
 * Groups released accesses into entries: objects of one type with the same fields, views and rule share an entry, so
 * a list of 1,000 patients becomes a list of ids.
 */
export function describeAccesses(
  { accesses, ruleOf }: AttributedAccesses,
  provenance: Provenance,
): readonly AccessEntry[] {
  const entries = new Map<string, EntryBuilder>();
  /** Entries by their fields that were not released, so that most are found without building a key. */
  const found = new Map<Rule, Map<RecordedFields, Map<string, EntryBuilder>>>();
  for (const access of accesses) {
    const rule = ruleOf(access);
    const ofRule = found.get(rule) ?? new Map<RecordedFields, Map<string, EntryBuilder>>();
    found.set(rule, ofRule);
    const ofFields = ofRule.get(access.of) ?? new Map<string, EntryBuilder>();
    ofRule.set(access.of, ofFields);
    const unreleased = access.unreleasedFields?.join() ?? '';
    const entry = ofFields.get(unreleased) ?? findEntry(entries, { access, rule }, provenance);
    ofFields.set(unreleased, entry);
    addObject(entry, access);
  }
  return [...entries.values()].map(({ head, objects }) => ({ objects, ...head }));
}

/** Accesses, and the rule that decided each of them. */
export interface AttributedAccesses {
  readonly accesses: readonly ReleasedAccess[];
  readonly ruleOf: (access: ReleasedAccess) => Rule;
}

type Rule = AccessEntry['rule'];

/** Returns the roles that decided an access, and their relation to its patient. */
export function rulesOfReach({ effectiveRoles }: Reach): AttributedAccesses['ruleOf'] {
  const rules = effectiveRoles.map(({ roles, relation }): Rule => ({
    roles,
    relation,
    wouldDeny: [],
  }));
  const narrowed = new Map<ReadonlySet<string>, Map<Rule, Rule>>();
  return ({ rolesId, of: { namedRoles } }) => {
    const rule = rules[rolesIndex(rolesId)];
    if (!rule) throw new RangeError(`unknown roles ${rolesId}`);
    if (namedRoles === null) return rule;
    const known = narrowed.get(namedRoles) ?? new Map<Rule, Rule>();
    narrowed.set(namedRoles, known);
    const ofNamed = known.get(rule) ?? {
      ...rule,
      roles: rule.roles.filter((role) => namedRoles.has(role)),
    };
    known.set(rule, ofNamed);
    return ofNamed;
  };
}

interface EntryBuilder {
  readonly head: Omit<AccessEntry, 'objects'>;
  readonly objects: IdentityPair[];
  /** Patient → the first of the patient's records. Most have one in an entry. */
  readonly firstRecords: Map<string | null, string | null>;
  /** Patient → the patient's further records. */
  readonly furtherRecords: Map<string | null, Set<string | null>>;
}

/** Adds an object to an entry, once. */
function addObject(
  { objects, firstRecords, furtherRecords }: EntryBuilder,
  { patient, record }: ReleasedAccess,
): void {
  const first = firstRecords.get(patient);
  if (first === record) return;
  if (first === undefined) firstRecords.set(patient, record);
  else {
    const further = furtherRecords.get(patient) ?? new Set();
    if (further.has(record)) return;
    furtherRecords.set(patient, further.add(record));
  }
  objects.push([idOf(patient), idOf(record)]);
}

/** An id with characters that a leaf cannot hold must not prevent the record of an access. */
function idOf(id: string | null): string | null {
  return id === null ? null : toRecordable(id);
}

function findEntry(
  entries: Map<string, EntryBuilder>,
  {
    access: { of, unreleasedFields },
    rule,
  }: { readonly access: ReleasedAccess; readonly rule: Rule },
  provenance: Provenance,
): EntryBuilder {
  const fields =
    unreleasedFields === null
      ? fieldsOfWhole(of, provenance)
      : recordedFields(of, provenance, unreleasedFields);
  const head = { type: of.type, fields, rule };
  const key = JSON.stringify([of.type, rule]) + textOfFields(fields);
  const known = entries.get(key);
  if (known) return known;
  const entry = { head, objects: [], firstRecords: new Map(), furtherRecords: new Map() };
  entries.set(key, entry);
  return entry;
}

/** Most requests of a document share their fields. */
function textOfFields(fields: readonly RecordedField[]): string {
  const text = fieldTexts.get(fields) ?? JSON.stringify(fields);
  fieldTexts.set(fields, text);
  return text;
}

const fieldTexts = new WeakMap<readonly RecordedField[], string>();

/** The fields of an access of which none was left out, derived once for each plan. */
function fieldsOfWhole(of: RecordedFields, provenance: Provenance): readonly RecordedField[] {
  const ofPlan =
    wholeFields.get(provenance) ?? new WeakMap<RecordedFields, readonly RecordedField[]>();
  wholeFields.set(provenance, ofPlan);
  const fields = ofPlan.get(of) ?? recordedFields(of, provenance, []);
  ofPlan.set(of, fields);
  return fields;
}

const wholeFields = new WeakMap<Provenance, WeakMap<RecordedFields, readonly RecordedField[]>>();

/** The fields that were released, each once, sorted by name. */
function recordedFields(
  { recorded }: RecordedFields,
  provenance: Provenance,
  unreleasedFields: readonly number[],
): readonly RecordedField[] {
  return recorded
    .filter((_field, index) => !unreleasedFields.includes(index))
    .map(({ name, categories, view, innerPath }): RecordedField => ({
      name,
      categories,
      view,
      subgraphs: provenance.get(innerPath.join('/')) ?? [],
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name, view }, index, all) => {
      const before = all[index - 1];
      return before?.name !== name || before.view !== view;
    });
}
