import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlainSubgraph } from '../support/plain-subgraph.ts';
import type { PlainSubgraph } from '../support/plain-subgraph.ts';
import { composeSdl } from '../support/compose-subgraphs.ts';
import { readLedger } from '../support/read-ledger.ts';
import { startGateway } from '../support/stack-gateway.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { startIssuer } from '../support/stack-issuer.ts';
import type { StackIssuer } from '../support/stack-issuer.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@authenticated", { name: "@requiresScopes", as: "@scoped" }, "@policy"])`;

const STAFF = `${HEAD}
type Query { staff: [Person!] shifts: Int @authenticated }
type Person @key(fields: "id") {
  id: ID!
  name: String
  phone: String @scoped(scopes: [["contact:read"], ["staff:admin"]])
  salary: Int @scoped(scopes: [["pay:read", "staff:read"]]) @policy(policies: [["four eyes"]])
}`;

const RATINGS = `${HEAD}
type Person @key(fields: "id") {
  id: ID!
  salary: Int @external
  bonus: Int @requires(fields: "salary") @scoped(scopes: [["pay:read", "staff:read"]]) @policy(policies: [["four eyes"]])
}`;

const QUERY = '{ shifts staff { name phone salary bonus } }';

const folder = mkdtempSync(join(tmpdir(), 'phi-apollo-'));
let issuer: StackIssuer;
let staff: PlainSubgraph;
let ratings: PlainSubgraph;
let point: Server;
let composing: StackGateway;
let ready: StackGateway;

beforeAll(async () => {
  issuer = await startIssuer();
  const person = { id: '1', name: 'Ada', phone: '555', salary: 1000 };
  staff = await startPlainSubgraph(STAFF, {
    Query: { staff: () => [person], shifts: () => 3 },
    Person: { __resolveReference: () => person },
  });
  ratings = await startPlainSubgraph(RATINGS, {
    Person: {
      __resolveReference: (reference: unknown) => reference,
      bonus: ({ salary }: { salary: number }) => salary / 10,
    },
  });
  point = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const isEve = /"subject":"eve"/.test(Buffer.concat(chunks).toString());
      response.end(JSON.stringify({ result: { 'four eyes': isEve } }));
    });
  });
  await new Promise<void>((resolve) => void point.listen(0, '127.0.0.1', resolve));
  const policies = { url: `http://127.0.0.1:${(point.address() as AddressInfo).port}/policies` };
  const config = (db: string, graph: object, authorization: object = {}) => ({
    server: { port: 0 },
    graph,
    authorization,
    identity: {
      issuers: [
        {
          issuer: issuer.issuer,
          audience: issuer.audience,
          jwks: issuer.jwksUrl,
          algorithms: ['ES256'],
          scopes: { claim: 'scp' },
          policies: { claim: 'decided.policies' },
        },
      ],
    },
    audit: { db: join(folder, db) },
  });
  const subgraphs = [
    { name: 'staff', url: staff.url },
    { name: 'ratings', url: ratings.url },
  ];
  composing = await startGateway(folder, 'composing', config('composing.db', { subgraphs }));

  const composed = composeSdl({ staff: STAFF, ratings: RATINGS });
  if (!composed.ok) throw new Error('not composed');
  const supergraph = join(folder, 'supergraph.graphql');
  const located = composed.supergraphSdl
    .replace('http://staff.test', staff.url)
    .replace('http://ratings.test', ratings.url);
  writeFileSync(supergraph, located);
  ready = await startGateway(folder, 'ready', config('ready.db', { supergraph }, { policies }));
});

afterAll(async () => {
  await Promise.all([composing.kill(), ready.kill()]);
  await Promise.all([staff.close(), ratings.close(), issuer.close()]);
  point.closeAllConnections();
  point.close();
  rmSync(folder, { recursive: true });
});

const CLOSED = { shifts: 3, staff: [{ name: 'Ada', phone: null, salary: null, bonus: null }] };

describe.each([
  ['composed at start', () => composing],
  ['loaded as a supergraph', () => ready],
])('a graph with @authenticated, @requiresScopes and @policy, %s', (_how, gateway) => {
  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['no scope: only shifts and name are released', {}, CLOSED],
    [
      'a scope in a claim that is not configured: only shifts and name are released',
      { scope: 'contact:read' },
      CLOSED,
    ],
    [
      'one of the alternative scopes of phone: phone is released',
      { scp: 'openid contact:read' },
      { shifts: 3, staff: [{ name: 'Ada', phone: '555', salary: null, bonus: null }] },
    ],
    [
      'all scopes without the policy of salary and bonus: phone is released',
      { scp: ['staff:admin', 'pay:read', 'staff:read'] },
      { shifts: 3, staff: [{ name: 'Ada', phone: '555', salary: null, bonus: null }] },
    ],
    [
      'the policy without all scopes of salary and bonus: only shifts and name are released',
      { scp: 'pay:read', decided: { policies: ['four eyes'] } },
      CLOSED,
    ],
    [
      'scopes and policy of salary and bonus: both are released',
      { scp: 'pay:read staff:read', decided: { policies: ['four eyes'] } },
      { shifts: 3, staff: [{ name: 'Ada', phone: null, salary: 1000, bonus: 100 }] },
    ],
  ])(
    "fetches and releases only what the caller's token allows, and denies the rest with UNAUTHORIZED_FIELD_OR_TYPE, with %s",
    async (_what, claims, data) => {
      staff.received.length = 0;
      ratings.received.length = 0;
      const answer = await gateway().ask(issuer.token('ada', claims), { query: QUERY });
      expect(answer.status).toBe(200);
      expect(answer.data).toEqual(data);
      const nulls = JSON.stringify(data).match(/null/g)?.length ?? 0;
      expect(answer.errors).toHaveLength(nulls);
      for (const { extensions } of answer.errors)
        expect(extensions).toEqual({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
      const texts = [...staff.received, ...ratings.received].join('\n');
      for (const field of ['phone', 'salary', 'bonus'])
        expect(texts.includes(field)).toBe(!JSON.stringify(data).includes(`"${field}":null`));
    },
  );
});

describe('a field with a @policy that a decision point evaluates', () => {
  it('is released if the decision point fulfills the policy for the caller, and is null for a caller without that policy', async () => {
    const query = '{ staff { salary } }';
    const claims = { scp: 'pay:read staff:read' };
    const eve = await ready.ask(issuer.token('eve', claims), { query });
    expect(eve.data).toEqual({ staff: [{ salary: 1000 }] });
    const ada = await ready.ask(issuer.token('ada', claims), { query });
    expect(ada.data).toEqual({ staff: [{ salary: null }] });
  });
});

describe('the ledger of a graph with @authenticated, @requiresScopes and @policy', () => {
  it('records denials of fields without PHI, and no access to them', async () => {
    await composing.stop();
    const leaves = readLedger(join(folder, 'composing.db'));
    const denials = leaves.filter(({ kind }) => kind === 'denial');
    expect(denials.length).toBeGreaterThan(0);
    expect(leaves.filter(({ kind }) => kind === 'access')).toEqual([]);
  });
});
