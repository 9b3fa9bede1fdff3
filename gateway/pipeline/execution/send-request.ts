import type { SubgraphResponse } from '../../platform/subgraph/parse-subgraph-response.ts';
import type { SubgraphRequest } from './compile-plan.ts';
import type { PlanRun } from './plan-run.ts';

/** Serialized representations, with commas between them, by the name of their variable. */
export type Representations = readonly (readonly [variable: string, items: string])[];

/**
 * Sends a request of a plan. Resolves to null where no GraphQL response arrives. The body is built as text, since
 * representations are serialized already.
 */
export async function sendRequest(
  request: SubgraphRequest,
  run: PlanRun,
  representations: Representations,
): Promise<SubgraphResponse | null> {
  const { execution } = run;
  const client = execution.clients.get(request.subgraph);
  if (!client) throw new TypeError(`subgraph ${request.subgraph} has no client`);
  const variables = request.variables
    .filter((name) => execution.variables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(execution.variables[name])}`);
  for (const [name, items] of representations) variables.push(`"${name}":[${items}]`);
  const query = JSON.stringify(request.query);
  const body = `{"query":${query},"variables":{${variables.join(',')}}}`;
  const send = request.kind === 'root' && request.isMutation ? client.mutate : client.query;
  const answer = await send(body, execution.context, execution.signal);
  if (answer === null || answer.isRejected) run.isUnanswered = true;
  if (answer?.isRejected === true) run.rejected.push(request.subgraph);
  return answer;
}
