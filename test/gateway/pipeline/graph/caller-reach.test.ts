import { describe, expect, it } from '@jest/globals';
import { readSmartAccess } from '../../../../gateway/access/smart/read-smart-access.ts';
import { US_CORE_RESOURCES } from '../../../../gateway/access/smart/us-core-resources.ts';
import { createCallerReach } from '../../../../gateway/pipeline/graph/caller-reach.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { ROLES } from '../../../support/federated/draft.ts';
import { randomAuthorization } from '../../../support/federated/random-caller.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(8, 1_000);
const ISSUER = 'https://ehr.test';
const PATIENTS = ['p1', 'p2', 'p3'];
const PURPOSES = [null, 'TREAT', 'HPAYMT', 'HRESCH'];
const SCOPES = ['patient/*.rs', 'patient/Observation.r', 'user/Patient.rs', 'user/*.cruds'];

/** Scopes of the issuer admit everything; only their key tells them apart. */
const ADMIT = () => true;
const COMPILED = new Map([
  [ISSUER, (granted: ReadonlyMap<string, string>) => ({ key: print(granted), admits: ADMIT })],
]);

describe(`the reach of a caller (TEST_SEED=${SEED})`, () => {
  it('is the same whether or not the reach of another request with the same claims object is remembered', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const seed = hashOf(SEED, run);
      const random = createRandom(seed);
      const authorization = { ...randomAuthorization(seed), breakGlassRoles: ROLES.slice(0, 2) };
      const reachOf = createCallerReach(authorization, COMPILED);
      const tokens = Array.from({ length: 3 }, () => randomToken(random));
      const reaches = new Set<unknown>();
      for (let number = 0; number < 200; number += 1) {
        const token = random.pick(tokens);
        Object.assign(token.request, random.pick(CHANGES)(random));
        const context = requestWith(token);
        const found = reachOf(context);
        reaches.add(found);
        expect({ seed, number, found }).toEqual({
          seed,
          number,
          found: createCallerReach(authorization, COMPILED)(context),
        });
      }
      expect(reaches.size).toBeLessThan(200);
    }
  });
});

/** What requests of one token have in common, and what the latest of them is for. */
interface Token {
  readonly patients: ReadonlyMap<string, readonly string[]>;
  readonly roles: readonly string[];
  readonly request: Sent;
}

interface Sent {
  readonly purpose: string | null;
  /** Roles that do not count for the purpose. */
  readonly without: string | null;
  readonly ownPatient: string | null;
  readonly granted: string | null;
  readonly launchPatient: string | null;
  /** Null for an issuer without a table of scopes. */
  readonly scopes: readonly string[] | null;
}

/** Each request differs from the one before in one respect, so that it is mistaken for it if the respect is ignored. */
const CHANGES: readonly ((random: Random) => Partial<Sent>)[] = [
  (random) => ({ purpose: random.pick(PURPOSES) }),
  (random) => ({ without: random.pick([null, ...ROLES]) }),
  (random) => ({ ownPatient: random.pick([null, ...PATIENTS]) }),
  (random) => ({ granted: random.pick([null, ...PATIENTS]) }),
  (random) => ({ launchPatient: random.pick([null, ...PATIENTS]) }),
  (random) => ({ scopes: random.pick([null, random.some(SCOPES, 2)]) }),
];

function randomToken(random: Random): Token {
  const roles = random.some(ROLES, 3);
  const named = roles.map((role) => [role, random.some(PATIENTS, random.below(3))] as const);
  const request = Object.assign({}, ...CHANGES.map((change) => change(random))) as Sent;
  return { patients: new Map(named), roles, request };
}

function requestWith({ patients, roles, request }: Token): RequestContext {
  const { scopes, launchPatient, granted } = request;
  const smart =
    scopes &&
    readSmartAccess(
      scopes,
      { launchPatient, user: null, roles },
      { resources: US_CORE_RESOURCES, roles: null },
    );
  const counting = roles.filter((role) => role !== request.without);
  return contextOf(
    callerOf(counting, { issuer: ISSUER, patients, ownPatient: request.ownPatient, smart }),
    {
      purpose: request.purpose,
      breakGlass: granted === null ? null : { id: 'g', patient: granted, until: 0 },
    },
  );
}

function print(granted: ReadonlyMap<string, string>): string {
  return JSON.stringify([...granted]);
}
