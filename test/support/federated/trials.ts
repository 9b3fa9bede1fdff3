import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import { describeCase } from './describe-case.ts';
import { randomTrial, serveGraph, type FederatedGraph } from './federated-graph.ts';
import { compareWithReference, type TrialResult, type Trial } from './compare-with-reference.ts';
import { faultOf, makeSmaller } from './make-smaller.ts';
import { printSubgraph } from './print-graph.ts';
import { limitEffects, type LimitEffects } from './limit-effects.ts';
import { randomAuthorization } from './random-caller.ts';
import { randomGraph } from './random-graph.ts';
import { createRandom, hashOf } from './random.ts';
import { randomScopes } from './random-scopes.ts';
import { repeatTrial } from './repeat-trial.ts';

/** How many requests one graph gets, and where its records go. */
export interface TrialOptions {
  /** Requests without failures. */
  readonly whole: number;
  /** Requests with failing resolvers. */
  readonly failing: number;
  /** Further requests with operations of the first ones. */
  readonly repeated: number;
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Time for making a failing case smaller. */
  readonly shrinkMs: number;
}

/** Counts of the requests to one graph, without repeated ones. */
export interface GraphTally {
  /** Equal for graphs of one schema. */
  readonly schema: string;
  readonly whole: number;
  readonly failing: number;
  /** Requests that released PHI. */
  readonly released: number;
  /** Requests that released PHI de-identified. */
  readonly deidentified: number;
  /** Requests of which a field, or all, was denied. */
  readonly denied: number;
  readonly mutations: number;
  /** Requests to subgraphs that joining fetches has saved. */
  readonly saved: number;
  /** Requests to which a scope or policy for Apollo's access control gave something. */
  readonly openedByAccess: number;
  /** Requests from which Apollo's access control withheld something. */
  readonly closedByAccess: number;
  /** Requests by SMART apps to which their scopes gave something. */
  readonly openedByScopes: number;
  /** Requests by SMART apps from which their scopes withheld something. */
  readonly closedByScopes: number;
  /** Requests from which a rule of the operator withheld something. */
  readonly closedByRules: number;
}

/** The problem codes of a seed whose graph does not compose. */
export interface Rejection {
  readonly rejected: readonly string[];
}

/**
 * Compares the gateway over one generated graph with the reference. Throws if they differ, with the smallest case found
 * and the command that repeats it.
 */
export async function tryGraph(
  seed: number,
  options: TrialOptions,
): Promise<GraphTally | Rejection> {
  const model = randomGraph(seed);
  const authorization = { ...randomAuthorization(seed), scopes: randomScopes(seed, model) };
  const graph = await serveGraph(model, authorization, { append: options.append });
  if ('problems' in graph) return { rejected: graph.problems.map(({ code }) => code) };
  const sdl = graph.model.subgraphs.map(({ name }) => printSubgraph(graph.model, name)).join('\n');
  const tally = {
    released: 0,
    deidentified: 0,
    denied: 0,
    mutations: 0,
    saved: 0,
    openedByAccess: 0,
    closedByAccess: 0,
    openedByScopes: 0,
    closedByScopes: 0,
    closedByRules: 0,
  };
  const failing = mayFail(graph) ? options.failing : 0;
  try {
    for (const { trial, isRepeated } of trialsOf(graph, seed, { ...options, failing })) {
      const { faults, expected, saved } = await attempt(graph, trial);
      if (faults.length > 0) throw await failure({ graph, trial, faults, seed, options });
      if (isRepeated) continue;
      count(tally, trial, expected);
      if (expected !== null) countLimits(tally, limitEffects(graph, trial, expected));
      tally.saved += saved;
    }
  } finally {
    await graph.close();
  }
  const schema = createHash('sha256').update(sdl).digest('hex');
  return { ...tally, schema, whole: options.whole, failing };
}

/** The requests of one graph, in order: those without failures, those with failures, and repeated ones. */
function* trialsOf(
  graph: FederatedGraph,
  seed: number,
  { whole, failing, repeated }: Pick<TrialOptions, 'whole' | 'failing' | 'repeated'>,
): Generator<{ readonly trial: Trial; readonly isRepeated: boolean }> {
  const known: Trial[] = [];
  for (let index = 0; index < whole + failing; index += 1) {
    const trial = randomTrial(graph, hashOf(seed, index), index >= whole);
    if (index < whole) known.push(trial);
    yield { trial, isRepeated: false };
  }
  const random = createRandom(hashOf(seed, 'repeated'));
  for (let left = repeated; left > 0; left -= 1)
    yield { trial: repeatTrial(random.pick(known), random.pick(known), random), isRepeated: true };
}

/**
 * Whether requests with failures can be compared. The reference can't predict a value that is computed from a failed
 * source or decided on by a rule that reads one, whether a strict mode refuses an operation whose denied object failed, or the order of a list with failed
 * items.
 */
function mayFail({ model, authorization }: FederatedGraph): boolean {
  const isComputed = model.types.some(({ fields }) =>
    fields.some(({ requires }) => requires !== null),
  );
  const readsObjects = model.rules.some(({ requires }) => requires !== null);
  return (
    !isComputed &&
    !readsObjects &&
    authorization.mode === 'filter' &&
    authorization.lists === 'as-is'
  );
}

type Attempted = Pick<TrialResult, 'faults' | 'saved'> & {
  readonly expected: TrialResult['expected'] | null;
};

async function attempt(graph: FederatedGraph, trial: Trial): Promise<Attempted> {
  try {
    return await compareWithReference(graph, trial);
  } catch (error) {
    return { faults: [faultOf(error)], expected: null, saved: 0 };
  }
}

function countLimits(tally: Record<keyof LimitEffects, number>, effects: LimitEffects): void {
  if (effects.openedByAccess) tally.openedByAccess += 1;
  if (effects.closedByAccess) tally.closedByAccess += 1;
  if (effects.openedByScopes) tally.openedByScopes += 1;
  if (effects.closedByScopes) tally.closedByScopes += 1;
  if (effects.closedByRules) tally.closedByRules += 1;
}

type Counts = { released: number; deidentified: number; denied: number; mutations: number };

function count(
  tally: Counts,
  { operation }: Trial,
  expected: TrialResult['expected'] | null,
): void {
  const lines = expected?.released ?? [];
  if (lines.length > 0) tally.released += 1;
  if (lines.some(({ line }) => line.split(' ')[1] === 'deidentified')) tally.deidentified += 1;
  if (expected?.result === null || expected?.result.errors) tally.denied += 1;
  if (operation.query.startsWith('mutation')) tally.mutations += 1;
}

async function failure(found: {
  readonly graph: FederatedGraph;
  readonly trial: Trial;
  readonly faults: readonly string[];
  readonly seed: number;
  readonly options: TrialOptions;
}): Promise<Error> {
  const { graph, trial, faults, seed, options } = found;
  const { model, authorization } = graph;
  const failing = { ...trial, model, authorization };
  const smallest = await makeSmaller(failing, Date.now() + options.shrinkMs);
  return new Error(
    [
      `The gateway differs from the reference on the graph of seed ${seed}:`,
      ...faults,
      smallest
        ? 'The smallest case that was found:'
        : 'This request alone does not differ, so it depends on earlier requests, such as on what they left in a cache:',
      describeCase(smallest ?? failing),
      `Again: PROPERTY_GRAPH=${seed} npm run properties`,
    ].join('\n'),
  );
}
