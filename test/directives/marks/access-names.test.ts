import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readAccessNames } from '../../../directives/marks/access-names.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';
const SPECS = 'https://specs.apollo.dev';

function namesOf(links: string): string[] {
  const names = readAccessNames(parse(`extend schema ${links}\ntype Query { a: Int }`));
  return [...names].map(([local, name]) => `${local}=${name}`).toSorted();
}

describe('the local names of @authenticated, @requiresScopes and @policy in a schema', () => {
  it.each<[string, string, string[]]>([
    ['none without a link', '@own', []],
    [
      'federation without imports',
      `@link(url: "${FEDERATION}")`,
      [
        'federation__authenticated=authenticated',
        'federation__policy=policy',
        'federation__requiresScopes=requiresScopes',
      ],
    ],
    [
      'federation under another name',
      `@link(url: "${FEDERATION}", as: "fed", import: ["@policy"])`,
      [
        'fed__authenticated=authenticated',
        'fed__policy=policy',
        'fed__requiresScopes=requiresScopes',
        'policy=policy',
      ],
    ],
    [
      'renamed imports',
      `@link(url: "${FEDERATION}", import: [{ name: "@policy", as: "@rule" }, { name: "@requiresScopes", as: "@policy" }])`,
      [
        'federation__authenticated=authenticated',
        'federation__policy=policy',
        'federation__requiresScopes=requiresScopes',
        'policy=requiresScopes',
        'rule=policy',
      ],
    ],
    [
      'the access control specifications themselves, as in a supergraph',
      `@link(url: "${SPECS}/authenticated/v0.1", for: SECURITY) @link(url: "${SPECS}/policy/v0.1", as: "p") @link(url: "${SPECS}/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@scoped" }])`,
      [
        'authenticated=authenticated',
        'p=policy',
        'requiresScopes=requiresScopes',
        'scoped=requiresScopes',
      ],
    ],
    [
      'none of specifications at other URLs',
      '@link(url: "https://example.com/policy/v0.1") @link(url: "https://example.com/federation/v2.9", import: ["@policy"])',
      [],
    ],
  ])('are those that its @links give them: %s', (_what, links, expected) => {
    expect(namesOf(links)).toEqual(expected);
  });
});
