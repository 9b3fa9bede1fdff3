import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../support/config-section.ts';

const { problems } = configSection(`
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
