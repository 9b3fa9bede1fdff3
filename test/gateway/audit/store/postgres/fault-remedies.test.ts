import { describe, expect, it } from '@jest/globals';
import { connectionRemedy } from '../../../../../gateway/audit/store/postgres/fault-remedies.ts';

describe('the remedy for a PostgreSQL error', () => {
  it.each([
    ['57014', /statement_timeout/],
    ['25P04', /transaction_timeout/],
    ['53300', /connections/],
    ['53200', /locks/],
    ['53100', /disk is full/],
    ['57P03', /starting/],
    ['58P01', /names a file/],
  ])('of SQLSTATE %s matches %s', (code, remedy) => {
    expect(connectionRemedy(code)).toMatch(remedy);
  });
});
