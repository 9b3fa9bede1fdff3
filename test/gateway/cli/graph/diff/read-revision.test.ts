import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRevision } from '../../../../../gateway/cli/graph/diff/read-revision.ts';
import { StartError } from '../../../../../gateway/platform/errors.ts';
import { composeSdl, HEAD } from '../../../../support/compose-subgraphs.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-revision-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SDLS = {
  a: `${HEAD} type Query { x: String @phi }`,
  b: `${HEAD} type Query { y: String @role(anyOf: ["doc"]) }`,
};
const schemas = join(folder, 'schemas');
mkdirSync(schemas);
for (const [name, sdl] of Object.entries(SDLS))
  writeFileSync(join(schemas, `${name}.graphql`), sdl);
const composed = composeSdl(SDLS);
const supergraph = join(folder, 'supergraph.graphql');
writeFileSync(supergraph, composed.ok ? composed.supergraphSdl : '');
const yaml = join(folder, 'gateway.yaml');
writeFileSync(
  yaml,
  `graph:
  subgraphs:
    - { name: a, url: http://127.0.0.1:1/, sdl: schemas/a.graphql }
    - { name: b, url: http://127.0.0.1:1/, sdl: schemas/b.graphql }
identity: { issuers: [{ issuer: a, jwks: '\${NOT_SET_EITHER}' }, { issuer: b, smart: { fhirUser: user } }] }
purpose: { roles: { doc: [TREAT] } }
breakGlass: { roles: [doc], minutes: 5, key: '\${NOT_SET_EITHER}', alert: { url: x } }
relationships: { token: '\${NOT_SET_EITHER}', timeoutMs: 5, consent: true }
authorization: { rules: { module: rules.mjs, timeoutMs: 5 }, policies: { url: https://opa.example/, token: '\${NOT_SET_EITHER}' }, reach: { doc: { self: pid }, lab: care-team }, defaultRoles: [lab, doc, lab], unmarked: deny, mode: dry-run, unreached: error }
pseudonymKey: \${NOT_SET_ANYWHERE}
`,
);
const NONE = { config: undefined, defaultRoles: [] };

/** The schema files of each subgraph. */
async function filesOf(source: string) {
  const { graph } = await readRevision(source, NONE);
  return new Map([...graph.files].map(([name, files]) => [name, files.map(({ path }) => path)]));
}

describe('a revision of a graph for diff', () => {
  it.each([
    ['a folder of subgraphs', schemas],
    [
      'a list of subgraph files, one with a given name',
      `${join(schemas, 'a.graphql')},b=${join(schemas, 'b.graphql')}`,
    ],
    ['globs with commas in braces', `a=${join(schemas, '{a,c}.graphql')},b=${join(schemas, 'b*')}`],
    ['a supergraph', supergraph],
    ['a configuration', yaml],
  ])('is read from %s', async (_what, source) => {
    const { graph } = await readRevision(source, NONE);
    expect(graph.policy.hash).toBe(composed.ok && composed.policy.hash);
    expect([...graph.elements.keys()]).toEqual(['Query', 'Query.x', 'Query.y']);
    expect(graph.subgraphs).toEqual(['a', 'b']);
  });

  it('names the schema file of each subgraph, and no file for a supergraph', async () => {
    const files = new Map([
      ['a', [join(schemas, 'a.graphql')]],
      ['b', [join(schemas, 'b.graphql')]],
    ]);
    expect(await filesOf(schemas)).toEqual(files);
    expect(await filesOf(yaml)).toEqual(files);
    expect(await filesOf(supergraph)).toEqual(new Map());
  });

  it('takes roles and settings from a configuration whose secrets are not set', async () => {
    const settings = {
      defaultRoles: ['doc', 'lab'],
      unmarked: 'deny',
      mode: 'dry-run',
      unreached: 'error',
      reach: new Map([
        ['doc', 'self (pid)'],
        ['lab', 'care-team'],
      ]),
    };
    expect((await readRevision(yaml, NONE)).options).toMatchObject(settings);
    expect((await readRevision(schemas, { ...NONE, config: yaml })).options).toMatchObject(
      settings,
    );
  });

  it('has purposes, break-glass, relationships, tables of SMART scopes, custom rules and policies of the configuration as JSON, without secrets, alerts or timeouts', async () => {
    const { further } = (await readRevision(yaml, NONE)).options;
    expect(Object.fromEntries(further)).toEqual({
      purpose: '{"roles":{"doc":["TREAT"]}}',
      breakGlass: '{"roles":["doc"],"minutes":5}',
      relationships: '{"consent":true}',
      'identity.issuers[].smart': '[["b",{"fhirUser":"user"}]]',
      'authorization.rules': '{"module":"rules.mjs"}',
      'authorization.policies': '{"url":"https://opa.example/"}',
    });
  });

  it('has default settings without a configuration, and default roles from the options', async () => {
    expect((await readRevision(schemas, NONE)).options).toEqual({
      defaultRoles: [],
      unmarked: 'allow',
      mode: 'filter',
      unreached: 'hide',
      reach: null,
      further: new Map(),
    });
    const given = { config: yaml, defaultRoles: ['nurse'] };
    expect((await readRevision(schemas, given)).options.defaultRoles).toEqual(['nurse']);
  });

  it.each([
    ['the file is missing', join(folder, 'none'), /can't be read/],
    ['the configuration names no graph', join(folder, 'empty.yaml'), /^no graph\. Give --subgraph/],
    ['a subgraph has a syntax error', join(schemas, 'c.graphql'), /no GraphQL schema|Syntax Error/],
  ])('is refused with a StartError that says why if %s', async (_what, source, problem) => {
    writeFileSync(join(folder, 'empty.yaml'), 'authorization: {}');
    writeFileSync(join(schemas, 'c.graphql'), 'type {');
    const error: unknown = await readRevision(source, NONE).catch((thrown: unknown) => thrown);
    rmSync(join(schemas, 'c.graphql'));
    expect(error).toBeInstanceOf(StartError);
    expect(error instanceof StartError ? error.problems[0] : '').toMatch(problem);
  });
});
