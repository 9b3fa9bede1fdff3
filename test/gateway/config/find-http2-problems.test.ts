import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../support/config-section.ts';

const { problems } = configSection(`
identity: { issuers: [{ issuer: https://id.example, audience: a, jwks: https://id.example/jwks }] }
audit: { db: audit.db }
`);

const LOCAL = 'name: notes, url: http://127.0.0.1:4001';
const REMOTE = 'name: labs, url: https://labs.example';

/** A configuration whose `subgraph` has these settings, with these subgraphs. */
const yaml = (shared: string, ...subgraphs: readonly string[]) => `
subgraph: { ${shared} }
graph: { subgraphs: [${subgraphs.map((each) => `{ ${each} }`).join(', ')}] }`;

describe('http2 for a subgraph', () => {
  it.each<[string, string]>([
    ['with https', yaml('', `${REMOTE}, http2: true`, LOCAL)],
    ['for all subgraphs, which have https', yaml('http2: true', REMOTE)],
    ['for all but the one without https', yaml('http2: true', REMOTE, `${LOCAL}, http2: false`)],
  ])('is accepted: %s', (_what, text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['its own', yaml('', REMOTE, `${LOCAL}, http2: true`), 'graph.subgraphs[1].http2'],
    ['that of all subgraphs', yaml('http2: true', REMOTE, LOCAL), 'subgraph.http2'],
  ])('is refused without https, with the name of the subgraph: %s', (_what, text, path) => {
    expect(problems(text)).toEqual([
      `${path}: needs an https:// URL, unlike that of notes. Fix the URL, or set http2: false there`,
    ]);
  });
});
