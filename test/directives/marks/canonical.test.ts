import { describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { canonicalSubgraph, canonicalSupergraph } from '../../../directives/marks/canonical.ts';
import { schemaNodes } from '../../../directives/marks/schema-elements.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

describe('a schema rewritten with the default names of the phi directives', () => {
  it.each([
    ['subgraph', canonicalSubgraph],
    ['supergraph', canonicalSupergraph],
  ])('is unchanged if it is a %s without a @link to the phi specification', (_kind, canonical) => {
    const document = parse('type Query { a: Int }');
    expect(canonical(document)).toEqual({ document, problems: [] });
  });

  it.each([
    ['subgraph', canonicalSubgraph],
    ['supergraph', canonicalSupergraph],
  ])(
    'defines the enum phi__Category if it is a %s with a @link to the phi specification',
    (_kind, canonical) => {
      const { document, problems } = canonical(parse(`${HEAD}type Query { a: Int }`));
      expect(problems).toEqual([]);
      expect(print(document)).toContain('enum phi__Category');
    },
  );

  it('has one @link to the phi specification and one @composeDirective for each of the three phi directives', () => {
    const text = print(canonicalSubgraph(parse(`${HEAD}type Query { a: Int }`)).document);
    expect(text.match(/@composeDirective\(name: "@\w+"\)/g)).toHaveLength(3);
    expect(text.match(/@link\(url: "https:..phi-gateway/g)).toHaveLength(1);
  });

  it('keeps no schema extension that is empty once the @link to the phi specification is taken out', () => {
    const own = HEAD.replace('@link(url: "https://phi', 'extend schema @link(url: "https://phi');
    const { document } = canonicalSubgraph(parse(`${own}type Query { a: Int }`));
    expect(schemaNodes(document).filter(({ directives }) => directives?.length === 0)).toEqual([]);
  });
});
