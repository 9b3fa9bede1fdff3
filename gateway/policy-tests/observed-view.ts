import { isAbstractType, isCompositeType, type GraphQLSchema } from 'graphql';
import { memberCoordinate, parseCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { Deidentify } from '../../directives/spec.ts';
import { unreachable } from '../../directives/unreachable.ts';
import type { AccessEntry, RecordedField } from '../audit/record/record.ts';
import type { RecordedDenialReason } from '../platform/recorded-denial-reason.ts';
import type { ExpectedView } from './expected-view.ts';
import type { Observation } from './open-tested-graph.ts';

/** What a caller saw of a field. */
export type ObservedView =
  | {
      readonly kind: 'full' | 'deidentified';
      /** Null for a full value. */
      readonly method: Deidentify | null;
      readonly value: unknown;
      /** The roles that decided, and their relation to the patient; null if it is not on the record. */
      readonly rule: AccessEntry['rule'] | null;
    }
  | { readonly kind: 'suppressed' }
  /** `at` is the field on which it was denied: the field itself, or one above it. */
  | { readonly kind: 'denied'; readonly reason: RecordedDenialReason; readonly at: string }
  | { readonly kind: 'refused'; readonly code: string }
  /** Null without a denial on the record. */
  | { readonly kind: 'null' };

/** A field that an operation selects, and the fields above it. */
export interface SelectedPath {
  readonly field: Coordinate;
  /** Coordinates from the root to the field. */
  readonly above: readonly Coordinate[];
  /** Its values in the response. */
  readonly values: readonly unknown[];
}

/** Determines what a caller saw of a field from the response and the record. */
export function observeView(
  { record, refusal, errors }: Observation,
  { field, above, values }: SelectedPath,
  { schema, policy }: { readonly schema: GraphQLSchema; readonly policy: Policy },
): ObservedView {
  if (refusal !== null) return { kind: 'refused', code: refusal };
  const concrete = concreteFields(field, schema);
  const [value] = values.filter((each) => each !== null && each !== undefined);
  if (value !== undefined) {
    const recorded = (record?.accesses ?? []).flatMap(({ type, fields, rule }) =>
      fields.flatMap((each) =>
        concrete.includes(memberCoordinate(type, each.name)) ? [{ type, rule, ...each }] : [],
      ),
    );
    const shown = recorded.find(({ view }) => view === 'full') ?? recorded[0];
    if (shown?.view !== 'deidentified')
      return { kind: 'full', method: null, value, rule: shown?.rule ?? null };
    const { method } = policy.requirements.get(memberCoordinate(shown.type, shown.name)) ?? {};
    return { kind: 'deidentified', method: method ?? null, value, rule: shown.rule };
  }
  const denied = record?.denied ?? [];
  for (const at of [...concrete, field, ...above.toReversed()]) {
    const entry = denied.find(({ coordinate }) => coordinate === at);
    if (entry === undefined) continue;
    // A suppressed object above has no fields of its own on the record.
    if (entry.reason === 'suppressed') return { kind: 'suppressed' };
    return { kind: 'denied', reason: entry.reason, at };
  }
  const [other] = denied;
  if (other !== undefined) return { kind: 'denied', reason: other.reason, at: other.coordinate };
  const failed = errors.find(({ code }) => code !== 'UNAUTHORIZED_FIELD_OR_TYPE');
  return failed === undefined ? { kind: 'null' } : { kind: 'refused', code: failed.code };
}

/** The field on each object type that can have it: records name no interfaces. */
function concreteFields(field: Coordinate, schema: GraphQLSchema): readonly Coordinate[] {
  const [owner = '', name = ''] = field.split('.');
  const type = schema.getType(owner);
  if (!isCompositeType(type) || !isAbstractType(type)) return [field];
  return schema.getPossibleTypes(type).map((each) => memberCoordinate(each.name, name));
}

/** Whether a caller saw what a test expects. */
export function matches(expected: ExpectedView, seen: ObservedView): boolean {
  switch (expected.kind) {
    case 'full':
      return seen.kind === 'full' && isValue(expected.value, seen.value);
    case 'deidentified':
      return (
        seen.kind === 'deidentified' &&
        (expected.method === null || expected.method === seen.method) &&
        isValue(expected.value, seen.value)
      );
    case 'suppressed':
      return seen.kind === 'suppressed';
    case 'denied':
      return expected.reason === null
        ? seen.kind === 'denied' || seen.kind === 'refused'
        : seen.kind === 'denied' && seen.reason === expected.reason;
    case 'refused':
      return seen.kind === 'refused' && (expected.code === null || expected.code === seen.code);
    default:
      return unreachable(expected);
  }
}

function isValue(expected: string | null, value: unknown): boolean {
  return expected === null || expected === valueText(value);
}

/** A value as text; an object only as what it is. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What was seen, in the words of an expectation. */
export function observedText(seen: ObservedView): string {
  switch (seen.kind) {
    case 'full':
    case 'deidentified':
      return `${seen.method ?? seen.kind} ${valueText(seen.value)}`.trimEnd();
    case 'suppressed':
      return 'suppressed';
    case 'denied':
      return `denied by ${seen.reason}`;
    case 'refused':
      return `refused with ${seen.code}`;
    case 'null':
      return 'null, without a denial';
    default:
      return unreachable(seen);
  }
}

/** The PHI fields on a record with their views, sorted: `Patient.name full`, `Patient.ssn LAST4`. */
export function recordedFields(
  { record }: Pick<Observation, 'record'>,
  policy: Policy,
): readonly string[] {
  const fields = (record?.accesses ?? []).flatMap(({ type, fields: all }) =>
    all.map((field) => `${type}.${field.name} ${viewText(type, field, policy)}`),
  );
  return [...new Set(fields)].toSorted();
}

/** The marked and `@patient` inputs on a record. */
export function recordedInputs({ record }: Pick<Observation, 'record'>): readonly Coordinate[] {
  return (record?.arguments ?? []).flatMap((input) => parseCoordinate(input) ?? []);
}

function viewText(type: string, { name, view }: RecordedField, { requirements }: Policy): string {
  if (view === 'full') return view;
  return requirements.get(memberCoordinate(type, name))?.method ?? view;
}
