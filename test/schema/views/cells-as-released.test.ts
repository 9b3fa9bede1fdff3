import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { DEMO_ROLES } from '../../../gateway/demo/accounts.ts';
import { explain } from '../../../schema/explain/explain.ts';
import { explainViews } from '../../../schema/explain/explain-views.ts';
import { printExplanation } from '../../../schema/explain/print-explanation.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';
import { buildMatrix } from '../../../schema/matrix/build-matrix.ts';
import { matrixDocument } from '../../../schema/matrix/matrix-document.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { isShown, shownText, type Shown } from '../../../schema/views/shown.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { openPolicyTests, type PolicyTests } from '../../support/policy-tests.ts';
import { OPTIONS } from '../../support/viewed-graph.ts';

const ALL = '@role(anyOf: ["own", "ward", "team", "staff"])';

/** Values of every kind with and without a patient, each marked for all roles. */
const CLUB = {
  club: `
    type Query {
      member(id: ID! @patient): Member
      profile(id: ID!): Profile
      profiles(mail: String @phi(category: EMAIL) ${ALL}): [Profile!]
      rating: String @phi ${ALL}
      ratingOf(member: ID! @patient, kind: String @phi ${ALL}): String @phi ${ALL}
      room: Room
      plain: String ${ALL}
      any: Named
      fits(size: Size): String
    }
    type Mutation {
      book(visit: VisitInput!): Int
      bookFor(visit: MemberVisitInput!): Visit
      rate(text: String @phi ${ALL}): Int
    }
    input VisitInput { member: ID! reason: String @phi ${ALL} }
    input MemberVisitInput { member: ID! @patient reason: String @phi ${ALL} }
    interface Named { name: String @phi(category: NAME) ${ALL} }
    type Member implements Named @key(fields: "id") @patient(id: "id") {
      id: ID!
      name: String
      mail: String @phi(category: EMAIL) ${ALL}
      home: Home
      shared: Shared
    }
    type Profile implements Named @key(fields: "id") {
      id: ID!
      name: String
      mail: String @phi(category: EMAIL) ${ALL}
      both: String @phi @role(anyOf: ["own"]) @role(anyOf: ["staff"])
      code: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["own"], deidentified: ["staff"])
      nickname: String ${ALL}
      card: Card
      shared: Shared
      member: Member @phi ${ALL}
    }
    type Visit @key(fields: "id") @patient(id: "member.id") { id: ID! member: Member! text: String @phi ${ALL} }
    type Home { street: String @phi(category: GEOGRAPHY) ${ALL} }
    type Card @phi(category: FINANCIAL) ${ALL} { number: String }
    type Shared { text: String @phi ${ALL} }
    type Room @key(fields: "id") { id: ID! note(member: ID! @patient): String @phi ${ALL} size: Size }
    enum Size { S @phi ${ALL} M }
  `,
};

const CONFIG = `
authorization: { reach: { own: self, ward: { list: wards }, team: care-team, staff: all } }
relationships: { url: '\${NOT_SET}', token: '\${NOT_SET}' }
`;

const CLUB_REACH = { own: 'self', ward: 'list (wards)', team: 'care-team', staff: 'all' };

function optionsOf(reach: Readonly<Record<string, string>>): ViewOptions {
  return { ...OPTIONS, reach: new Map(Object.entries(reach)) };
}

/** Coordinate → role → what the matrix shows. */
async function matrixOf({ opened: { graph } }: PolicyTests, options: ViewOptions) {
  const { groups } = await buildMatrix(graph, options, 'all', null);
  return new Map(
    groups.flatMap(({ rows }) => rows.map(({ element, byRole }) => [element.at, byRole] as const)),
  );
}

/** `coordinate role: view` of each cell that differs from what the gateway releases to a caller who reaches the patient. */
async function differences(tests: PolicyTests, options: ViewOptions, cases: string) {
  const matrix = await matrixOf(tests, options);
  const roles = [...(options.reach ?? [])];
  const callers = roles.map(
    ([role, reach]) =>
      `  ${role}: { roles: ${role}, relation: ${RELATIONS[reach] ?? 'listed'}, claims: { project: study } }`,
  );
  const { results } = await tests.run(
    `callers:\n${callers.join('\n')}\ncases: [{ name: one, ${cases}, expect: { others: full } }]`,
  );
  const checks = results.flatMap((result) => result.checks);
  const different = checks.flatMap(({ caller, subject, seen }) => {
    const cell = matrix.get(subject as Coordinate)?.get(caller) ?? 'none';
    const released =
      seen?.kind === 'full' || seen?.kind === 'deidentified' ? (seen.method ?? seen.kind) : null;
    const expected = isShown(cell) ? cell : null;
    return released === expected || (cell === 'SUPPRESS' && seen?.kind === 'suppressed')
      ? []
      : [`${subject} ${caller}: ${cell}, but ${JSON.stringify(seen)}`];
  });
  return { compared: checks.length, different };
}

const RELATIONS: Readonly<Record<string, string>> = {
  all: 'none',
  self: 'self',
  'care-team': 'care-team',
};

