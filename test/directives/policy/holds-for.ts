import { expect, it } from '@jest/globals';
import { needOf, policyOf } from '../../support/compose-subgraphs.ts';

type Case = readonly [
  rule: string,
  subgraphs: Readonly<Record<string, string>>,
  needs: Readonly<Record<string, string>>,
];

/**
 * A test for each case: the requirements of coordinates, as `needOf` writes them. Every graph is composed, so each case holds
 * for the supergraph and for the subgraphs alike.
 */
export function holdsFor(cases: readonly Case[]): void {
  it.each(cases)('%s', (_rule, subgraphs, needs) => {
    const policy = policyOf(subgraphs);
    const found = Object.keys(needs).map((at) => [at, needOf(policy, at)]);
    expect(Object.fromEntries(found)).toEqual(needs);
  });
}
