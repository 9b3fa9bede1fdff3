import { describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, integer, noBias, pre } from 'fast-check';
import type { Coordinate } from '../../directives/coordinate.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { atDepth } from '../support/depth.ts';
import { ACCESS_NAMES, ROLES } from '../support/federated/draft.ts';
import { fieldsOf, namedType, type GraphModel } from '../support/federated/graph-model.ts';
import { composeGraph } from '../support/federated/compose-graph.ts';
import { randomGraph } from '../support/federated/random-graph.ts';
import { needsOf } from '../support/federated/reference-needs.ts';
import { ruleCaller } from '../support/rule-caller.ts';

/*
 * What the compiled policy of a generated graph gives roles and names of access control, against a reference that works it out from the model
 * and reads no schema. To look further: PROPERTY_GRAPHS=2000, and PROPERTY_SEED for other graphs.
 */
const GRAPHS = Number(process.env['PROPERTY_GRAPHS'] ?? atDepth(24, 150));
// A seed whose first 24 graphs compute fields of each kind counted below.
const SEED = Number(process.env['PROPERTY_SEED'] ?? atDepth(26, 1));

const COMPLETION = { defaultRoles: ['doctor'], unmarked: 'allow', scopes: null } as const;

/** No role, each role, each role with the next, and all roles, with all names of access control. */
const BY_ROLES = [
  [],
  ...ROLES.map((role) => [role]),
  ...ROLES.map((role, index) => [role, ROLES[(index + 1) % ROLES.length] ?? role]),
  ROLES,
].map((roles) => ({ roles, scopes: ACCESS_NAMES, policies: ACCESS_NAMES }));

/** All roles with no name of access control, with each, and with all but each, as a scope and as a policy. */
const BY_NAMES = [
  [],
  ...ACCESS_NAMES.map((name) => [name]),
  ...ACCESS_NAMES.map((name) => ACCESS_NAMES.filter((other) => other !== name)),
].flatMap((names) => [
  { roles: ROLES, scopes: names, policies: ACCESS_NAMES },
  { roles: ROLES, scopes: ACCESS_NAMES, policies: names },
]);

describe(`the policy compiled from random generated graphs (seed ${SEED})`, () => {
  it(
    'gives sets of roles, scopes and policies the same view of every coordinate, and marks the same ones as PHI, as an independent reference',
    async () => {
      const computed: Computed = { enums: 0, unions: 0, inputs: 0 };
      let named = 0;
      await assert(
        asyncProperty(noBias(integer()), async (seed) => {
          const found = composeGraph(randomGraph(seed));
          pre(!('problems' in found));
          if ('problems' in found) return;
          const { model, composed } = found;
          const needs = needsOf(model, COMPLETION);
          const table = compileRules(composed.policy, COMPLETION);
          // Names have an effect only where they are required.
          const { scopes, policies } = composed.policy;
          const hasNames = scopes.length + policies.length > 0;
          if (hasNames) named += 1;
          const callers = hasNames ? [...BY_ROLES, ...BY_NAMES] : BY_ROLES;
          for (const at of coordinatesOf(model)) {
            const views = callers.map(({ roles, ...held }) =>
              table.view(at as Coordinate, ruleCaller(roles, held)),
            );
            const expected = callers.map(({ roles, ...held }) =>
              needs(at).view({ roles, closed: new Set(), held, scoped: null }),
            );
            expect([at, ...(await Promise.all(views))]).toEqual([at, ...expected]);
            const isPhi = composed.policy.requirements.get(at as Coordinate)?.phi ?? false;
            expect([at, isPhi]).toEqual([at, needs(at).isPhi]);
          }
          count(model, computed);
        }),
        { seed: SEED, numRuns: GRAPHS },
      );
      expect(named).toBeGreaterThan(GRAPHS / 8);
      // A run without fields computed from marked ones would prove nothing.
      expect(computed.enums).toBeGreaterThan(GRAPHS / 50);
      expect(computed.unions).toBeGreaterThan(GRAPHS / 100);
      expect(computed.inputs).toBeGreaterThan(GRAPHS / 50);
    },
    GRAPHS * 5_000,
  );
});

function coordinatesOf(model: GraphModel): string[] {
  return [
    ...model.types.flatMap((type) =>
      fieldsOf(model, type).flatMap(({ name, args }) => [
        `${type.name}.${name}`,
        ...args.map((arg) => `${type.name}.${name}(${arg.name}:)`),
      ]),
    ),
    ...model.inputs.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`)),
    ...model.enums.flatMap(({ name, values }) => values.map((value) => `${name}.${value.name}`)),
  ];
}

interface Computed {
  enums: number;
  unions: number;
  inputs: number;
}

/** Counts graphs with fields that are computed from marked values, marked members and marked inputs. */
function count(model: GraphModel, computed: Computed): void {
  const all = model.types.flatMap((type) =>
    fieldsOf(model, type).flatMap(({ requires }) =>
      fieldsOf(model, type)
        .filter(({ name }) => requires?.split(/\W+/).includes(name))
        .map((source) => ({ asked: requires?.includes(`${source.name}(`) === true, source })),
    ),
  );
  const isEnum = all.some(({ source }) =>
    model.enums.some(({ name, values }) => namedType(source.type) === name && isMarked(values)),
  );
  const isUnion = all.some(({ source }) =>
    model.unions.some(
      ({ name, members }) =>
        namedType(source.type) === name &&
        isMarked(model.types.filter((type) => members.includes(type.name))),
    ),
  );
  if (isEnum) computed.enums += 1;
  if (isUnion) computed.unions += 1;
  if (all.some(({ asked, source }) => asked && isMarked(source.args))) computed.inputs += 1;
}

function isMarked(places: readonly { readonly marks: readonly unknown[] }[]): boolean {
  return places.some(({ marks }) => marks.length > 0);
}
