import { describe, expect, it } from '@jest/globals';
import { problemLine } from '../../directives/marks/problem.ts';
import { compose } from '../../schema/compose.ts';
import { graphFromSupergraph } from '../../schema/graph-from-supergraph.ts';
import { HEAD } from '../support/compose-subgraphs.ts';

const SUBGRAPHS = [
  {
    name: 'a',
    url: 'http://a.test',
    sdl: `${HEAD}type Query { a: Int @requiresScopes(scopes: [["x"]]) @role(anyOf: ["r"]) }`,
  },
];
const composed = compose(SUBGRAPHS);
const SUPERGRAPH = composed.ok ? composed.supergraphSdl : '';

function problems(supergraph: string, subgraphs: typeof SUBGRAPHS | 'trusted'): readonly string[] {
  const taken = graphFromSupergraph(supergraph, subgraphs);
  return taken.ok ? [] : taken.problems.map(problemLine);
}

function linking(...features: readonly string[]): string {
  const links = features.map((feature) => `@link(url: "${feature}", for: SECURITY)`).join(' ');
  return SUPERGRAPH.replace('schema\n', `schema ${links}\n`);
}

describe('a precomposed supergraph', () => {
  it('is accepted with the access-control directives that the gateway enforces', () => {
    for (const subgraphs of [SUBGRAPHS, 'trusted'] as const) {
      const taken = graphFromSupergraph(SUPERGRAPH, subgraphs);
      expect(taken.ok && taken.policy.scopes).toEqual(['x']);
    }
  });

  it('is refused with one NOT_SUPPORTED problem for each security feature that the gateway cannot enforce', () => {
    const features = ['https://specs.apollo.dev/context/v0.1', 'https://example.com/vault/v1.0'];
    const supergraph = linking(...features);
    expect(supergraph).not.toBe(SUPERGRAPH);
    for (const subgraphs of [SUBGRAPHS, 'trusted'] as const)
      expect(problems(supergraph, subgraphs)).toEqual(
        features.map(
          (feature) =>
            `supergraph: Apollo Gateway can't serve the supergraph: feature ${feature} is for: SECURITY but is unsupported. Compose the supergraph without it. [NOT_SUPPORTED]`,
        ),
      );
  });

  it('is refused with LINK_VERSION and NOT_SUPPORTED for an unknown version of an access-control specification', () => {
    const supergraph = SUPERGRAPH.replace('requiresScopes/v0.1', 'requiresScopes/v0.2');
    expect(problems(supergraph, 'trusted')).toEqual([
      expect.stringMatching(/LINK_VERSION/),
      expect.stringMatching(/NOT_SUPPORTED/),
    ]);
  });

  it('is refused with NOT_SUPPORTED if it is not a supergraph, and with INVALID_SDL for a syntax error', () => {
    expect(problems('type Query { a: Int }', 'trusted')).toEqual([
      expect.stringMatching(/core schema.*NOT_SUPPORTED/),
    ]);
    expect(problems('type {', 'trusted')).toEqual([expect.stringMatching(/INVALID_SDL/)]);
  });
});
