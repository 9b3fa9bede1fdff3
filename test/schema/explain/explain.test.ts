import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { explain, type Because } from '../../../schema/explain/explain.ts';
import { explainViews } from '../../../schema/explain/explain-views.ts';
import { printExplanation } from '../../../schema/explain/print-explanation.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';
import { packageFile } from '../../../schema/package-file.ts';
import type { ViewedGraph } from '../../../schema/diff/diff-graphs.ts';
import { OPTIONS, viewedGraph } from '../../support/viewed-graph.ts';
import { at, explained } from './explained.ts';

function healthGraph(): ViewedGraph {
  const spec = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
  return viewedGraph(
    Object.fromEntries(
      HEALTH_SUBGRAPHS.map(({ name }) => [
        name,
        `${readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8')}${spec}`,
      ]),
    ),
  );
}

/** Steps as `relation place`, then the lines below the head. */
function because(all: readonly Because[]): readonly string[] {
  return all.map(({ path, origins }) =>
    [
      ...path.map((step) => `${step.relation} ${step.at}`),
      origins.map(({ subgraph, line }) => `${subgraph}:${(line ?? 0) - 7}`).join(' '),
    ].join(' → '),
  );
}

describe("the explain command's answer about a schema element", () => {
  const graph = viewedGraph({
    a: `type Query { r: Record p(code: Code, where: Where): P @role(anyOf: ["q"]) plain: String made: Made }
interface Record @role(anyOf: ["rec"]) { name: String @phi(category: NAME) @role(anyOf: ["n"]) }
type P implements Record @key(fields: "id") @patient(id: "id") @phi @role(anyOf: ["p"]) {
  id: ID!
  name: String
  sex: Sex
  ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["s"], deidentified: ["d"])
  code: Code
  note: String
}
scalar Code @phi(category: GENETIC) @role(anyOf: ["c"])
enum Sex @role(anyOf: ["e"]) { F @role(anyOf: ["f"]) M }
input Where { code: Code }
type Made { x: String @phi }
extend type P @role(anyOf: ["p"])`,
    b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") }`,
  });

  it.each<[string, string, Record<string, readonly string[]>]>([
    [
      'names the @role of a field, of its type at each place and of an interface above the type',
      'P.ssn',
      {
        p: ['its type P → a:3 a:15'],
        rec: ['its type P → an interface above Record → a:2'],
        's~d': ['itself P.ssn → a:7'],
      },
    ],
    [
      'names the @role of the type of a field, of the interface of this type and of the same field on the interface',
      'P.name',
      {
        p: ['its type P → a:3 a:15'],
        n: ['an interface above Record.name → a:2'],
        rec: ['its type P → an interface above Record → a:2'],
      },
    ],
    [
      'names the @role of a field, of the type that it returns and of the interface of this type',
      'Query.p',
      {
        q: ['itself Query.p → a:1'],
        p: ['what it holds P → a:3 a:15'],
        rec: ['what it holds P → an interface above Record → a:2'],
      },
    ],
    [
      'names, for a computed field, the @role of the field that it is computed from, of its type and of the interface of its type',
      'P.last4',
      {
        p: ['its type P → a:3 a:15'],
        rec: ['its type P → an interface above Record → a:2'],
        's~d': ['computed from P.ssn → itself P.ssn → a:7'],
      },
    ],
    [
      'names the @role of an interface field, of its interface and of the type that implements it',
      'Record.name',
      {
        rec: ['its type Record → a:2'],
        n: ['itself Record.name → a:2'],
        p: ['implemented by P.name → its type P → a:3 a:15'],
      },
    ],
    [
      'names the @role on the scalar type of an argument',
      'Query.p(code:)',
      { c: ['what it holds Code → a:11'] },
    ],
    [
      'names the @role on the scalar type of an input field',
      'Where.code',
      { c: ['what it holds Code → a:11'] },
    ],
    [
      'names the @role on an enum value and on its enum',
      'Sex.F',
      { e: ['its type Sex → a:12'], f: ['itself Sex.F → a:12'] },
    ],
    [
      'names the @role of a type and of its interface',
      'P',
      { p: ['itself P → a:3 a:15'], rec: ['an interface above Record → a:2'] },
    ],
  ])('%s', (_what, coordinate, clauses) => {
    const found = explained(graph, coordinate).clauses.map((clause) => [
      clause.anyOf.join('|') +
        (clause.deidentified.length > 0 ? `~${clause.deidentified.join('|')}` : ''),
      because(clause.because),
    ]);
    expect(Object.fromEntries(found)).toEqual(clauses);
  });

  it.each([
    ['says that an unmarked field is open by default', 'Query.plain', 'allow', 'open'],
    [
      'says that an unmarked field is closed when the configuration denies unmarked fields',
      'Query.plain',
      'deny',
      'closed',
    ],
    ['says that an unmarked argument is open in either case', 'Query.p(where:)', 'deny', 'open'],
    ['says that a marked field is marked', 'Query.p', 'deny', 'marked'],
  ] as const)('%s', (_what, coordinate, unmarked, marked) => {
    expect(explain(at(coordinate), graph, { unmarked })?.marked).toBe(marked);
  });

  it('names the @phi directive if default roles apply, and not if @role lists roles', () => {
    expect(because(explained(graph, 'Made.x').forDefaultRoles)).toEqual(['itself Made.x → a:14']);
    expect(explained(graph, 'P.note').forDefaultRoles).toEqual([]);
  });

  it('names every PHI category with its directives', () => {
    const { categories } = explained(graph, 'P.code');
    expect(categories.map(({ category, because: all }) => [category, because(all)])).toEqual([
      ['CLINICAL', ['its type P → a:3']],
      ['GENETIC', ['what it holds Code → a:11']],
    ]);
  });

  it('names the de-identification method and why it applies, and null for a field without one', () => {
    expect(explained(graph, 'P.ssn').deidentified).toMatchObject({
      method: 'LAST4',
      reason: { kind: 'own', mark: { at: 'P.ssn' } },
    });
    expect(explained(graph, 'P.last4').deidentified).toMatchObject({
      method: 'SUPPRESS',
      reason: { kind: 'source', at: 'P.ssn' },
    });
    expect(explained(graph, 'P.note').deidentified?.reason).toEqual({ kind: 'unnamed' });
    expect(explained(graph, 'Query.p').deidentified).toBeNull();
  });

  it.each([
    ['of a field at its definition', 'P.ssn', 'a:7'],
    ['of a type at its first mark', 'P', 'a:3'],
    ['of a type without marks at its first field', 'Where', 'a:13'],
    ['of an enum value at its mark', 'Sex.F', 'a:12'],
    ['of an enum value without a mark as unknown', 'Sex.M', 'null:null'],
  ])('gives the origin %s', (_what, coordinate, place) => {
    const { subgraph, line } = explained(graph, coordinate).origin;
    expect(`${subgraph}:${line === null ? null : line - 7}`).toBe(place);
  });

  it('names the path to the patient of a field, or that its patient is that of the object above, or neither', () => {
    expect(explained(graph, 'P.note').whose).toEqual({ kind: 'path', path: 'P.id' });
    expect(explained(graph, 'Made.x').whose).toEqual({ kind: 'above' });
    expect(explained(graph, 'Query.p').whose).toBeNull();
  });

  it('is printed as text with requirement, reasons, categories, method, patient and callers', async () => {
    const options = { ...OPTIONS, reach: new Map([['s', 'care-team']]) };
    const found = explained(graph, 'P.last4');
    const views = await explainViews(found, graph.policy, { options, roles: [] });
    const text = printExplanation(found, views, ({ subgraph, line }) => `${subgraph}:${line}`);
    expect(text).toMatchInlineSnapshot(`
     "P.last4: String   field   b:8

     needs all of
       p
           its type P (a:10, a:22)
       s; de-identified: d
           computed from P.ssn → its own mark (a:14)
       rec
           its type P → the interface Record above it (a:9)
     PHI
       CLINICAL
           its type P (a:10)
       SSN
           computed from P.ssn → its own mark (a:14)
     de-identified
       SUPPRESS shows nothing: the value is null, without an error
           computed from P.ssn, which some roles see only de-identified, without a method of its own
     whose record
       the patient at P.id
     who sees it
       c     none   reach: no patient
       d     none   reach: no patient
       e     none   reach: no patient
       f     none   reach: no patient
       n     none   reach: no patient
       p     none   reach: no patient
       q     none   reach: no patient
       rec   none   reach: no patient
       s     none   reach: care-team
       more than any role alone: p + rec + s   full
     "
    `);
  });

  it('is null for an element that does not exist or is defined by a specification', () => {
    for (const none of ['P.none', 'None', 'phi__Category', 'P.name(x:)']) {
      expect(explain(at(none), graph, OPTIONS)).toBeNull();
    }
  });
});