async function explanationOf(
  { opened: { graph } }: PolicyTests,
  at: string,
  options: ViewOptions,
): Promise<string> {
  const coordinate = parseCoordinate(at);
  const explanation = coordinate && explain(coordinate, graph, options);
  if (!explanation) throw new Error(at);
  const views = await explainViews(explanation, graph.policy, { options, roles: [] });
  return printExplanation(explanation, views, () => null);
}

describe('a cell of the matrix, for a caller with one role that reaches the patient,', () => {
  let club: PolicyTests;
  let health: PolicyTests;
  const options = optionsOf(CLUB_REACH);
  const demoReach = Object.fromEntries(DEMO_ROLES.map(({ role, reach }) => [role, reach]));
  beforeAll(async () => {
    club = await openPolicyTests(CLUB, CONFIG);
    const spec = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
    const reach = Object.entries(demoReach).map(([role, kind]) => `${role}: ${kind}`);
    health = await openPolicyTests(
      Object.fromEntries(
        HEALTH_SUBGRAPHS.map(({ name }) => [
          name,
          `${readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8')}${spec}`,
        ]),
      ),
      `authorization: { reach: { ${reach.join(', ')} } }
relationships: { url: '\${NOT_SET}', token: '\${NOT_SET}' }
pseudonymKey: \${NOT_SET}`,
    );
  });
  afterAll(async () => {
    await club.close();
    await health.close();
  });

  it('is what the gateway releases, for each field, argument and input field with and without a patient', async () => {
    const matrix = await matrixOf(club, options);
    const asked = [...matrix.keys()].filter(
      (at) =>
        at.includes('.') &&
        club.opened.graph.policy.requirements.has(at) &&
        !at.startsWith('Size.'),
    );
    const { compared, different } = await differences(
      club,
      options,
      `field: [${asked.map((at) => `'${at}'`).join(', ')}]`,
    );
    expect(different).toEqual([]);
    expect(compared).toBe(asked.length * 4);
  });

  it('is what the gateway releases, for each field with PHI of the example graph', async () => {
    const { policy } = health.opened.graph;
    const categories = new Set(
      [...policy.requirements.values()].flatMap((each) => each.categories),
    );
    const { compared, different } = await differences(
      health,
      optionsOf(demoReach),
      `category: [${[...categories].join(', ')}]`,
    );
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it.each<[string, Shown]>([
    ['Member.mail', 'full'],
    ['Home.street', 'full'],
    ['Shared.text', 'full'],
    ['Query.ratingOf', 'full'],
    ['Query.ratingOf(kind:)', 'full'],
    ['Room.note', 'full'],
    ['MemberVisitInput.reason', 'full'],
    ['Profile.nickname', 'full'],
    ['Query.plain', 'full'],
    ['Profile.mail', 'no patient'],
    ['Profile.code', 'no patient'],
    ['Profile.card', 'no patient'],
    ['Card', 'no patient'],
    ['Card.number', 'no patient'],
    ['Query.rating', 'no patient'],
    ['Query.profiles(mail:)', 'no patient'],
    ['VisitInput.reason', 'no patient'],
    ['Mutation.rate(text:)', 'no patient'],
    ['Size.S', 'no patient'],
  ])('shows of %s to a role that reaches its own record: %s', async (at, shows) => {
    const cells = (await matrixOf(club, options)).get(at as Coordinate);
    expect(cells?.get('own')).toBe(shows);
    expect(await explanationOf(club, at, options)).toMatch(
      new RegExp(`own +${shownText(shows).replaceAll(/[()]/g, String.raw`\$&`)} +reach: self\n`),
    );
  });

  it('counts no combination of roles of which one does not reach all patients, where there is no patient', async () => {
    const { groups } = await buildMatrix(club.opened.graph, options, 'phi', null);
    const row = groups
      .flatMap(({ rows }) => rows)
      .find(({ element }) => element.at === 'Profile.both');
    expect([row?.combination, row?.isSeen]).toEqual([null, false]);
  });

  it('is explained in the legend of the page, and not counted as seen', async () => {
    const { graph } = club.opened;
    const subject = {
      title: '',
      date: '',
      policyHash: '',
      schemaHash: '',
      version: '',
      subgraphs: [],
    };
    const page = async (given: ViewOptions) =>
      matrixDocument(await buildMatrix(graph, given, 'phi', null), subject, given).replaceAll(
        /\s+/g,
        ' ',
      );
    expect(await page(options)).toContain('the element names no patient');
    const everyPatient = optionsOf({ own: 'all', ward: 'all', team: 'all', staff: 'all' });
    expect(await page(everyPatient)).not.toContain('no patient');
  });

  it('says whose record it is in the words of the cell', async () => {
    const only = 'only roles that reach all patients see its PHI';
    for (const [at, text] of [
      ['Profile.mail', `unknown: ${only}`],
      ['Query.rating', `unknown: ${only}`],
      ['Card.number', `the patient of the object above, but none above names one: ${only}`],
      ['Home.street', 'the patient of the object above\n'],
      ['Room.note', `unknown, unless an argument names the patient: ${only}`],
    ] as const)
      expect(await explanationOf(club, at, options)).toContain(`whose record\n  ${text}`);
  });
});
