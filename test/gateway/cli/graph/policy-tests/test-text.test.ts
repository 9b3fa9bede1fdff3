import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeTestJunit } from '../../../../../gateway/cli/graph/policy-tests/test-junit.ts';
import { writeTestText } from '../../../../../gateway/cli/graph/policy-tests/test-text.ts';
import { openPolicyTests, type PolicyTests } from '../../../../support/policy-tests.ts';

const SUBGRAPHS = {
  accounts: `
    type Query { account(id: ID!): Account }
    type Account @key(fields: "id") @role(anyOf: ["own", "staff"]) {
      id: ID!
      mail: String @phi(category: EMAIL)
      phone: String @phi(category: PHONE)
      desk: String @phi @role(anyOf: ["staff"])
    }
  `,
};

const POLICY = `callers: { own: { roles: own, relation: self } }
cases:
  - name: one
    query: '{ account(id: "1") { mail phone desk } }'
    expect: { own: { views: { Account.mail: full, Account.phone: full, Account.desk: full } } }
`;

let tests: PolicyTests;
beforeAll(async () => {
  tests = await openPolicyTests(
    SUBGRAPHS,
    'authorization: { reach: { own: self, staff: all }, defaultRoles: [own] }',
  );
});
afterAll(() => tests.close());

describe('the report of a failed policy test', () => {
  it('has the fields of one operation that a caller gets for the same reason as one failure', async () => {
    const file = { ...(await tests.run(POLICY)), schemaFiles: new Map() };
    const report = { files: [file], coverage: null, ms: 0 };
    const reason = 'names no patient, so only roles that reach all patients see it';
    const text = writeTestText(report, false);
    expect(text).toContain(
      `        own: Account.mail, Account.phone\n          expected  full\n          got       denied by role\n          why       ${reason}\n          recorded`,
    );
    expect(text.split(reason)).toHaveLength(2);
    expect(text).toContain('own: Account.desk\n');
    expect(writeTestJunit(report)).toContain('own: Account.mail, Account.phone: expected full');
  });
});
