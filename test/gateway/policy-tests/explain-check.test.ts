import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explainCheck } from '../../../gateway/policy-tests/explain-check.ts';
import { openPolicyTests, type PolicyTests } from '../../support/policy-tests.ts';

const OWN = '@role(anyOf: ["own", "staff"])';

const SUBGRAPHS = {
  club: `
    type Query {
      account(id: ID!): Account
      members: [Member!]
      plain: String
      visits(of: Filter): Int
    }
    type Mutation {
      book(visit: VisitInput!): Int
      move(visit: MoveInput!): Int
      note: String @phi ${OWN}
    }
    input Filter { and: [Filter!] member: ID @patient text: String @phi ${OWN} }
    input VisitInput { member: ID! @phi(category: OTHER_ID) ${OWN} kind: Kind slots: [Slot!] }
    input MoveInput { secret: String @role(anyOf: ["staff"]) open: String }
    input Slot { room: String @phi ${OWN} }
    enum Kind { LONG @phi ${OWN} SHORT }
    type Account @key(fields: "id") { id: ID! mail: String @phi(category: EMAIL) ${OWN} desk: String @phi @role(anyOf: ["staff"]) open: String }
    type Member @key(fields: "id") @patient(id: "owner.id") { id: ID! owner: Owner mail: String @phi(category: EMAIL) ${OWN} }
    type Owner { id: ID }
  `,
};

const CONFIG = 'authorization: { reach: { own: self, staff: all } }';
const CALLERS = 'callers: { own: { roles: own, relation: self }, staff: { roles: staff } }';

let tests: PolicyTests;
beforeAll(async () => {
  tests = await openPolicyTests(SUBGRAPHS, CONFIG);
});
afterAll(() => tests.close());

/** The explanations of all checks of a case of the caller `own`. */
async function why(text: string): Promise<readonly (readonly string[])[]> {
  const { results } = await tests.run(
    `${CALLERS}\ncases: [{ name: one, ${text}, expect: { own: full } }]`,
  );
  const { graph, config } = tests.opened;
  const explained = { ...graph, authorization: config.authorization, placeOf: () => null };
  return results.flatMap(({ checks }) =>
    checks.map((check) => explainCheck(check, ['own'], explained)),
  );
}

describe('the reason of a denial in a policy test', () => {
  it('is that the value names no patient where the marks let a role of the caller see it', async () => {
    expect(await why('field: Account.mail')).toEqual([
      ['names no patient, so only roles that reach all patients see it'],
    ]);
  });

  it('is the marks where they let no role of the caller see it', async () => {
    expect(await why('field: Account.desk')).toEqual([
      ['no role of the caller sees it', 'Account.desk needs', '  staff   its own mark'],
    ]);
  });

  it('is that the object names no patient where others of its type do', async () => {
    expect(await why('field: Member.mail, values: { Owner.id: null }')).toEqual([
      [
        'a role of the caller sees it, but its object names no patient, or one that this role does not reach',
      ],
    ]);
  });

  it('is each input that names no patient, of those that the operation uses', async () => {
    const query =
      'mutation { book(visit: { member: "patient-1", kind: LONG, slots: [{ room: "1" }] }) }';
    const alone = 'names no patient, so only roles that reach all patients may use it';
    expect(await why(`query: '${query}'`)).toEqual([
      [
        'the caller may not use an argument of it',
        `VisitInput.member ${alone}`,
        '  own or staff   its own mark',
        `Kind.LONG ${alone}`,
        '  own or staff   its own mark',
        `Slot.room ${alone}`,
        '  own or staff   its own mark',
      ],
    ]);
  });

  it('is the marks of the input that no role of the caller may use, and no requirement of an open field', async () => {
    expect(await why(`query: 'mutation { move(visit: { secret: "1", open: "2" }) }'`)).toEqual([
      [
        'the caller may not use an argument of it',
        'MoveInput.secret needs',
        '  staff   its own mark',
      ],
    ]);
  });

  it('is that the arguments do not bind the field to the patient that they name', async () => {
    const query = '{ visits(of: { member: "patient-1", text: "a" }) }';
    expect(await why(`query: '${query}'`)).toEqual([
      [
        'the caller may not use an argument of it',
        'Filter.text no role of the caller that may use it reaches a patient to which the arguments bind the field',
        '  own or staff   its own mark',
      ],
    ]);
  });

  it('is that a mutation of PHI names no patient', async () => {
    expect(await why('query: "mutation { note }"')).toEqual([
      ['takes or returns PHI and names no patient: only roles that reach all patients use it'],
    ]);
  });
});
