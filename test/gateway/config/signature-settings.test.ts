import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { prepareStart } from '../../../gateway/config/start/prepare-start.ts';
import { configSection } from '../../support/config-section.ts';

const { folder, load, problems } = configSection(`
identity: { issuers: [{ issuer: https://id.example, audience: a, jwks: https://id.example/jwks }] }
audit: { db: audit.db }
`);

/** A configuration whose `subgraph` has these settings, and whose only subgraph has these of its own. */
const yaml = (shared: string, own: string) => `
subgraph: { ${shared} }
graph: { subgraphs: [{ name: patients, url: https://patients.example, ${own} }] }`;

const KEY = 'identity: { key: gateway.key }';

describe('the settings for signatures between gateway and subgraphs', () => {
  it('sign no request and verify no response by default', () => {
    const { subgraph, graph } = load(yaml('', ''));
    expect(subgraph).toMatchObject({ signRequests: false, verifyResponses: 'none' });
    expect(graph.subgraphs[0]).toMatchObject({ responseKeys: null });
  });

  it.each<[string, string, string]>([
    ['a digest of responses without any key', '', 'verifyResponses: digest'],
    ['signed requests to all subgraphs', `${KEY}, signRequests: true`, ''],
    ['signed requests to one subgraph', KEY, 'signRequests: true'],
    [
      'signed responses of one subgraph',
      `${KEY}, signRequests: true`,
      'verifyResponses: signature, responseKeys: https://patients.example/jwks',
    ],
    [
      'signed responses of all subgraphs but one',
      `${KEY}, signRequests: true, verifyResponses: signature`,
      'verifyResponses: none',
    ],
  ])('are accepted for %s', (_what, shared, own) => {
    expect(problems(yaml(shared, own))).toEqual([]);
  });

  it('take a file of responseKeys from the folder of the configuration', () => {
    const { graph } = load(
      yaml(`${KEY}, signRequests: true`, 'verifyResponses: signature, responseKeys: p.json'),
    );
    expect(graph.subgraphs[0]?.responseKeys).toEqual({
      kind: 'file',
      path: join(folder, 'p.json'),
    });
  });

  it('are refused at the start with one problem if the file of responseKeys is no key set', async () => {
    writeFileSync(join(folder, 'p.json'), '{"keys":[]}');
    const keys = 'verifyResponses: signature, responseKeys: p.json';
    const { graph, subgraph } = load(yaml(`${KEY}, signRequests: true`, keys));
    const read = { validSections: { graph, subgraph }, problems: new Map<string, string>() };
    expect((await prepareStart(read, () => Promise.resolve(null))).problems).toEqual([
      { path: 'graph.subgraphs[0].responseKeys', text: `${join(folder, 'p.json')}: has no key.` },
    ]);
  });

  const own = 'graph.subgraphs[0]';
  it.each<[string, string, string, readonly string[]]>([
    [
      'all requests are to be signed, but subgraph.identity is missing',
      'signRequests: true',
      '',
      ['subgraph.signRequests: needs subgraph.identity'],
    ],
    [
      'requests to one subgraph are to be signed, but subgraph.identity is missing',
      '',
      'signRequests: true',
      [`${own}.signRequests: needs subgraph.identity`],
    ],
    [
      'signatures of responses are verified, but requests are not signed',
      KEY,
      'verifyResponses: signature, responseKeys: p.json',
      [`${own}.verifyResponses: needs signRequests: true`],
    ],
    [
      'signatures of responses are verified, but the responseKeys of a subgraph are missing',
      `${KEY}, signRequests: true, verifyResponses: signature`,
      '',
      [`${own}.responseKeys: is required`],
    ],
    [
      'there are responseKeys, but only digests are verified',
      KEY,
      'verifyResponses: digest, responseKeys: p.json',
      [`${own}.responseKeys: is not used`],
    ],
    [
      'responseKeys come over plain HTTP',
      `${KEY}, signRequests: true`,
      'verifyResponses: signature, responseKeys: http://patients.example/jwks',
      [`${own}.responseKeys: must be an https:// URL`],
    ],
    [
      'verifyResponses has an unknown value',
      '',
      'verifyResponses: yes',
      [`${own}.verifyResponses: must be one of`],
    ],
  ])('are refused if %s', (_why, shared, of, expected) => {
    expect(problems(yaml(shared, of))).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });

  it('are refused without subgraph.identity, even if only a supergraph file names the subgraphs', () => {
    const text = 'subgraph: { signRequests: true }\ngraph: { supergraph: s.graphql }';
    expect(problems(text)).toEqual([
      expect.stringContaining('subgraph.signRequests: needs subgraph.identity'),
    ]);
  });
});
