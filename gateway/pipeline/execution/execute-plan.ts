import { unreachable } from '../../../directives/unreachable.ts';
import type { CompiledPlan, RootRequest, SubgraphRequest } from './compile-plan.ts';
import { objectsAt, type DataObject } from './data.ts';
import { createFailureLog, pathToNull, type FailedPath } from './failure-log.ts';
import { fetchEntities } from './fetch-entities.ts';
import { createUnknownKeys, mergeFetched, type PlanExecution, type PlanRun } from './plan-run.ts';
import { sendRequest } from './send-request.ts';

/** The merged data of all requests, and the paths that failed. */
export interface Executed {
  readonly data: DataObject;
  readonly failedPaths: readonly FailedPath[];
  /** Whether a subgraph returned no GraphQL response, or one that was rejected. */
  readonly isUnanswered: boolean;
  /** The subgraphs of which a response was rejected by its digest or signature. */
  readonly rejected: readonly string[];
}

/**
 * Executes a query plan: sends its requests to the subgraphs, each once those that it needs have ended, and merges their
 * data into one object, such as the patient from one subgraph and, by its key, the patient's encounters from another.
 * Subgraphs are not trusted: unrequested keys are dropped, missing keys are null, and an entity that comes back as another
 * record is refused. Failures are noted by path; error messages, extensions and headers are not read.
 */
export async function executePlan(plan: CompiledPlan, execution: PlanExecution): Promise<Executed> {
  const data: DataObject = {};
  const log = createFailureLog(data);
  const unknown = createUnknownKeys();
  const run: PlanRun = { execution, data, log, unknown, isUnanswered: false, rejected: [] };
  const ended: Promise<void>[] = [];
  for (const request of plan) ended.push(executeAfter(request, ended, run));
  await Promise.all(ended);
  const { isUnanswered, rejected } = run;
  return { data, failedPaths: log.paths, isUnanswered, rejected };
}

/** Executes a request once those that it needs have ended. `ended` has a promise of each request before it. */
async function executeAfter(
  request: SubgraphRequest,
  ended: readonly Promise<void>[],
  run: PlanRun,
): Promise<void> {
  await Promise.all(request.needs.flatMap((index) => ended[index] ?? []));
  switch (request.kind) {
    case 'root':
      return fetchRoot(request, run);
    case 'entities':
      return fetchEntities(request, run);
    default:
      return unreachable(request);
  }
}

async function fetchRoot(request: RootRequest, run: PlanRun): Promise<void> {
  const { target, shape, rewriteAnswer } = request;
  const answer = await sendRequest(request, run, []);
  const data = answer?.data ?? null;
  const isComplete = data !== null && shape.fit(data);
  // First, so that an error at an alias of the planner, which is then gone, fails everything.
  rewriteAnswer?.(data);
  const paths = answer?.errorPaths.map((path) => pathToNull(path, data)) ?? [];
  const areNoted = paths.every((path) => path !== null && run.log.notePath(target, path));
  if (!isComplete || !areNoted) run.log.note(target);
  for (const object of objectsAt(run.data, target.path))
    mergeFetched(run, object, data, target.keys);
}
