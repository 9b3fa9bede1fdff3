import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type {
  GraphConfig,
  ConfiguredSubgraph,
} from '../../../../gateway/pipeline/supergraph/graph-config.ts';
import { memberCoordinate } from '../../../../directives/coordinate.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { createGraph, loadSources } from '../../../../gateway/pipeline/supergraph/load-graph.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import { testConnect } from '../../../support/test-connect.ts';
import { packageFile } from '../../../../schema/package-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-graph-'));
const servers: Pick<Server, 'close'>[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const MARKS = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

const LINKS = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
  @composeDirective(name: "@phi")
  @composeDirective(name: "@role")
  @composeDirective(name: "@patient")
${MARKS}`;

const PEOPLE = `${LINKS}
type Query { person(id: ID!): Person }
type Person @key(fields: "id") { id: ID! ssn: String @phi(category: SSN) @role(anyOf: ["clerk"]) }
`;

const VISITS = `${LINKS}
type Person @key(fields: "id") { id: ID! visits: Int @phi @role(anyOf: ["nurse"]) }
`;

/** The URL of a server that sends the given response body. */
async function subgraph(answer: () => string): Promise<string> {
  const server = createServer((_request, response) => response.end(answer()));
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const service = (sdl: string) => () => JSON.stringify({ data: { _service: { sdl } } });

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const GRAPH: GraphConfig = {
  supergraph: null,
  subgraphs: [],
  dateScalars: new Map(),
  trustSupergraph: false,
  cache: null,
};

async function load(graph: Partial<GraphConfig>, settings: Readonly<Record<string, unknown>> = {}) {
  const config = { graph: { ...GRAPH, ...graph } };
  const connect = testConnect({ timeoutMs: 2_000, maxResponseBytes: 1_000_000, ...settings });
  return createGraph(config, await loadSources(config, connect));
}

async function problems(graph: Partial<GraphConfig>): Promise<readonly string[]> {
  try {
    await load(graph);
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
  return [];
}

const source = (name: string, url: string, sdl: string | null = null): ConfiguredSubgraph => ({
  name,
  url,
  sdl,
  responseKeys: null,
});

const NOWHERE = 'http://127.0.0.1:1/graphql';

describe('the graph that the gateway composes from subgraphs', () => {
  it('is composed from schemas that subgraphs serve and from schema files', async () => {
    const graph = await load({
      subgraphs: [
        source('people', await subgraph(service(PEOPLE))),
        source('visits', NOWHERE, write('visits.graphql', VISITS)),
      ],
    });
    expect(graph.policy.roles).toEqual(['clerk', 'nurse']);
    expect(graph.isSupergraphTrusted).toBe(false);
    expect(graph.supergraphSdl).toContain('join__Graph');
  });

  it('has the formats of date scalars that the configuration declares, and is refused without them', async () => {
    const sdl = `${HEAD} scalar LocalDate type Query { seen: LocalDate @phi(category: DATE, deidentify: YEAR) }`;
    const subgraphs = [source('dates', NOWHERE, write('dates.graphql', sdl))];
    expect(await problems({ subgraphs })).toEqual([
      expect.stringContaining("LocalDate can't hold the result of YEAR."),
    ]);
    const { policy } = await load({ subgraphs, dateScalars: new Map([['LocalDate', 'hl7-v2']]) });
    expect(policy.requirements.get(memberCoordinate('Query', 'seen'))?.dateFormat).toBe('hl7-v2');
  });

  it('is composed once a starting subgraph serves its schema, at the third request', async () => {
    let asked = 0;
    const url = await subgraph(() => {
      asked += 1;
      return asked < 3 ? 'starting' : service(PEOPLE)();
    });
    expect((await load({ subgraphs: [source('people', url)] })).policy.roles).toEqual(['clerk']);
    expect(asked).toBe(3);
  });

  it('is refused with one problem for each subgraph whose schema cannot be read', async () => {
    const silent = await subgraph(() => JSON.stringify({ data: { _service: null } }));
    expect(
      await problems({
        subgraphs: [
          source('gone', NOWHERE),
          source('silent', silent),
          source('lost', NOWHERE, join(folder, 'none.graphql')),
        ],
      }),
    ).toEqual([
      `graph.subgraphs[0].url: subgraph gone: nothing that speaks GraphQL answers at ${NOWHERE} (ECONNREFUSED). Start it, or fix its URL.`,
      `graph.subgraphs[1].url: subgraph silent: ${silent} responds, but not to { _service { sdl } }. Fix its URL, or give its schema as a file (sdl, or serve --subgraph-sdl).`,
      expect.stringMatching(
        /^graph\.subgraphs\[2\]\.sdl: subgraph lost: its schema .*none.graphql can't be read/,
      ),
    ]);
  });

  it('is refused with the code of the certificate and the setting to fix if no authority has signed the certificate of a subgraph', async () => {
    const server = createHttpsServer(selfSigned()).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    expect(await problems({ subgraphs: [source('people', url)] })).toEqual([
      `graph.subgraphs[0].url: subgraph people: ${url} has a certificate of no authority that the gateway trusts (DEPTH_ZERO_SELF_SIGNED_CERT). Name its authority in tls.ca.`,
    ]);
  });

  it('is refused if a subgraph serves its schema without a digest and verifyResponses is digest', async () => {
    const url = await subgraph(service(PEOPLE));
    await expect(
      load({ subgraphs: [source('people', url)] }, { verifyResponses: 'digest' }),
    ).rejects.toMatchObject({
      problems: [expect.stringMatching(/^graph\.subgraphs\[0\]\.url: .* has no Content-Digest\./)],
    });
  });

  it('is refused with MARK_NOT_COMPOSED for a subgraph without @composeDirective for @role', async () => {
    const forgotten = PEOPLE.replace('@composeDirective(name: "@role")', '');
    const lines = await problems({
      subgraphs: [source('people', NOWHERE, write('forgotten.graphql', forgotten))],
    });
    expect(lines).toHaveLength(1);
    const line = forgotten.split('\n').findIndex((each) => each.includes('ssn')) + 1;
    expect(lines[0]).toMatch(
      /^graph\.subgraphs\[0\]\.sdl: .*forgotten\.graphql:\d+:74, Person\.ssn: @role .*\[MARK_NOT_COMPOSED\]$/,
    );
    expect(lines[0]).toContain(`forgotten.graphql:${line}:74, `);
  });
});

describe('the graph that the gateway reads from a supergraph file', () => {
  const people = source('people', NOWHERE, write('people.graphql', PEOPLE));
  const visits = source('visits', NOWHERE, write('visits2.graphql', VISITS));
  const composed = load({ subgraphs: [people, visits] });
  const file = async (change: (sdl: string) => string = (sdl) => sdl) =>
    write('supergraph.graphql', change((await composed).supergraphSdl));
  const bySdl = [
    { ...people, url: null },
    { ...visits, url: null },
  ];

  it('is accepted if its directives equal those of its subgraphs', async () => {
    const graph = await load({ supergraph: await file(), subgraphs: bySdl });
    expect(graph.policy.hash).toBe((await composed).policy.hash);
  });

  it('is refused if it lost a @role of a subgraph, unless trustSupergraph is set', async () => {
    const lost = await file((sdl) => sdl.replace(/@role\([^)]*clerk[^)]*\)/, ''));
    const lines = await problems({ supergraph: lost, subgraphs: bySdl });
    expect(lines.join('\n')).toMatch(/Person\.ssn/);
    const graph = await load({ supergraph: lost, trustSupergraph: true });
    expect(graph.isSupergraphTrusted).toBe(true);
    expect(graph.policy.roles).toEqual(['nurse']);
  });

  it('is refused if the file is missing, invalid or no supergraph, a subgraph URL is not https, or a subgraph is unknown', async () => {
    expect(await problems({ supergraph: join(folder, 'none') })).toEqual([
      expect.stringMatching(/can't be read/),
    ]);
    expect(await problems({ supergraph: write('bad.graphql', 'type {') })).toEqual([
      expect.stringMatching(/bad.graphql:1: is not a GraphQL schema/),
    ]);
    expect(await problems({ supergraph: write('plain.graphql', 'type Query { a: Int }') })).toEqual(
      [expect.stringMatching(/is not a supergraph/)],
    );
    const plain = await file((sdl) => sdl.replaceAll(NOWHERE, 'http://people.example/graphql'));
    expect(await problems({ supergraph: plain, trustSupergraph: true })).toEqual([
      'graph.supergraph: subgraph people: http://people.example/graphql is not https:// (http:// is for loopback hosts only).',
      'graph.supergraph: subgraph visits: http://people.example/graphql is not https:// (http:// is for loopback hosts only).',
    ]);
    expect(
      await problems({ supergraph: await file(), subgraphs: [source('other', NOWHERE)] }),
    ).toEqual([
      expect.stringMatching(
        /^graph\.subgraphs\[0\]\.name: subgraph other: .* has no subgraph of this name/,
      ),
    ]);
  });
});
