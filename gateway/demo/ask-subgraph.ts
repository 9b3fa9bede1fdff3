import { z } from 'zod';
import type { SignRequest } from '../platform/subgraph/sign-request.ts';
import type { DemoSettings } from './settings.ts';

/** Asks a subgraph itself, as only who holds the gateway's key can. Gives the data of its answer. */
export type AskSubgraph = (query: string, variables: object) => Promise<unknown>;

/** Creates the questions to a subgraph of the demo. */
export function createAskSubgraph(
  { subgraphs }: Pick<DemoSettings, 'subgraphs'>,
  sign: SignRequest,
  subgraph: string,
): AskSubgraph {
  const port = subgraphs.find(({ name }) => name === subgraph)?.port ?? 0;
  return async (query, variables) => {
    const body = JSON.stringify({ query, variables });
    const token = await sign({ subgraph, body, context: null });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    return ANSWER.parse(await response.json()).data;
  };
}

const ANSWER = z.object({ data: z.unknown() });
