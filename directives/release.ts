import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { viewsFor } from './authorize.ts';
import { completeLeaf } from './complete-leaf.ts';
import type { Coordinate } from './coordinate.ts';
import { deidentify, type DeidentifyContext } from './deidentify.ts';
import type { Failures } from './failures.ts';
import { isRecord, ownerOf, type Owner, type Source } from './owner.ts';
import { ANYONE, UNREACHED, type Reach } from './reach.ts';
import {
  programFor,
  typeFacts,
  type Group,
  type LeafStep,
  type ObjectStep,
  type Program,
  type ReleasePlan,
  type Step,
} from './release-program.ts';

/** A place in the response: response keys and list indexes. */
export type ResponsePath = readonly (string | number)[];

/** An error that release found. */
export interface ReleaseError {
  readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE' | 'SUBGRAPH_FAILED' | 'NULL_NOT_ALLOWED';
  readonly path: ResponsePath;
}

/** One object that left with PHI. */
export interface Access {
  readonly program: Program;
  readonly patient: string | null;
  readonly record: string | null;
  /** Indexes of recorded fields that this object didn't give. */
  readonly without: readonly number[] | null;
}

/** Something that was not given, and why. */
export interface Withheld {
  readonly coordinate: Coordinate;
  readonly reason: 'role' | 'reach' | 'suppressed' | 'failed';
}

/** The outcome of the release pass. */
export interface Released {
  readonly data: Readonly<Record<string, unknown>> | null;
  /** At most {@link MAX_ERRORS}. */
  readonly errors: readonly ReleaseError[];
  /** How many more there were. */
  readonly furtherErrors: number;
  readonly accesses: readonly Access[];
  readonly withheld: readonly Withheld[];
}

/** How many errors a response carries; the rest is a number. */
export const MAX_ERRORS = 100;

/** What one request brings to a release. */
export interface ReleaseContext {
  readonly reach: Reach;
  /** Field occurrence → the one patient that its arguments name. */
  readonly patientOf: ReadonlyMap<number, string>;
  readonly failures: Failures | undefined;
  readonly deidentify: DeidentifyContext;
  /** Answers to `__schema` and `__type`, by response key. */
  readonly introspected: ReadonlyMap<string, unknown>;
}

/**
 * The one pass between what was fetched and what leaves. For each object: whose record it is, which of the
 * caller's roles count for it, and the program that these give. Values are completed and nulls propagate as
 * https://spec.graphql.org/October2021/#sec-Handling-Field-Errors says; objects of patients whom nobody
 * among the roles reaches are absent; what leaves with PHI in it is collected.
 */
export function release(
  plan: ReleasePlan,
  fetched: { readonly root: Group; readonly rootType: string; readonly data: unknown },
  context: ReleaseContext,
): Released {
  const run: Run = { plan, context, path: [], errors: [], further: 0, accesses: [], withheld: [] };
  const facts = typeFacts(plan, fetched.root, fetched.rootType);
  if (!facts) throw new TypeError('the root type is not in the schema');
  const owner: Owner = { patient: null, record: null, standing: ANYONE, failed: false };
  const program = programFor(plan, fetched.root, { facts, standing: ANYONE });
  const data = fill(run, program, {
    source: isRecord(fetched.data) ? fetched.data : {},
    owner,
    failures: context.failures,
  });
  const { errors, further, accesses, withheld } = run;
  return {
    data: isRecord(data) ? data : null,
    errors,
    furtherErrors: further,
    accesses,
    withheld,
  };
}

interface Run {
  readonly plan: ReleasePlan;
  readonly context: ReleaseContext;
  /** Where the pass stands; pushed and popped on the way. */
  readonly path: (string | number)[];
  readonly errors: ReleaseError[];
  further: number;
  readonly accesses: Access[];
  readonly withheld: Withheld[];
}

/** A null that its error already explains, or that a non-null type hands up. */
const NULL = Symbol('null');
/** An object that is not there for this caller. */
const ABSENT = Symbol('absent');

function fill(run: Run, program: Program, { source, owner, failures }: Source): unknown {
  const out: Record<string, unknown> = {};
  const firstAccess = run.accesses.length;
  const without: number[] = [];
  for (const step of program.steps) {
    run.path.push(step.key);
    const value = answer(run, step, { program, source, owner, failures, without });
    run.path.pop();
    if (value === NULL && 'type' in step && isNonNullType(step.type)) {
      run.accesses.length = firstAccess;
      return NULL;
    }
    out[step.key] = value === NULL ? null : value;
  }
  if (program.recorded.length > without.length)
    run.accesses.push({
      program,
      patient: owner.patient,
      record: owner.record,
      without: without.length > 0 ? without : null,
    });
  return out;
}

interface Filling extends Source {
  readonly program: Program;
  readonly without: number[];
}

