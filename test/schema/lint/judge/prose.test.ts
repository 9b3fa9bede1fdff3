import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('lint judges a description', () => {
  it.each<[string, string, string[]]>([
    ['in a graph with patients', 'type Patient { a: Boolean }', ['Account.handle', 'Account.tax']],
    ['only by words with one meaning in a graph without patients', '', ['Account.tax']],
  ])('%s', (_where, patient, expected) => {
    const account =
      'type Account { "The email address of the account." handle: String "The social security number." tax: String }';
    expect(unmarkedCoordinates(`type Query { account: Account } ${account} ${patient}`)).toEqual(
      expected,
    );
  });
});
