import { describe, expect, it } from '@jest/globals';
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  nat,
  oneof,
  property,
  subarray,
  tuple,
} from 'fast-check';
import { parse } from 'graphql';
import { canonicalSubgraph } from '../../directives/marks/canonical.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy, View } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { composeWithApollo } from '../../schema/apollo-composition.ts';
import { HEAD } from '../support/compose-subgraphs.ts';
import { casesAtDepth } from '../support/depth.ts';
import { ruleCaller } from '../support/rule-caller.ts';
import { subgraphPolicy, supergraphPolicy } from '../support/policies.ts';

/** Two subgraphs with every construct that merges marks; each `@M` is a place for some. */
const PLACES = [
  `${HEAD}
  type Query @M { node: Node @M u: U @M p(id: ID @M, where: Where @M, order: Order @M): P @M media: Media @M }
  interface Node @M { id: ID @M name: String @M code: Code @M }
  interface Sub implements Node @M { id: ID @M name: String @M code: Code @M }
  union U @M = P | Q
  scalar Code @M
  enum Order @M { UP @M DOWN @M }
  input Where { code: Code @M deeper: Where @M }
  type P implements Node @key(fields: "id") @M { id: ID! @M name: String @shareable @M code: Code @M ssn: String @M home: Home @M
    state: State @M seen: Place @M visit: Visit @M labs(kind: String @M, by: State @M): Int @M }
  type Home @M { zip: Code @M }
  enum State @M { WELL @M ILL @M }
  interface Place @M { zip: Code @M }
  type Ward implements Place @shareable @M { zip: Code @M }
  union Visit @M = Psych | Plain
  type Psych @shareable @M { at: Int @M }
  type Plain @shareable @M { at: Int @M }
  type Q implements Sub & Node @M { id: ID @M name: String @M code: Code @M }
  interface Media @key(fields: "id") @M { id: ID! @M title: String @M }
  type Book implements Media @key(fields: "id") @M { id: ID! @M title: String @M }
  type Film implements Media @key(fields: "id") @M { id: ID! @M title: String @M }`,
  `${HEAD}
  scalar Code @M
  type Home @M { zip: Code @external }
  type P @key(fields: "id") @M { id: ID! @M name: String @shareable @M ssn: String @external home: Home @external
    risk: Int @requires(fields: "ssn home { zip }") @M
    state: State @external seen: Place @external visit: Visit @external labs(kind: String, by: State): Int @external
    mood: Int @requires(fields: "state") @M
    where: Int @requires(fields: "seen { __typename }") @M
    kind: Int @requires(fields: "visit { ... on Plain { at } }") @M
    tests: Int @requires(fields: "labs(kind: \\"hiv\\", by: ILL)") @M }
  enum State @M { WELL @M ILL @M }
  interface Place @M { zip: Code @M }
  type Ward implements Place @shareable @M { zip: Code @M }
  union Visit @M = Psych | Plain
  type Psych @shareable @M { at: Int @M }
  type Plain @shareable @M { at: Int @M }
  type Media @interfaceObject @key(fields: "id") @M { id: ID! @M stars: Int @M title: String @external grade: Int @requires(fields: "title") @M }`,
].map((text) => text.split('@M'));

const COUNT = PLACES.reduce((sum, parts) => sum + parts.length - 1, 0);
const ROLES = ['a', 'b', 'c'];
const RANK: Readonly<Record<View, number>> = { none: 0, deidentified: 1, full: 2 };

const roles = subarray(ROLES).map((names) => JSON.stringify(names));
const role = tuple(roles, roles).map(
  ([any, some]) => `@role(anyOf: ${any}, deidentified: ${some})`,
);
const phi = constantFrom(
  '@phi',
  '@phi(category: SSN)',
  '@phi(category: NAME, deidentify: SUPPRESS)',
);
const none = { weight: 4, arbitrary: constant('') };
const place = nat(COUNT - 1);

/** Marks for all places, in which PHI always comes with a role. */
const withRoles = array(
  oneof(
    none,
    role,
    tuple(phi, role).map((both) => both.join(' ')),
  ),
  { minLength: COUNT, maxLength: COUNT },
);
/** Marks for all places, PHI for the default roles included. */
const anyMarks = array(oneof(none, role, phi), { minLength: COUNT, maxLength: COUNT });

function write(marks: readonly string[]): { name: string; document: ReturnType<typeof parse> }[] {
  let next = 0;
  return PLACES.map((parts, index) => ({
    name: `s${index}`,
    document: parse(
      parts.reduce((text, part) => {
        const mark = marks[next] ?? '';
        next += 1;
        return `${text}${mark}${part}`;
      }),
    ),
  }));
}

