import { isNonNullType, type GraphQLSchema } from 'graphql';
import type { Decisions } from '../../../directives/operation/authorize.ts';
import type { InputAuthorization } from '../../../directives/operation/authorize-inputs.ts';
import type { FieldDisposition } from '../../../directives/operation/field-disposition.ts';
import type { ReleaseError, Withheld } from '../../../directives/release/program.ts';
import { possibleTypes } from '../../../directives/operation/runtime-types.ts';
import type { SelectedField, Selection } from '../../../directives/operation/selection.ts';
import type { DeniedEntry } from '../../audit/record/record.ts';

/** The selections that pruning denied, for the response and for the record. */
export interface Denials {
  /** One for each path that the response reports. List indexes are `@`. */
  readonly errors: readonly ReleaseError[];
  /** The paths for which a mutation is refused: those of denials, including unreached patients. */
  readonly refusals: readonly (readonly string[])[];
  readonly entries: readonly DeniedEntry[];
}

/** Disposition of a denied field → the recorded reason. The other dispositions deny nothing. */
const REASONS: Readonly<Partial<Record<FieldDisposition, DeniedEntry['reason']>>> = {
  denied: 'role',
  input: 'input',
  rule: 'rule',
  reach: 'reach',
  suppressed: 'suppressed',
};

/** Lists the selections that are denied before planning. */
export function denialsOf(
  selection: Selection,
  {
    dispositions,
    decisions,
    refused,
  }: {
    readonly dispositions: readonly FieldDisposition[];
    readonly decisions: Decisions;
    readonly refused: InputAuthorization['refused'];
  },
): Denials {
  const errors = new Map<string, ReleaseError>();
  const refusals = new Map<string, readonly string[]>();
  const tally = createTally();
  for (const field of selection.fields) {
    const disposition = dispositions[field.index];
    const reason = disposition && REASONS[disposition];
    if (reason === undefined) continue;
    const isConsent = reason === 'reach' && refused.get(field.index) === 'consent';
    const recorded =
      reason === 'role' ? roleDenialReason(decisions, field) : isConsent ? 'consent' : reason;
    tally.add(field.coordinate, recorded);
    const { path } = field;
    const place = path.join('/');
    if (reason !== 'suppressed') refusals.set(place, path);
    // A suppressed or unreached value is null without an error, unless a suppressed value's type is non-null.
    if (reason === 'suppressed') {
      if (isNonNullSomewhere(selection.schema, field) && !errors.has(place))
        errors.set(place, { code: 'NULL_NOT_ALLOWED', path });
    } else if (reason !== 'reach') errors.set(place, { code: 'UNAUTHORIZED_FIELD_OR_TYPE', path });
  }
  return {
    errors: [...errors.values()],
    refusals: [...refusals.values()],
    entries: tally.entries(),
  };
}

/**
 * Why no roles see a field: `purpose` if another purpose would open it to some of them, else `scope` if other scopes
 * would.
 */
function roleDenialReason(
  { maximumViews }: Decisions,
  { coordinate }: SelectedField,
): 'role' | 'scope' | 'purpose' {
  const reasons = maximumViews.map((views) => views.denialReason(coordinate));
  if (reasons.some((reason) => reason === 'purpose' || reason === 'consent')) return 'purpose';
  return reasons.includes('scope') ? 'scope' : 'role';
}

/** Whether the field is non-null on any possible type, whatever the interface declares. */
function isNonNullSomewhere(
  schema: GraphQLSchema,
  { parent, definition }: Pick<SelectedField, 'parent' | 'definition'>,
): boolean {
  return possibleTypes(schema, parent).some((type) =>
    isNonNullType(type.getFields()[definition.name]?.type),
  );
}

/** Counts denials before planning and at release by coordinate and reason. */
export function countDenied(
  before: readonly DeniedEntry[],
  withheld: readonly Withheld[],
): readonly DeniedEntry[] {
  if (withheld.length === 0) return before;
  const tally = createTally();
  for (const { coordinate, reason, count } of before) tally.add(coordinate, reason, count);
  for (const { coordinate, reason } of withheld) tally.add(coordinate, reason);
  return tally.entries();
}

/** Whether an entry is a denial. Suppressed values are not denied. */
export function hasDenials(entries: readonly DeniedEntry[]): boolean {
  return entries.some(({ reason }) => reason !== 'suppressed');
}

interface Tally {
  readonly add: (coordinate: string, reason: DeniedEntry['reason'], count?: number) => void;
  readonly entries: () => readonly DeniedEntry[];
}

function createTally(): Tally {
  const counts = new Map<string, DeniedEntry>();
  return {
    add: (coordinate, reason, count = 1) => {
      const key = `${coordinate} ${reason}`;
      counts.set(key, { coordinate, reason, count: count + (counts.get(key)?.count ?? 0) });
    },
    entries: () => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
  };
}
