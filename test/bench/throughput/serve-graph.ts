import { graphql, type GraphQLSchema } from 'graphql';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createExecutableSchema } from '../../../schema/health/executable-schema.ts';
import { SUBGRAPHS } from './graph.ts';

/*
 * Serves the subgraphs of the benchmark on one port, at `/plain/NAME` and `/marked/NAME`. Each distinct request is
 * executed once and then answered from memory, so that subgraphs cost little beside what is measured.
 *
 * `GET /calls` returns the calls since the last `GET /calls`.
 */

/** One call of a subgraph. Times are in milliseconds of this process. */
export interface Call {
  readonly path: string;
  readonly body: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

const schemas = new Map<string, GraphQLSchema>(
  SUBGRAPHS.flatMap(({ name, plain, marked, resolvers }) =>
    Object.entries({ plain, marked }).map(([kind, sdl]) => [
      `/${kind}/${name}`,
      createExecutableSchema(sdl, resolvers),
    ]),
  ),
);
const answers = new Map<string, Promise<string>>();
/** The last calls only, since a benchmark makes hundreds of thousands. */
const MAX_LISTED = 100;
let calls: Call[] = [];
let count = 0;

const server = createServer((request, response) => {
  void serve(request, response);
});
server.listen(Number(process.argv[2]), '127.0.0.1');

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  response.setHeader('content-type', 'application/json');
  if (path === '/calls') {
    response.end(JSON.stringify({ count, calls }));
    [calls, count] = [[], 0];
    return;
  }
  const startedAt = performance.now();
  const body = await text(request);
  const key = path + body;
  const answered = answers.get(key) ?? answer(path, body);
  answers.set(key, answered);
  response.end(await answered);
  count += 1;
  if (calls.length < MAX_LISTED) calls.push({ path, body, startedAt, endedAt: performance.now() });
}

async function answer(path: string, body: string): Promise<string> {
  const schema = schemas.get(path);
  if (!schema) throw new Error(`There is no subgraph at ${path}.`);
  const { query, variables, operationName } = JSON.parse(body) as {
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>> | null;
    readonly operationName?: string | null;
  };
  return JSON.stringify(
    await graphql({
      schema,
      source: query,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
    }),
  );
}
