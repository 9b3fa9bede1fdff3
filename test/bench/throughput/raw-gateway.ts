import { fastify } from 'fastify';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { Pool } from 'undici';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { accessRecord, ledgerOptions } from '../../gateway/audit/sample.ts';

/**
 * What Node.js itself needs: reads the request, makes recorded calls to the subgraphs, parses their responses and writes
 * a response of the same content. No GraphQL is executed. With a third argument, Fastify serves the requests, and each
 * response waits until a record of one access is durable: what this gateway cannot do without.
 */
export interface Recording {
  readonly origin: string;
  /** Calls of one step run at once; a step starts when the one before has ended. */
  readonly steps: readonly (readonly { readonly path: string; readonly body: string }[])[];
  readonly response: unknown;
}

/** Body of a request → what answers it. */
const [, , file = '', port = '0', isRecorded] = process.argv;
const recordings = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Recording>>;
const pools = new Map(
  Object.values(recordings).map(({ origin }) => [origin, new Pool(origin, { connections: 64 })]),
);
const headers = { 'content-type': 'application/json' };

if (isRecorded === undefined) serve();
else await serveRecorded();

function serve(): void {
  const server = createServer((request, response) => {
    void text(request)
      .then(respond)
      .then(
        (body) => response.writeHead(200, headers).end(body),
        () => response.destroy(),
      );
  });
  server.listen(Number(port), '127.0.0.1');
}

async function serveRecorded(): Promise<void> {
  const ledger = await openLedger(ledgerOptions(dirname(file)));
  const record = accessRecord(['p42']);
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, body);
    },
  );
  app.post<{ Body: string }>('/', async ({ body }, reply) => {
    void reply.headers(headers);
    const response = await respond(body);
    await ledger.append({ ...record });
    return response;
  });
  await app.listen({ host: '127.0.0.1', port: Number(port) });
}

async function respond(body: string): Promise<string> {
  const recording = recordings[body];
  if (!recording) return '{"data":null}';
  const pool = pools.get(recording.origin);
  for (const step of recording.steps)
    await Promise.all(
      step.map(async (call) => {
        const answer = await pool?.request({ ...call, method: 'POST', headers });
        JSON.parse((await answer?.body.text()) ?? '');
      }),
    );
  return JSON.stringify(recording.response);
}
