import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { prepareStart } from '../../../gateway/config/start/prepare-start.ts';
import { configSection } from '../../support/config-section.ts';

const { folder, load, problems } = configSection(`
identity: { issuers: [{ issuer: https://id.example, audience: a, jwks: https://id.example/jwks }] }
audit: { db: audit.db }
subgraph: { maxResponseBytes: 4096, maxBytesInFlight: 16384 }
`);

const own = (bytes: number) =>
  `graph: { subgraphs: [{ name: labs, url: https://labs.example, maxResponseBytes: ${bytes} }] }`;

describe("a subgraph's own maxResponseBytes", () => {
  it.each([1_024, 8_192])('may be %i, up to half of subgraph.maxBytesInFlight', (bytes) => {
    expect(problems(own(bytes))).toEqual([]);
  });

  it('is refused above half of subgraph.maxBytesInFlight, which no caller could hold', () => {
    expect(problems(own(8_193))).toEqual([
      'graph.subgraphs[0].maxResponseBytes: must be at most half of subgraph.maxBytesInFlight: one caller may hold half of it. Raise that too',
    ]);
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment', () => {
  it('is refused at the start, before anything is sent to a subgraph', async () => {
    writeFileSync(join(folder, 'labs.graphql'), 'type Query { a: Int }');
    const yaml =
      'graph: { subgraphs: [{ name: labs, url: https://labs.example, sdl: labs.graphql }] }';
    const { graph, subgraph } = load(yaml);
    const read = { validSections: { graph, subgraph }, problems: new Map<string, string>() };
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { prepared, problems: found } = await prepareStart(read, () => Promise.resolve(null));
      expect({ prepared, found }).toEqual({
        prepared: null,
        found: [
          {
            path: 'subgraph.tls',
            text: expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment'),
          },
        ],
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});