function answer(run: Run, step: Step, filling: Filling): unknown {
  switch (step.kind) {
    case 'typename':
      return filling.program.type;
    case 'introspection':
      return run.context.introspected.get(step.key) ?? null;
    case 'null':
      return NULL;
    case 'unreached':
      return notThere(run, step.type);
    case 'withheld':
      run.withheld.push({ coordinate: step.coordinate, reason: step.reason });
      if (step.reason === 'role' || isNonNullType(step.type))
        fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE');
      return NULL;
    case 'leaf':
    case 'object':
      return fetchedValue(run, step, filling);
    default:
      return never(step);
  }
}

/** What a patient who doesn't exist would give: an empty list, or null. */
function notThere(run: Run, type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) {
    if (isListType(type.ofType)) return [];
    fail(run, 'NULL_NOT_ALLOWED');
    return NULL;
  }
  return isListType(type) ? [] : null;
}

function fetchedValue(run: Run, step: LeafStep | ObjectStep, filling: Filling): unknown {
  const { owner } = filling;
  if (owner.failed && step.recorded >= 0) {
    filling.without.push(step.recorded);
    run.withheld.push({ coordinate: step.coordinate, reason: 'failed' });
    fail(run, 'SUBGRAPH_FAILED');
    return NULL;
  }
  const firstAccess = run.accesses.length;
  const value = complete(run, step, {
    type: step.type,
    value: filling.source[step.innerKey],
    owner,
    failures: filling.failures?.at(step.innerKey),
  });
  if (value === NULL) {
    run.accesses.length = firstAccess;
    if (step.recorded >= 0) filling.without.push(step.recorded);
  }
  return value === ABSENT ? absentValue(run, step.type) : value;
}

interface Value {
  readonly type: GraphQLOutputType;
  readonly value: unknown;
  readonly owner: Owner;
  readonly failures: Failures | undefined;
}

/** https://spec.graphql.org/October2021/#CompleteValue() */
function complete(run: Run, step: LeafStep | ObjectStep, at: Value): unknown {
  const { type, value } = at;
  if (isNonNullType(type)) {
    const completed = complete(run, step, { ...at, type: type.ofType });
    if (completed !== null && completed !== NULL) return completed;
    if (completed === null) fail(run, 'NULL_NOT_ALLOWED');
    return NULL;
  }
  if (value === null || value === undefined) {
    if (!at.failures) return null;
    fail(run, 'SUBGRAPH_FAILED');
    return NULL;
  }
  if (isListType(type)) return completeList(run, step, { ...at, type: type.ofType });
  if (step.kind === 'leaf') return completeLeafValue(run, step, value);
  return completeObject(run, step.group, at);
}

function completeList(run: Run, step: LeafStep | ObjectStep, at: Value): unknown {
  const { type, value: items, owner, failures } = at;
  if (!Array.isArray(items)) return failed(run);
  const out: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    run.path.push(out.length);
    const item = complete(run, step, {
      type,
      value: items[index],
      owner,
      failures: failures?.at(index),
    });
    run.path.pop();
    if (item === ABSENT) continue;
    if (item === NULL && isNonNullType(type)) return NULL;
    out.push(item === NULL ? null : item);
  }
  return out;
}

function completeLeafValue(run: Run, step: LeafStep, raw: unknown): unknown {
  const value = completeLeaf(step.type, raw);
  if (value === undefined) return failed(run);
  if (step.seen && !(typeof value === 'string' && step.seen.has(value))) {
    run.withheld.push({ coordinate: step.coordinate, reason: 'role' });
    fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE');
    return NULL;
  }
  if (step.method === null) return value;
  return deidentify(step.method, value, {
    category: step.category,
    context: run.context.deidentify,
  });
}

function completeObject(run: Run, group: Group, at: Value): unknown {
  const { value, failures } = at;
  if (!isRecord(value)) return failed(run);
  const typename = value['__typename'];
  const facts = typeof typename === 'string' ? typeFacts(run.plan, group, typename) : null;
  if (!facts) return failed(run);
  const owner = ownerOf(facts, { group, source: value, owner: at.owner, failures }, run.context);
  if (owner.standing === UNREACHED) {
    run.withheld.push({ coordinate: facts.coordinate, reason: 'reach' });
    return ABSENT;
  }
  if (!viewsFor(run.plan.decisions, owner.standing).shows(facts.coordinate)) {
    run.withheld.push({ coordinate: facts.coordinate, reason: 'role' });
    fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE');
    return NULL;
  }
  const program = programFor(run.plan, group, { facts, standing: owner.standing });
  return fill(run, program, { source: value, owner, failures });
}

function absentValue(run: Run, type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  fail(run, 'NULL_NOT_ALLOWED');
  return NULL;
}

/** A value that its type can't hold is a subgraph's fault. */
function failed(run: Run): typeof NULL {
  fail(run, 'SUBGRAPH_FAILED');
  return NULL;
}

function fail(run: Run, code: ReleaseError['code']): void {
  if (run.errors.length < MAX_ERRORS) run.errors.push({ code, path: [...run.path] });
  else run.further += 1;
}

function never(step: never): never {
  throw new TypeError(`unknown step ${JSON.stringify(step)}`);
}