describe("the explain command's answer about @requiresScopes and @policy", () => {
  const graph = viewedGraph({
    a: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy"])
type Query { a: String @authenticated b: String @requiresScopes(scopes: [["x", "y"], ["z"]]) @policy(policies: [["four eyes"]]) }`,
  });

  it('names the required scopes and policies, and the caller that meets them', async () => {
    const found = explained(graph, 'Query.b');
    expect(found.access.map(({ kind, anyOf }) => [kind, anyOf])).toEqual([
      ['requiresScopes', [['x', 'y'], ['z']]],
      ['policy', [['four eyes']]],
    ]);
    const views = await explainViews(found, graph.policy, { options: graph.options, roles: [] });
    const text = printExplanation(found, views, () => null);
    expect(text).toContain('x and y, or z (@requiresScopes)');
    expect(text).toContain('four eyes (@policy)');
    expect(text).toContain('more than any role alone: policy four eyes + scope z   full');
    expect(printExplanation(explained(graph, 'Query.a'), views, () => null)).toContain(
      'an authenticated caller, as all are (@authenticated)',
    );
  });
});

describe("the explain command's answer about each element of the example graph", () => {
  const graph = healthGraph();

  it('states exactly the roles, categories and default roles that the policy of the gateway requires', () => {
    let marked = 0;
    for (const coordinate of graph.elements.keys()) {
      const found = explained(graph, coordinate);
      const requirement = graph.policy.requirements.get(coordinate);
      const lists = (requirement?.clauses ?? []).map(({ anyOf, deidentified }) => ({
        anyOf,
        deidentified,
      }));
      expect(found.clauses.map(({ anyOf, deidentified }) => ({ anyOf, deidentified }))).toEqual(
        expect.arrayContaining(lists),
      );
      expect(
        new Set(found.clauses.map((each) => JSON.stringify([each.anyOf, each.deidentified]))),
      ).toEqual(new Set(lists.map((each) => JSON.stringify([each.anyOf, each.deidentified]))));
      expect(found.categories.map(({ category }) => category)).toEqual(
        requirement?.categories ?? [],
      );
      expect(found.forDefaultRoles.length > 0).toBe(requirement?.usesDefaultRoles ?? false);
      for (const part of [...found.clauses, ...found.categories]) {
        expect(part.because.length).toBeGreaterThan(0);
        for (const { path, origins } of part.because) {
          expect(path.length).toBeGreaterThan(0);
          expect(origins.every(({ subgraph, line }) => subgraph !== null && line !== null)).toBe(
            true,
          );
        }
      }
      const method = found.deidentified?.method ?? null;
      expect([null, requirement?.method]).toContain(method);
      marked += requirement ? 1 : 0;
    }
    expect(marked).toBeGreaterThan(200);
  });

  it('shows that a caller with the roles physician and nurse sees LAST4 of Patient.ssn', async () => {
    const views = await explainViews(explained(graph, 'Patient.ssn'), graph.policy, {
      options: { ...OPTIONS, reach: new Map([['physician', 'all']]) },
      roles: ['physician', 'nurse'],
    });
    expect(views.callers).toEqual([
      { roles: ['physician', 'nurse'], shows: 'LAST4', reach: 'all, no patient' },
    ]);
  });
});

describe("the explain command's answer about an @inaccessible field", () => {
  it('lists no callers and says that no client can query it', async () => {
    const graph = viewedGraph({
      a: `type Query { a: String hidden: String @inaccessible @phi @role(anyOf: ["x"]) }`,
    });
    const found = explained(graph, 'Query.hidden');
    const views = await explainViews(found, graph.policy, { options: OPTIONS, roles: [] });
    expect(views.callers).toEqual([]);
    expect(printExplanation(found, views, () => null)).toContain(
      '@inaccessible: clients can not use it',
    );
  });
});
