import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { allowEverything, authorize } from '../../../../directives/operation/authorize.ts';
import { openReach } from '../../../../directives/operation/reach.ts';
import { tokenAccessOf } from '../../../../directives/operation/token-access.ts';
import {
  createVisibleSchemaCache,
  type VisibleSchema,
} from '../../../../gateway/pipeline/operation/visible-schema-cache.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { serveGraph } from '../../../support/federated/federated-graph.ts';
import {
  randomAuthorization,
  randomCaller,
  type RandomCaller,
} from '../../../support/federated/random-caller.ts';
import { randomGraph } from '../../../support/federated/random-graph.ts';
import { randomScopes } from '../../../support/federated/random-scopes.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { requestOfCaller } from '../../../support/federated/request-of-caller.ts';
import { contextOf } from '../../../support/in-process-graph.ts';

const { numRuns: GRAPHS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(2, 25);
const REQUESTS = 20;
const CALLERS = 4;

describe(`the schema that a caller may see (TEST_SEED=${SEED})`, () => {
  it('is the same whether it is kept from another request or made anew', async () => {
    const differences: object[] = [];
    const schemas = new Set<string>();
    let made = 0;
    for (let number = 0; number < GRAPHS; number += 1) {
      const seed = hashOf(SEED, number);
      const model = randomGraph(seed);
      const authorization = { ...randomAuthorization(seed), scopes: randomScopes(seed, model) };
      const served = await serveGraph(model, authorization, {});
      if ('problems' in served) continue;
      const { graph, cache } = served.graph.parts.current();
      const random = createRandom(seed);
      const callers = Array.from({ length: CALLERS }, (_, at) =>
        randomCaller(authorization, hashOf(seed, at)),
      );
      const kept = new Set<VisibleSchema>();
      for (let request = 0; request < REQUESTS; request += 1) {
        const { caller, context } = requestOfCaller(
          similarTo(random.pick(callers), random),
          authorization,
        );
        const closed = graph.reachOf(contextOf(caller, context));
        const tokenAccess = tokenAccessOf(graph.policy, caller);
        // A dry run serves everything.
        const isDryRun = random.chance(10);
        const reach = isDryRun ? openReach(closed) : closed;
        const found = cache.visibleSchema({
          decisions: isDryRun ? cache.everything : await cache.authorize(reach, tokenAccess),
          reach,
        });
        const anew = createVisibleSchemaCache(graph.schema)({
          decisions: isDryRun
            ? allowEverything(graph.policy)
            : await authorize(graph.policy, graph.rules, {
                reach,
                tokenAccess,
                unmarked: authorization.unmarked === 'allow' ? 'full' : 'none',
              }),
          reach,
        });
        if (!isDeepStrictEqual(shown(found), shown(anew)))
          differences.push({ seed, request, found: shown(found), anew: shown(anew) });
        kept.add(found);
        schemas.add(shown(anew).sdl);
      }
      made += kept.size;
      await served.close();
    }
    expect(differences).toEqual([]);
    expect(made).toBeLessThan((GRAPHS * REQUESTS) / 2);
    expect(schemas.size).toBeGreaterThan(GRAPHS);
  });
});

/** A caller with the same roles, whose claims and grant name other patients, and whose token may have no scopes and policies. */
function similarTo(caller: RandomCaller, random: Random): RandomCaller {
  const patient = () => random.pick(['Patient-0', 'Patient-1', 'Patient-2', 'missing']);
  const { claims, own, granted, app } = caller;
  return {
    ...caller,
    ...(random.chance(30) && { held: { scopes: [], policies: [] } }),
    subject: `user-${random.below(1_000)}`,
    claims: new Map([...claims].map(([role, named]) => [role, named.map(patient)])),
    own: own && patient(),
    granted: granted && { ...granted, patient: patient() },
    app: app && { ...app, launchPatient: app.launchPatient && patient() },
  };
}

/** What introspection answers from, as text. */
function shown({ schema, introspection, maxValues }: VisibleSchema) {
  return { maxValues, sdl: printSchema(schema), introspection: JSON.stringify(introspection) };
}
