import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../../support/config-section.ts';

const { folder, problems, ...section } = configSection(`
graph: { subgraphs: [{ name: visits, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
`);
const load = (...of: Parameters<typeof section.load>) => section.load(...of).relationships;

const QUERY = 'query ($patients: [ID!]!) { related(patients: $patients) { patient } }';
writeFileSync(join(folder, 'care-team.graphql'), `# a comment\n${QUERY}\n`);

describe('the relationships section of the configuration', () => {
  it('is null if it is left out or set to null', () => {
    expect(load('')).toBeNull();
    expect(load('relationships: null')).toBeNull();
  });

  it('names a subgraph and an operation, as a file or inline', () => {
    expect(
      load(
        'relationships: { subgraph: visits, operation: care-team.graphql, variables: { who: practitioner.id, __proto__: x } }',
      ),
    ).toEqual({
      source: {
        kind: 'operation',
        subgraph: 'visits',
        operation: `# a comment\n${QUERY}\n`,
        variables: new Map([
          ['who', 'practitioner.id'],
          ['__proto__', 'x'],
        ]),
      },
      timeoutMs: 1_000,
      cacheSeconds: 10,
      consent: false,
    });
    const inline = load(`relationships:\n  subgraph: visits\n  operation: |\n    ${QUERY}\n`);
    expect(inline?.source).toEqual({
      kind: 'operation',
      subgraph: 'visits',
      operation: `${QUERY}\n`,
      variables: new Map(),
    });
  });

  it('names a decision point, with a token from the environment, and over plain HTTP on loopback', () => {
    expect(
      load(
        'relationships: { url: "https://opa.example/v1/data/phi", token: "${OPA_TOKEN}", claims: { who: sub2 }, timeoutMs: 250, cacheSeconds: 0, consent: true }',
        { OPA_TOKEN: 's3cret' },
      ),
    ).toEqual({
      source: {
        kind: 'decision-point',
        url: 'https://opa.example/v1/data/phi',
        token: 's3cret',
        claims: new Map([['who', 'sub2']]),
      },
      timeoutMs: 250,
      cacheSeconds: 0,
      consent: true,
    });
    expect(load('relationships: { url: "http://127.0.0.1:8181/v1/data/phi" }')).not.toBeNull();
  });

  it.each([
    ['relationships: {}', 'relationships: names no source'],
    ['relationships: { consent: true }', 'relationships: names no source'],
    ['relationships: { subgraph: visits }', 'relationships.operation: is required'],
    ['relationships: { operation: care-team.graphql }', 'relationships.subgraph: is required'],
    ['relationships: { subgraph: visits, operation: "" }', 'relationships.operation: must be'],
    [
      'relationships: { subgraph: visits, operation: no.graphql }',
      "operation: the file can't be read",
    ],
    ['relationships: { url: http://opa.example/ }', 'relationships.url: must be an https:// URL'],
    ['relationships: { url: opa }', 'relationships.url: must be the URL of a decision point'],
    ['relationships: { url: "https://u:p@opa.example/" }', 'must not hold a user or password'],
    [
      'relationships: { url: https://opa.example/, token: "two words" }',
      'relationships.token: must',
    ],
    ['relationships: { url: https://opa.example/, token: "" }', 'relationships.token: must'],
    ['relationships: { url: https://opa.example/, token: "${NO_SUCH}" }', 'NO_SUCH is not set'],
    [
      'relationships: { url: https://opa.example/, claims: [a] }',
      'relationships.claims: must be a map',
    ],
    [
      'relationships: { url: https://opa.example/, claims: { a: 7 } }',
      'relationships.claims.a: must',
    ],
    [
      'relationships: { url: https://opa.example/, timeoutMs: 5 }',
      'relationships.timeoutMs: must be',
    ],
    [
      'relationships: { url: https://opa.example/, cacheSeconds: 301 }',
      'cacheSeconds: must be a whole',
    ],
    [
      'relationships: { url: https://opa.example/, consents: true }',
      'relationships.consents: is not known',
    ],
    [
      'relationships: { url: https://opa.example/, consent: maybe }',
      'consent: must be true or false',
    ],
    ['relationships: [opa]', 'relationships: must be a section with keys'],
    [
      'authorization: { reach: { nurse: care-team, doctor: care-team, clerk: all } }',
      'relationships: is required: which source lists the care team of nurse and doctor?',
    ],
  ])('is refused: %s, with the problem "%s"', (yaml, line) => {
    expect(problems(yaml)).toEqual([expect.stringContaining(line)]);
  });

  it('is refused with one problem for each of subgraph, operation and variables if url is set, and for each of token and claims if it is not', () => {
    expect(
      problems(
        'relationships: { url: https://opa.example/, subgraph: visits, operation: care-team.graphql, variables: {} }',
      ).map((line) => line.split(':')[0]),
    ).toEqual(['relationships.subgraph', 'relationships.operation', 'relationships.variables']);
    expect(
      problems(
        'relationships: { subgraph: visits, operation: care-team.graphql, token: x, claims: {} }',
      ).map((line) => line.split(':')[0]),
    ).toEqual(['relationships.token', 'relationships.claims']);
  });

  it('is refused without printing the value of a token with a space', () => {
    const yaml = 'relationships: { url: "https://opa.example/", token: "${T}" }';
    const found = problems(yaml, { T: 'hunter2 hunter2' });
    expect(found).toEqual([expect.stringContaining('relationships.token: must')]);
    expect(found.join()).not.toContain('hunter2');
  });
});
