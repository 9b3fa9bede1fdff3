import { createHash } from 'node:crypto';
import { canonicalRequirement } from '../../directives/policy/policy-hash.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Difference, GraphDiff, SettingChange, UnmatchedElement } from './change.ts';
import type { ViewedGraph } from './diff-graphs.ts';
import { differenceText, settingText, unmatchedText } from './change-text.ts';

/** A change that was reviewed, as a file keeps it: what it is, and who accepted it when and why. */
export interface AcceptedChange {
  readonly id: string;
  readonly at: string;
  readonly change: string;
  readonly by: string;
  /** ISO date. */
  readonly date: string;
  readonly reason: string;
}

/** A change that shows more, with its identity. */
export interface OpenChange extends Pick<AcceptedChange, 'id' | 'at' | 'change'> {
  /** The part of the diff that it is. */
  readonly subject: ChangeSubject;
}

export type ChangeSubject = Difference | SettingChange | UnmatchedElement;

/** A diff compared with the changes that were accepted. */
export interface Review {
  /** The changes that show more, those that are accepted included. */
  readonly changes: readonly OpenChange[];
  readonly accepted: ReadonlyMap<ChangeSubject, AcceptedChange>;
  /** Entries for changes that are not in the diff. */
  readonly stale: readonly AcceptedChange[];
}

/**
 * Finds the changes that show more and the entries that accept them. With `strict`, elements that are new and seen count
 * as well.
 *
 * An entry accepts a change only if its `id`, place and text are those of the change. The id covers the marks and settings
 * of the old graph, the settings of the new one and what the element requires now. So an entry ends when the change is
 * merged, and it neither accepts the same change a second time nor a wider one in its place.
 */
export function reviewDiff(
  diff: GraphDiff,
  {
    before,
    after,
    entries,
    strict,
  }: {
    readonly before: ViewedGraph;
    readonly after: ViewedGraph;
    readonly entries: readonly AcceptedChange[];
    readonly strict: boolean;
  },
): Review {
  const changes = openChanges(diff, { identify: createIdentity(before, after), strict });
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const accepted = new Map<ChangeSubject, AcceptedChange>();
  for (const change of changes) {
    const entry = byKey.get(keyOf(change));
    if (entry) accepted.set(change.subject, entry);
  }
  const current = new Set(changes.map(keyOf));
  return { changes, accepted, stale: entries.filter((entry) => !current.has(keyOf(entry))) };
}

/** The changes that no entry accepts. */
export function notAccepted({ changes, accepted }: Review): readonly OpenChange[] {
  return changes.filter(({ subject }) => !accepted.has(subject));
}

/** The id of a change; without a coordinate, of a setting. */
type Identify = (at: string, change: string, coordinate: Coordinate | null) => string;

function openChanges(
  { changes, settings, added }: GraphDiff,
  { identify, strict }: { readonly identify: Identify; readonly strict: boolean },
): readonly OpenChange[] {
  const opened = (
    coordinate: Coordinate | null,
    change: string,
    subject: ChangeSubject,
    at: string = coordinate ?? '',
  ): OpenChange => ({
    id: identify(at, change, coordinate),
    at,
    change,
    subject,
  });
  return [
    ...settings
      .filter(({ effect }) => effect === 'more')
      .map((each) => opened(null, settingText(each), each, each.setting)),
    ...changes.flatMap(({ coordinate, differences }) =>
      differences
        .filter(({ effect }) => effect === 'more')
        .map((each) => opened(coordinate, differenceText(each), each)),
    ),
    ...added
      .filter(({ seenBy }) => strict && seenBy !== 'none')
      .map((each) => opened(each.coordinate, `new: ${unmatchedText(each)}`, each)),
  ];
}

function keyOf({ id, at, change }: Pick<AcceptedChange, 'id' | 'at' | 'change'>): string {
  return JSON.stringify([id, at, change]);
}

/** Hex digits of an id: 64 bits, since a reviewer reads the place and the text beside it. */
const ID_LENGTH = 16;

function createIdentity(before: ViewedGraph, after: ViewedGraph): Identify {
  const context = JSON.stringify([
    before.policy.hash,
    plainOptions(before.options),
    plainOptions(after.options),
  ]);
  return (at, change, coordinate) => {
    const requirement = coordinate === null ? undefined : after.policy.requirements.get(coordinate);
    const required = requirement ? canonicalRequirement(requirement) : null;
    return createHash('sha256')
      .update(JSON.stringify([context, at, change, required]))
      .digest('hex')
      .slice(0, ID_LENGTH);
  };
}

function plainOptions({
  defaultRoles,
  unmarked,
  mode,
  unreached,
  reach,
  further,
}: ViewOptions): unknown {
  return [defaultRoles, unmarked, mode, unreached, sorted(reach), sorted(further)];
}

function sorted(map: ReadonlyMap<string, string> | null): readonly (readonly string[])[] | null {
  return map && [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