const CALLERS = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  ruleCaller(ROLES.filter((_role, index) => (bits & (1 << index)) !== 0)),
);

async function views(policy: Policy, at: Coordinate): Promise<number[]> {
  const table = compileRules(policy, { defaultRoles: ['a'], unmarked: 'allow' });
  return Promise.all(CALLERS.map(async (caller) => RANK[await table.view(at, caller)]));
}

async function isNowhereWider(
  narrow: Promise<number[]>,
  wide: Promise<number[]>,
): Promise<boolean> {
  const limit = await wide;
  return (await narrow).every((view, index) => view <= (limit[index] ?? 0));
}

type Parts = readonly (readonly [whole: string, parts: readonly string[]])[];

const STANDS_FOR: Parts = [
  ['Node.name', ['P.name', 'Q.name', 'Sub.name']],
  ['Sub.code', ['Q.code']],
  ['Media.title', ['Book.title', 'Film.title']],
  ['Media.stars', ['Book.stars', 'Film.stars']],
  ['P.risk', ['P.ssn', 'P.home', 'Home.zip']],
  ['P.mood', ['P.state', 'State.WELL', 'State.ILL']],
  ['P.where', ['P.seen', 'Ward']],
  ['P.kind', ['P.visit', 'Psych', 'Plain', 'Plain.at']],
  ['P.tests', ['P.labs', 'P.labs(kind:)', 'P.labs(by:)', 'State.ILL']],
  ['Book.grade', ['Book.title']],
  ['Media.grade', ['Media.title', 'Film.title']],
];

const IS_OF_TYPE: Parts = [
  ['P.risk', ['P', 'Node']],
  ['P.home', ['P', 'Home']],
  ['Book.grade', ['Book', 'Media']],
  ['Query.u', ['U', 'Query']],
  ['Query.p', ['P', 'Node']],
  ['P.code', ['Code', 'P']],
  ['Query.p(order:)', ['Order']],
  ['Order.UP', ['Order']],
  ['Where.code', ['Code']],
  ['Q', ['Sub', 'Node']],
];

/** Every `whole > part` for which some caller gets more of the whole than of the part. */
async function widerParts(policy: Policy, table: Parts): Promise<string[]> {
  const wider: string[] = [];
  for (const [whole, parts] of table) {
    for (const part of parts) {
      const narrow = views(policy, whole as Coordinate);
      const isWithin = await isNowhereWider(narrow, views(policy, part as Coordinate));
      if (!isWithin) wider.push(`${whole} > ${part}`);
    }
  }
  return wider;
}

describe('the policy compiled from random directives', () => {
  it('never shows more after a @phi or @role directive is added', async () => {
    await assert(
      asyncProperty(withRoles, place, oneof(role, phi), async (marks, at, added) => {
        const before = subgraphPolicy(write(marks));
        const more = marks.map((mark, index) => (index === at ? `${mark} ${added}` : mark));
        const after = subgraphPolicy(write(more));
        for (const coordinate of after.requirements.keys()) {
          expect(await isNowhereWider(views(after, coordinate), views(before, coordinate))).toBe(
            true,
          );
        }
        expect(
          [...before.requirements.keys()].filter((key) => !after.requirements.has(key)),
        ).toEqual([]);
      }),
      casesAtDepth(10, 40),
    );
  });

  it('shows no more of an interface or computed field than of the fields behind it', async () => {
    await assert(
      asyncProperty(anyMarks, async (marks) => {
        expect(await widerParts(subgraphPolicy(write(marks)), STANDS_FOR)).toEqual([]);
      }),
      casesAtDepth(25, 100),
    );
  });

  it('shows no more of a field, argument or type than of its parent, its own type and its interfaces, if all PHI has roles', async () => {
    await assert(
      asyncProperty(withRoles, async (marks) => {
        expect(await widerParts(subgraphPolicy(write(marks)), IS_OF_TYPE)).toEqual([]);
      }),
      casesAtDepth(25, 100),
    );
  });

  it('has the same hash when compiled from the supergraph and from its subgraphs', () => {
    assert(
      property(anyMarks, (marks) => {
        const subgraphs = write(marks);
        const composed = composeWithApollo(
          subgraphs.map(({ name, document }) => ({
            name,
            url: `http://${name}.test`,
            document: canonicalSubgraph(document).document,
          })),
        );
        if ('errors' in composed) throw composed.errors[0] ?? new Error('not composed');
        const policy = supergraphPolicy(parse(composed.supergraphSdl));
        expect(policy.hash).toBe(subgraphPolicy(subgraphs).hash);
      }),
      casesAtDepth(6, 25),
    );
  });
});
