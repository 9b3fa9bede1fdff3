import { parse } from 'graphql';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { unreachable } from '../../directives/unreachable.ts';
import type { DeniedEntry } from '../audit/record/record.ts';
import { observeView, type ObservedView } from './observed-view.ts';
import type { Observation, TestedGraph, TestOperation } from './open-tested-graph.ts';
import type { PlannedField } from './plan-cases.ts';
import { selectedPaths } from './selected-paths.ts';

/** What a caller saw of a field, and the operation that asked for it. */
export interface AskedField {
  readonly at: Coordinate;
  readonly seen: ObservedView;
  readonly observation: Observation;
  readonly asked: string;
}

interface Asking {
  readonly request: Omit<TestOperation, 'document'>;
  readonly run: { readonly graph: TestedGraph; readonly policy: Policy };
}

/**
 * Asks for fields as one caller. Each is asked for through one root field after the other, as long as it is denied: a client
 * would use any. Fields that one operation can ask for are asked for together, which saves planning.
 */
export async function askFields(
  fields: readonly PlannedField[],
  asking: Asking,
): Promise<readonly AskedField[]> {
  const groups = new Map<string, PlannedField[]>();
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  const asked = new Map<PlannedField, AskedField>();
  for (const group of groups.values())
    for (const [field, answer] of await askGroup(group, asking)) asked.set(field, answer);
  return fields.flatMap((field) => asked.get(field) ?? []);
}

/** Asks for fields of one group, which have the same ways. */
async function askGroup(
  group: readonly PlannedField[],
  asking: Asking,
): Promise<ReadonlyMap<PlannedField, AskedField>> {
  const best = new Map<PlannedField, AskedField>();
  const closed = new Map<PlannedField, number>();
  let pending = group;
  for (const [way, { knowsPatient }] of (group[0]?.ways ?? []).entries()) {
    if (pending.length === 0) break;
    const { open, denied } = await findOpen(pending, way, asking);
    const decided = new Set<PlannedField>();
    for (const field of pending) {
      if (open.includes(field)) continue;
      const { isFinal, isOfArgument } = readDenial(field, denied);
      if (!closed.has(field) && !isOfArgument) closed.set(field, way);
      if (isFinal && knowsPatient) decided.add(field);
    }
    for (const [field, answer] of await askEach(open, way, asking)) {
      const before = best.get(field);
      if (before === undefined || rank(answer.seen) > rank(before.seen)) best.set(field, answer);
      if (answer.seen.kind !== 'null' && (knowsPatient || rank(answer.seen) > DENIED))
        decided.add(field);
    }
    pending = pending.filter((field) => !decided.has(field));
  }
  const denied = group.filter((field) => !best.has(field));
  for (const way of new Set(denied.map((field) => closed.get(field) ?? 0))) {
    const together = denied.filter((field) => (closed.get(field) ?? 0) === way);
    for (const [field, answer] of await askEach(together, way, asking)) best.set(field, answer);
  }
  return best;
}

/**
 * Whether a denial before anything is fetched holds on every way on which the patient is known: it is of the field itself, or
 * the caller does not reach the patient. Another one may be of an argument, or of a field above.
 */
function readDenial(
  { field }: PlannedField,
  denied: readonly DeniedEntry[],
): { readonly isFinal: boolean; readonly isOfArgument: boolean } {
  const others = denied.filter(({ reason }) => reason !== 'input');
  return {
    isFinal: others.some(
      ({ coordinate, reason }) =>
        coordinate === field || reason === 'reach' || reason === 'consent',
    ),
    isOfArgument: others.length === 0,
  };
}

/** The fields that would be fetched on a way, and what is denied of the others. */
async function findOpen(
  fields: readonly PlannedField[],
  way: number,
  { request, run }: Asking,
): Promise<{ readonly open: readonly PlannedField[]; readonly denied: readonly DeniedEntry[] }> {
  const prepare = async (wanted: readonly PlannedField[]) =>
    run.graph.prepare({ ...request, document: write(wanted, way) });
  const { fetched, denied } = await prepare(fields);
  const open = fields.filter(({ field }) => fetched.has(field));
  // A denied non-null field takes those next to it along.
  if (open.length === 0 && fields.length > 1)
    for (const field of fields)
      if ((await prepare([field])).fetched.has(field.field)) open.push(field);
  return { open, denied };
}

/** Asks for fields together. One that is null for no stated reason is asked for alone: a field next to it may be the reason. */
async function askEach(
  fields: readonly PlannedField[],
  way: number,
  asking: Asking,
): Promise<ReadonlyMap<PlannedField, AskedField>> {
  const answers = new Map<PlannedField, AskedField>();
  if (fields.length === 0) return answers;
  for (const [index, answer] of (await askTogether(fields, way, asking)).entries()) {
    const field = fields[index];
    if (field === undefined) continue;
    const isAlone = fields.length === 1 || answer.seen.kind !== 'null';
    answers.set(field, isAlone ? answer : await ask(field, way, asking));
  }
  return answers;
}

function write(fields: readonly PlannedField[], way: number): string {
  const text = fields[0]?.ways[way]?.write([...new Set(fields.map(({ field }) => field))]);
  if (text === undefined) throw new TypeError(`there is no way ${way}`);
  return text;
}

async function ask(field: PlannedField, way: number, asking: Asking): Promise<AskedField> {
  const [answer] = await askTogether([field], way, asking);
  if (answer === undefined) throw new TypeError(`no operation asks for ${field.at}`);
  return answer;
}

/** Asks for fields of one group by one operation. */
async function askTogether(
  fields: readonly PlannedField[],
  way: number,
  { request, run }: Asking,
): Promise<readonly AskedField[]> {
  const { schema } = run.graph;
  const asked = write(fields, way);
  const observation = await run.graph.run({ ...request, document: asked });
  const paths = selectedPaths(schema, parse(asked), observation.data);
  return fields.map(({ at, field }) => {
    const path = paths.find((each) => each.field === field);
    if (path === undefined) throw new TypeError(`${asked} does not select ${field}`);
    const seen = observeView(observation, path, { schema, policy: run.policy });
    return { at, seen: at === field ? seen : withoutValue(seen), observation, asked };
  });
}

/** An input has a view, but the value that comes back is that of its field. */
function withoutValue(seen: ObservedView): ObservedView {
  return seen.kind === 'full' || seen.kind === 'deidentified'
    ? { ...seen, kind: 'full', method: null, value: null }
    : seen;
}

/** The rank of a denial that is not of an argument. */
const DENIED = 2;

function rank(view: ObservedView): number {
  switch (view.kind) {
    case 'full':
      return 5;
    case 'deidentified':
      return 4;
    case 'suppressed':
      return 3;
    case 'denied':
      return view.reason === 'input' ? 1 : DENIED;
    case 'refused':
    case 'null':
      return 0;
    default:
      return unreachable(view);
  }
}
