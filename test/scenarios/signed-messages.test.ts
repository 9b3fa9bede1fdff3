import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openIdentityKey } from '../../gateway/access/identity/open-identity-key.ts';
import { packageFile } from '../../schema/package-file.ts';
import { codeBlocks } from '../docs/markdown.ts';
import { freePort } from '../support/free-port.ts';
import { startGateway, type StackGateway } from '../support/stack-gateway.ts';
import { startIssuer, type StackIssuer } from '../support/stack-issuer.ts';

/*
 * Two subgraphs in a process of their own, outside of the repository: `patients` verifies and signs with the code of
 * docs/subgraph-contract.md that uses jose and node:crypto alone, `claims` with `phi-gateway/subgraph` in Fastify.
 */
const folder = mkdtempSync(join(tmpdir(), 'phi-signed-messages-'));

let keys: Server;
let issuer: StackIssuer;
let subgraphs: ChildProcess;
let urls: { readonly patients: string; readonly claims: string };
let gateway: StackGateway;

beforeAll(async () => {
  const key = join(folder, 'gateway.key');
  const [{ jwks }, started, patients, claims] = await Promise.all([
    openIdentityKey(key),
    startIssuer(),
    freePort(),
    freePort(),
  ]);
  issuer = started;
  urls = {
    patients: `http://127.0.0.1:${patients}/graphql`,
    claims: `http://127.0.0.1:${claims}/graphql`,
  };
  /** The key set of the gateway, and that of `claims`, which its process writes. */
  keys = createServer((request, response) => {
    const isGateway = request.url === '/gateway';
    response.end(isGateway ? JSON.stringify(jwks) : readFileSync(join(folder, 'claims.jwks.json')));
  });
  keys.listen(0, '127.0.0.1');
  await once(keys, 'listening');
  const keyServer = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  subgraphs = await startSubgraphs(`${keyServer}/gateway`);
  gateway = await startGateway(folder, 'signed', {
    server: { port: 0 },
    graph: {
      subgraphs: [
        {
          name: 'patients',
          url: urls.patients,
          sdl: sdl('patients', 'type Query { patient: String }'),
          responseKeys: join(folder, 'patients.jwks.json'),
        },
        {
          name: 'claims',
          url: urls.claims,
          sdl: sdl('claims', 'type Query { claim: String }'),
          responseKeys: `${keyServer}/claims`,
        },
      ],
    },
    subgraph: { identity: { key }, signRequests: true, verifyResponses: 'signature' },
    identity: {
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwksUrl }],
    },
    authorization: { reach: { nurse: 'all' } },
    audit: { db: join(folder, 'audit.db') },
  });
});

afterAll(async () => {
  await gateway.stop();
  subgraphs.kill('SIGKILL');
  keys.closeAllConnections();
  keys.close();
  await issuer.close();
  rmSync(folder, { recursive: true });
});

function sdl(name: string, text: string): string {
  const path = join(folder, `${name}.graphql`);
  writeFileSync(path, text);
  return path;
}

async function startSubgraphs(gatewayKeys: string): Promise<ChildProcess> {
  const root = dirname(packageFile('package.json'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/phi-gateway'), 'dir');
  for (const name of ['jose', 'fastify'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  for (const name of ['patients', 'claims']) writeFileSync(join(folder, `${name}.key`), pem);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'patients-1' };
  writeFileSync(join(folder, 'patients.jwks.json'), JSON.stringify({ keys: [jwk] }));
  writeFileSync(join(folder, 'contract.mjs'), contractExample(gatewayKeys));
  writeFileSync(join(folder, 'subgraphs.mjs'), program(gatewayKeys));
  const child = spawn(process.execPath, ['subgraphs.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

const PAGE = 'docs/subgraph-contract.md';

/** The page's example with the addresses of this test. */
function contractExample(gatewayKeys: string): string {
  const page = { file: PAGE, text: readFileSync(packageFile(PAGE), 'utf8') };
  const example = codeBlocks(page).find(({ mark }) => mark === 'contract')?.code ?? '';
  expect(example).not.toContain('phi-gateway/subgraph');
  const changed = example
    .replace('https://patients.internal/graphql', urls.patients)
    .replace('https://gateway.internal/.well-known/jwks.json', gatewayKeys);
  expect(changed).not.toContain('.internal');
  return changed;
}

/** Fastify with the lines of the page, and a server around its example. The data is always the same. */
function program(gatewayKeys: string): string {
  return `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    import { createGatewayVerifier, createResponseSigner } from 'phi-gateway/subgraph';
    import Fastify from 'fastify';
    import { signResponse, verifyRequest } from './contract.mjs';

    createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      try {
        const { sub } = await verifyRequest(request.headers, Buffer.concat(chunks));
        const body = JSON.stringify({ data: { __typename: 'Query', patient: 'Ada, for ' + sub } });
        response.writeHead(200, signResponse(request.headers, 200, body)).end(body);
      } catch (error) {
        response.writeHead(401).end(error.message);
      }
    }).listen(${new URL(urls.patients).port}, '127.0.0.1');

    const url = '${urls.claims}';
    const verifyGateway = createGatewayVerifier({ subgraph: 'claims', jwks: '${gatewayKeys}', url });
    const signer = await createResponseSigner(readFileSync('claims.key'));
    writeFileSync('claims.jwks.json', JSON.stringify(signer.jwks));
    const fastify = Fastify();
    ${fastifyExamples().replaceAll('verifyRequest', 'verifyGateway')}
    fastify.setErrorHandler((error, request, reply) => reply.code(error.status ?? 500).send(error.message));
    fastify.post('/graphql', async (request, reply) => {
      const body = JSON.stringify({ data: { __typename: 'Query', claim: request.gateway.roles.join() } });
      return reply.type('application/json').send(body);
    });
    await fastify.listen({ port: ${new URL(urls.claims).port}, host: '127.0.0.1' });
    console.log('ready');
  `;
}

function fastifyExamples(): string {
  const page = { file: PAGE, text: readFileSync(packageFile(PAGE), 'utf8') };
  const examples = codeBlocks(page).filter(({ code }) => code.startsWith('fastify.'));
  expect(examples).toHaveLength(2);
  return examples.map(({ code }) => code).join('\n');
}

describe('subgraphs that verify requests and sign responses, one of them without code of the gateway', () => {
  it('serve the gateway, which accepts their responses', async () => {
    const { data, errors } = await gateway.ask(issuer.token('dr-1', { roles: ['nurse'] }), {
      query: '{ patient claim }',
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({ patient: 'Ada, for dr-1', claim: 'nurse' });
  });

  it.each(['patients', 'claims'] as const)(
    'answer a request that the gateway did not sign with 401: %s',
    async (name) => {
      const response = await fetch(urls[name], {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x.y.z' },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status).toBe(401);
    },
  );
});
