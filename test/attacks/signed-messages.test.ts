import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSubgraphIdentity } from '../../gateway/access/identity/open-subgraph-identity.ts';
import { packageFile } from '../../schema/package-file.ts';
import { contentDigest } from '../../schema/subgraph/content-digest.ts';
import {
  createGatewayVerifier,
  createResponseSigner,
  GatewayRequestError,
  type ResponseSigner,
  type VerifyGatewayRequest,
} from '../../schema/subgraph/for-subgraphs.ts';
import { HEAD } from '../support/compose-subgraphs.ts';
import { tokenFor } from '../support/edge.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { readLedger } from '../support/read-ledger.ts';

/** A request of the gateway, as an attacker on its way reads and changes it. */
interface Request {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

interface Response {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** What the attacker answers a request of the gateway with. `send` passes a request on to the subgraph. */
type Attack = (
  request: Request,
  send: (request: Request) => Promise<Response>,
) => Promise<Response>;

const HONEST: Attack = (request, send) => send(request);

const SDL = 'type Query { n: Int @phi @role(anyOf: ["doctor"]) }';

const folder = mkdtempSync(join(tmpdir(), 'phi-signed-messages-'));
/** The bodies of the requests that the subgraph executed. */
const executed: string[] = [];

let subgraph: Server;
let attacker: Server;
let attack: Attack = HONEST;
let verify: VerifyGatewayRequest;
let signer: ResponseSigner;
let foreignSigner: ResponseSigner;
let gateway: FrontingGateway;

beforeAll(async () => {
  const key = join(folder, 'gateway.key');
  const identity = await openSubgraphIdentity({ key, issuer: 'phi-gateway' });
  signer = await createResponseSigner(generateKeyPairSync('ed25519').privateKey);
  foreignSigner = await createResponseSigner(generateKeyPairSync('ed25519').privateKey);
  const responseKeys = join(folder, 'patients.jwks.json');
  writeFileSync(responseKeys, JSON.stringify(signer.jwks));
  const sdl = join(folder, 'patients.graphql');
  writeFileSync(sdl, readFileSync(packageFile('directives/phi.graphql'), 'utf8') + HEAD + SDL);

  subgraph = await serve((request) => execute(request, signer));
  attacker = await serve((request) => attack(request, (changed) => forward(subgraph, changed)));
  const url = urlOf(attacker);
  verify = createGatewayVerifier({ subgraph: 'patients', jwks: identity.jwks, url });
  gateway = await startFronting(
    {},
    {
      graph: {
        subgraphs: [{ name: 'patients', url, sdl, verifyResponses: 'signature', responseKeys }],
      },
      subgraph: { identity: { key }, signRequests: true, circuitBreaker: null },
      server: { port: 0, pauseSeconds: 0, metrics: { port: 0 } },
    },
  );
});

afterAll(async () => {
  await gateway.close();
  for (const server of [subgraph, attacker]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  attack = HONEST;
  executed.length = 0;
});

/** The subgraph: it answers each request with the number of requests. */
async function execute({ headers, body }: Request, by: ResponseSigner): Promise<Response> {
  const type = { 'content-type': 'application/json' };
  try {
    const request = await verify({ headers: headers as Record<string, string>, body });
    executed.push(body);
    const data = { __typename: 'Query', n: executed.length };
    const response = { status: 200, headers: type, body: JSON.stringify({ data }) };
    return { ...response, headers: { ...type, ...(await by.sign(request, response)) } };
  } catch (error) {
    if (!(error instanceof GatewayRequestError)) throw error;
    return { status: error.status, headers: type, body: '{"errors":[{"message":"no"}]}' };
  }
}

async function serve(answer: (request: Request) => Promise<Response>): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    void textOf(incoming)
      .then((body) => answer({ path: incoming.url ?? '', headers: incoming.headers, body }))
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function forward(server: Server, { path, headers, body }: Request): Promise<Response> {
  const length = { 'content-length': Buffer.byteLength(body) };
  const sent = httpRequest(new URL(path, urlOf(server)), {
    method: 'POST',
    headers: { ...headers, ...length },
  }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { 'content-length': _length, ...kept } = response.headers;
  return { status: response.statusCode ?? 0, headers: kept, body: await textOf(response) };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function ask(): Promise<{ readonly data: unknown; readonly codes: readonly string[] }> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokenFor('ada', { roles: ['doctor'] })}`,
    },
    body: '{"query":"{ n }"}',
  });
  const { data, errors = [] } = (await response.json()) as {
    readonly data: unknown;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  return { data, codes: errors.map(({ extensions }) => extensions.code) };
}

/** Changes the response of the subgraph. */
const answering =
  (change: (response: Response, request: Request) => Response | Promise<Response>): Attack =>
  async (request, send) =>
    change(await send(request), request);

/** Changes headers of the response; undefined removes one. */
const withHeaders = (change: OutgoingHttpHeaders): Attack =>
  answering((response) => ({ ...response, headers: without({ ...response.headers, ...change }) }));

/** Answers each request with the response to the one before. */
function delayed(): Attack {
  let last: Response | null = null;
  return answering((response) => {
    const before = last;
    last = response;
    return before ?? response;
  });
}

const FORGED = '{"data":{"__typename":"Query","n":42}}';

describe('an attacker between gateway and subgraph, where both sign', () => {
  it('can pass messages on unchanged', async () => {
    expect(await ask()).toEqual({ data: { n: 1 }, codes: [] });
  });

  it.each<[string, string, Attack]>([
    ['a changed body', 'BAD_DIGEST', answering((response) => ({ ...response, body: FORGED }))],
    [
      'a changed body with its digest',
      'BAD_SIGNATURE',
      answering((response) => ({
        ...response,
        headers: { ...response.headers, 'content-digest': contentDigest(FORGED) },
        body: FORGED,
      })),
    ],
    ['a changed status', 'BAD_SIGNATURE', answering((response) => ({ ...response, status: 201 }))],
    [
      'a redirect',
      'MALFORMED',
      () => Promise.resolve({ status: 307, headers: { location: '/' }, body: '' }),
    ],
    [
      'a forged response without a signature',
      'UNSIGNED',
      () =>
        Promise.resolve({
          status: 200,
          headers: { 'content-digest': contentDigest(FORGED) },
          body: FORGED,
        }),
    ],
    ['a removed signature', 'UNSIGNED', withHeaders({ signature: undefined })],
    ['a removed digest', 'NO_DIGEST', withHeaders({ 'content-digest': undefined })],
    [
      'a second signature line',
      'BAD_SIGNATURE',
      async (request, send) => {
        const response = await send(request);
        const { signature } = response.headers;
        return {
          ...response,
          headers: { ...response.headers, signature: [String(signature), 'subgraph=:AAAA:'] },
        };
      },
    ],
    [
      "the gateway's own signature sent back",
      'BAD_SIGNATURE',
      answering((response, { headers }) => ({
        ...response,
        headers: {
          ...response.headers,
          signature: String(headers['signature']).replace('gateway=', 'subgraph='),
          'signature-input': String(headers['signature-input']).replace('gateway=', 'subgraph='),
        },
      })),
    ],
    [
      'the response of another subgraph with its own signature',
      'BAD_SIGNATURE',
      (request) => execute(request, foreignSigner),
    ],
  ])(
    'cannot change what a caller gets: %s gives null and SUBGRAPH_FAILED, counted as SUBGRAPH_%s',
    async (_what, code, how) => {
      const before = await failures(code);
      attack = how;
      expect(await ask()).toEqual({ data: { n: null }, codes: ['SUBGRAPH_FAILED'] });
      expect(await failures(code)).toBe(before + 1);
    },
  );

  it('cannot answer a request with an earlier response', async () => {
    attack = delayed();
    expect(await ask()).toEqual({ data: { n: 1 }, codes: [] });
    expect(await ask()).toEqual({ data: { n: null }, codes: ['SUBGRAPH_FAILED'] });
  });

  it('cannot swap the responses to two requests', async () => {
    let held: { readonly response: Response; readonly send: (other: Response) => void } | null =
      null;
    attack = answering((response) => {
      if (held === null) return new Promise<Response>((send) => (held = { response, send }));
      held.send(response);
      return held.response;
    });
    const answers = await Promise.all([ask(), ask()]);
    const failed = { data: { n: null }, codes: ['SUBGRAPH_FAILED'] };
    expect(answers).toEqual([failed, failed]);
    expect(executed).toHaveLength(2);
  });

  it.each<[string, (request: Request) => Request]>([
    ['another body', (request) => ({ ...request, body: '{"query":"{ n n2: n }"}' })],
    [
      'another body with its digest',
      (request) => {
        const body = '{"query":"{ n n2: n }"}';
        return {
          ...request,
          body,
          headers: { ...request.headers, 'content-digest': contentDigest(body) },
        };
      },
    ],
    ['another content type', changingHeaders({ 'content-type': 'text/plain' })],
    ['no signature', changingHeaders({ signature: undefined })],
    [
      'no signature and no signature input',
      changingHeaders({ signature: undefined, 'signature-input': undefined }),
    ],
    ['no token', changingHeaders({ authorization: undefined })],
  ])('cannot have the subgraph execute a changed request: one with %s', async (_what, change) => {
    attack = (request, send) => send(change(request));
    expect((await ask()).codes).toEqual(['SUBGRAPH_FAILED']);
    expect(executed).toEqual([]);
  });

  it('cannot have a request executed twice', async () => {
    attack = async (request, send) => {
      const [first] = [await send(request), await send(request)];
      return first;
    };
    expect(await ask()).toEqual({ data: { n: 1 }, codes: [] });
    expect(executed).toHaveLength(1);
  });

  it('leaves an access record with the outcome error and the name of the subgraph for a request whose response was changed', async () => {
    attack = answering((response) => ({ ...response, body: FORGED }));
    await ask();
    const records = readLedger(gateway.ledger).filter(({ kind }) => kind === 'access');
    expect(records.at(-1)).toMatchObject({
      outcome: 'error',
      reason: 'SUBGRAPH_FAILED',
      actor: { subject: 'ada' },
      accesses: [],
      details: { rejectedResponses: 'patients' },
    });
  });

  it('leaves no trace of the forged value in the ledger or the log', async () => {
    attack = answering((response) => ({ ...response, body: '{"data":{"n":987654321}}' }));
    await ask();
    expect(JSON.stringify(readLedger(gateway.ledger))).not.toContain('987654321');
    expect(gateway.logged.join('')).not.toContain('987654321');
  });
});

/** Changes headers of a request; undefined removes one. */
function changingHeaders(change: OutgoingHttpHeaders): (request: Request) => Request {
  return (request) => ({ ...request, headers: without({ ...request.headers, ...change }) });
}

function without(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** How many calls have failed with a code, by the metrics. */
async function failures(code: string): Promise<number> {
  const text = await (await fetch(gateway.metricsUrl ?? '')).text();
  const line = text.split('\n').find((each) => each.includes(`code="SUBGRAPH_${code}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}
