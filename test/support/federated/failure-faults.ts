import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import type { ReferenceAnswer } from './reference.ts';
import type { Released } from './reference-released.ts';
import { releasedLines } from './released-lines.ts';
import { landings, type Path } from './unexplained.ts';

/**
 * The differences from the reference if subgraphs fail. How much of a response is then missing depends on the plan, so
 * only these rules are checked:
 * - the response holds no value that the reference doesn't allow
 * - every PHI value in it is recorded
 * - every null in it is explained by an error; except that a failed lookup of a caller who doesn't reach every patient
 *   must look like one that finds nothing
 */
export function failureFaults({
  expected,
  response,
  records,
  lookups,
}: {
  readonly expected: ReferenceAnswer;
  readonly response: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly path?: Path | undefined }[] | undefined;
  };
  readonly records: readonly AuditRecord[];
  /** Response paths, without list indexes, that may be null, or an empty list, without an error. */
  readonly lookups: ReadonlySet<string>;
}): string[] {
  const data: unknown = JSON.parse(JSON.stringify(response.data ?? null));
  if (expected.result === null) return data === null ? [] : ['refused, but answered'];
  const whole: unknown = JSON.parse(JSON.stringify(expected.result.data ?? null));
  const explained = new Set(
    (response.errors ?? []).flatMap(({ path }) => landings(data, path ?? []).map(keyOf)),
  );
  const isExplained = (path: Path): boolean => explained.has(keyOf(path));
  const mayBeMissing = (path: Path): boolean =>
    lookups.has(path.filter((key) => typeof key === 'string').join('/'));
  const lines = new Set(records.flatMap(releasedLines));
  const allowed = new Set(
    [...expected.released, ...expected.typeNames].flatMap(({ line }) => [
      line,
      withoutRecord(line),
    ]),
  );
  const isRecorded = ({ line }: Released): boolean =>
    lines.has(line) || lines.has(withoutRecord(line));
  const { released } = expected;
  // The name of a type needs no record of its own beside a field of its object that is on record.
  const isBesideField = (name: Released): boolean =>
    isTypeName(name) &&
    released.some(
      (one) => isRecorded(one) && !isTypeName(one) && isSamePath(one.path.slice(0, -1), name.path),
    );
  const missing = released.filter(
    (one) => isSame(whole, data, one.path) && !isRecorded(one) && !isBesideField(one),
  );
  return [
    ...(isBelow(whole, data, { path: [], isExplained, mayBeMissing })
      ? []
      : [
          `more, or less without an error: ${JSON.stringify(data)}\n  reference: ${JSON.stringify(whole)}`,
        ]),
    ...[...lines].filter((line) => !allowed.has(line)).map((line) => `on record too: ${line}`),
    ...missing.map(({ line }) => `not on record: ${line}`),
  ];
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function isSamePath(one: Path, other: Path): boolean {
  return keyOf(one) === keyOf(other);
}

function isTypeName({ line }: Released): boolean {
  return line.split(' ')[0]?.endsWith('.__typename') === true;
}

/** The line of an object whose key could not be fetched: without its record id. */
function withoutRecord(line: string): string {
  return line.replace(/^(\S+ \S+ \S+) .* (\S*)$/, '$1 null $2');
}

/** A place in a response, and which nulls are allowed there. */
interface Place {
  readonly path: Path;
  readonly isExplained: (path: Path) => boolean;
  readonly mayBeMissing: (path: Path) => boolean;
}

/** Whether `answer` equals `whole` except for allowed nulls in place of some values. */
function isBelow(whole: unknown, answer: unknown, at: Place): boolean {
  const isMissing = answer === null || (Array.isArray(answer) && answer.length === 0);
  if (isMissing && at.mayBeMissing(at.path)) return true;
  if (answer === null) return whole === null || at.isExplained(at.path);
  if (Array.isArray(whole) && Array.isArray(answer))
    return areItemsBelow({ whole, answer, at, from: 0, to: 0 });
  if (typeof whole !== 'object' || whole === null) return whole === answer;
  if (typeof answer !== 'object' || Array.isArray(whole) || Array.isArray(answer)) return false;
  const keys = Object.keys(whole);
  return (
    keys.length === Object.keys(answer).length &&
    keys.every((key) =>
      isBelow(valueAt(whole, key), valueAt(answer, key), { ...at, path: [...at.path, key] }),
    )
  );
}

/**
 * Compares lists. If the patient of an object could not be fetched, the object is null in the answer, whereas the whole
 * list can lack it.
 */
function areItemsBelow(lists: {
  readonly whole: readonly unknown[];
  readonly answer: readonly unknown[];
  readonly at: Place;
  readonly from: number;
  readonly to: number;
}): boolean {
  const { whole, answer, at, from, to } = lists;
  if (to === answer.length) return from === whole.length;
  const place = { ...at, path: [...at.path, to] };
  const isHere =
    from < whole.length &&
    isBelow(whole[from], answer[to], place) &&
    areItemsBelow({ ...lists, from: from + 1, to: to + 1 });
  return (
    isHere ||
    (answer[to] === null &&
      place.isExplained(place.path) &&
      areItemsBelow({ ...lists, to: to + 1 }))
  );
}

/** Whether both answers have the same value at a path, other than null. */
function isSame(whole: unknown, answer: unknown, path: Path): boolean {
  let [one, other] = [whole, answer];
  for (const key of path) {
    if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return false;
    [one, other] = [valueAt(one, key), valueAt(other, key)];
  }
  return other !== null && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

function valueAt(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
