import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a decision point received. */
export interface AskedRequest {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** An HTTP decision point on 127.0.0.1 whose responses a test decides. */
export interface TestDecisionPoint {
  readonly url: string;
  readonly asked: AskedRequest[];
  /** The patients of each request. */
  readonly patients: () => readonly (readonly string[])[];
  readonly close: () => void;
}

/** Responds to a request whose body has been read. */
export type Respond = (response: ServerResponse, patients: readonly string[]) => void;

/** Starts a decision point. */
export async function startDecisionPoint(respond: Respond): Promise<TestDecisionPoint> {
  const asked: AskedRequest[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    asked.push({ authorization: request.headers.authorization, body });
    respond(response, patientsOf(body));
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/data/phi/relationships`,
    asked,
    patients: () => asked.map(({ body }) => patientsOf(body)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Responds with `{ result }`. */
export function result(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ result: value }));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function patientsOf(body: string): readonly string[] {
  return (JSON.parse(body) as { input: { patients: string[] } }).input.patients;
}
