import { z } from 'zod';
import type { SignRequestToken } from '../platform/subgraph/request-token.ts';
import type { DemoSettings } from './settings.ts';

/** Queries a subgraph directly, with a token of the gateway's key. Returns the data of the response. */
export type QuerySubgraph = (query: string, variables: object) => Promise<unknown>;

/** Creates a client of one subgraph of the demo. */
export function createQuerySubgraph(
  { subgraphs }: Pick<DemoSettings, 'subgraphs'>,
  signRequestToken: SignRequestToken,
  subgraph: string,
): QuerySubgraph {
  const port = subgraphs.find(({ name }) => name === subgraph)?.port;
  if (port === undefined) throw new TypeError(`the demo has no subgraph ${subgraph}`);
  return async (query, variables) => {
    const body = JSON.stringify({ query, variables });
    const token = await signRequestToken({ subgraph, body, context: null });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    return RESPONSE.parse(await response.json()).data;
  };
}

const RESPONSE = z.object({ data: z.unknown() });
