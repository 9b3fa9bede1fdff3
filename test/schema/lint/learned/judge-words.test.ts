import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../../schema/lint/finding.ts';
import { NO_HINTS } from '../../../../schema/lint/lint-hints.ts';
import { lint } from '../../../../schema/lint/lint.ts';
import { heaviestWords } from '../../../../schema/lint/learned/judge-words.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { ANY_ROLES } from '../../../support/lint-subgraphs.ts';

/** A diary of cycles, none of whose types the rules read as a patient's. */
const DIARY = `
  type Query { me: Account cycles(first: Int): [Cycle!]! insights(month: String): [Insight!]! }
  type Mutation { logDay(input: DayLogInput!): DayLog! startCycle(startedOn: String!): Cycle! }
  type Account { id: ID! email: String nickname: String birthYear: Int createdAt: String }
  type Cycle { id: ID! startedOn: String endedOn: String length: Int days: [DayLog!]! }
  type DayLog { id: ID! day: String flow: String cramps: Int basal: Float intimacy: Boolean remarks: String }
  input DayLogInput { day: String flow: String cramps: Int basal: Float intimacy: Boolean remarks: String }
  type Insight { title: String text: String }
  type Article { id: ID! title: String slug: String body: String }`;

/** A shop with a user that the rules read as a person with health information. */
const SHOP = `
  type Query { products(search: String, first: Int, after: String): [Product!]! orders(userId: ID): [Order!]! }
  type Mutation { placeOrder(input: OrderInput!): Order! }
  type Product { id: ID! name: String! price: Float! stock: Int color: String brand: String weight: Float }
  type Order { id: ID! number: String total: Float status: String placedAt: String user: User items: [Item!] }
  type Item { quantity: Int price: Float product: Product }
  type User { id: ID! name: String email: String insuranceNumber: String allergies: [String!] orders: [Order!] }
  type Post { id: ID! title: String text: String slug: String author: String }
  input OrderInput { userId: ID productIds: [ID!] quantity: Int note: String coupon: String }`;

function found(sdl: string, patientTypes: readonly string[] = []): ReadonlyMap<string, Finding> {
  const subgraphs = [{ name: 'a', url: 'http://a.test', sdl }];
  const findings = lint(subgraphs, ANY_ROLES, { ...NO_HINTS, patientTypes });
  return new Map(
    findings
      .filter(({ code }) => code === 'PHI_UNMARKED')
      .map((finding) => [finding.coordinate ?? '', finding]),
  );
}

describe('learned words', () => {
  it('find PHI in a schema whose patients no rule recognizes, with the words that they rest on', () => {
    const { evidence, suggestion, message } = found(DIARY).get('DayLog.cramps') ?? {};
    expect(message).toContain('by its words');
    expect(evidence).toEqual({
      confidence: 'medium',
      signs: ['in labeled schemas, fields with "day" and "log" in a type like this are mostly PHI'],
    });
    expect(suggestion).toEqual({ kind: 'mark', categories: ['CLINICAL'], roles: null });
  });

  it('suggest the category of a key and of a day by the vocabulary', () => {
    const findings = found(DIARY);
    const category = (at: string) => findings.get(at)?.suggestion?.categories;
    expect(category('DayLog.id')).toEqual(['OTHER_ID']);
    expect(category('DayLogInput.day')).toEqual(['DATE']);
  });

  it('say nothing of an article beside the diary', () => {
    expect([...found(DIARY).keys()].filter((at) => at.startsWith('Article'))).toEqual([]);
  });

  it('drop findings without high confidence in software that is not for health, and keep the others', () => {
    const findings = found(SHOP);
    expect(findings.has('User.name')).toBe(false);
    expect(findings.get('User.allergies')?.evidence?.confidence).toBe('high');
  });

  it.each<[string, ReadonlyMap<string, Finding>, string]>([
    ['of a type that is declared for patients', found(SHOP, ['User']), 'User.name'],
    [
      'of a type that is named for patients',
      found(SHOP.replaceAll('User', 'Patient')),
      'Patient.name',
    ],
    ['in a schema that links the specification of @phi', found(`${HEAD}${SHOP}`), 'User.name'],
  ])('drop no finding %s', (_where, findings, at) => {
    expect(findings.get(at)?.evidence?.confidence).toBe('medium');
  });

  it('are not heard in a schema with few values', () => {
    const [few = ''] = /type DayLog .*/.exec(DIARY) ?? [];
    expect([...found(`type Query { log: DayLog } ${few}`).keys()]).toEqual([]);
  });

  it('name at most three words, the heaviest first, none that speaks against PHI, and each once', () => {
    const features = ['word mood', 'word note', 'in entry', 'of mood', 'in day', 'class time'];
    expect(
      heaviestWords(
        features.map((name) => [name, 1]),
        {
          'word mood': 1,
          'word note': -1,
          'in entry': 2,
          'of mood': 3,
          'in day': 0.5,
          'class time': 9,
        },
      ),
    ).toEqual(['mood', 'entry', 'day']);
  });
});
