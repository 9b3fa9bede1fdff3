import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IssuerConfig } from '../../../../gateway/access/identity/identity-config.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, type Random } from '../../../support/federated/random.ts';
import { identifyOnceWith, NOW, sampleIssuer } from './sample-issuer.ts';

const { numRuns: REQUESTS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  150,
  2_000,
);
/** How long an accepted token is kept, by the settings of its issuer, and how long a refused one. */
const ACCEPTED_MS = 20_000;
const REFUSED_MS = 10_000;

const sample = sampleIssuer();
let server: Server;
let issuer: IssuerConfig;
/** Token → what the issuer says about it. */
const answers = new Map<string, Record<string, unknown>>();
let asked = 0;
/** The monotonic clock, in ms. The other one shows {@link NOW} and this time. */
let at = 1_000;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      asked += 1;
      const answer = answers.get(new URLSearchParams(body).get('token') ?? '');
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const introspection = {
    url,
    clientId: 'gateway',
    clientSecret: 's3cret',
    cacheSeconds: ACCEPTED_MS / 1_000,
  };
  issuer = sample.issuer({ jwks: null, introspection });
  jest.spyOn(performance, 'now').mockImplementation(() => at);
});
afterAll(() => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

describe(`answers of introspection that are kept (TEST_SEED=${SEED})`, () => {
  it('identify the caller, or refuse the token, as a new answer does, or one that was asked for within the time that it may be kept', async () => {
    const random = createRandom(SEED);
    const tokens = Array.from({ length: 12 }, (_, index) => `opaque-${index}`);
    for (const token of tokens) answers.set(token, randomAnswer(random));
    const identify = identifyAnew();
    /** Token → the outcomes of new answers so far, and until when each may be kept. */
    const known = new Map<string, { readonly outcome: object; readonly until: number }[]>();
    const counts = { asked: 0, accepted: 0, refused: 0, older: 0 };
    for (let number = 0; number < REQUESTS; number += 1) {
      at += random.pick([0, 0, 1, 500, 1_000, 2_500, 5_000]);
      // lru-cache reads the clock at most once a millisecond.
      await sleep(2);
      const token = random.pick(tokens);
      if (random.chance(25)) answers.set(token, randomAnswer(random));
      const before = asked;
      const found = await outcomeOf(identify(token));
      counts.asked += asked - before;
      const anew = await outcomeOf(identifyAnew()(token));
      const kept = (known.get(token) ?? []).filter(({ until }) => at < until);
      expect([anew, ...kept.map(({ outcome }) => outcome)]).toContainEqual(found);
      known.set(token, [...kept, { outcome: anew, until: keptUntil(token, anew) }]);
      counts['code' in found ? 'refused' : 'accepted'] += 1;
      if (!isDeepStrictEqual(found, anew)) counts.older += 1;
    }
    expect(counts.asked).toBeLessThan(REQUESTS * 0.8);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(REQUESTS / 20);
  });
});

function identifyAnew() {
  return identifyOnceWith([issuer], { now: () => NOW + at, uptime: () => at });
}

/** The caller, or the members of the error. */
function outcomeOf(identified: Promise<object>): Promise<object> {
  return identified.catch((error: unknown) => ({ ...Object(error) }));
}

function keptUntil(token: string, outcome: object): number {
  if ('code' in outcome) return at + REFUSED_MS + 1;
  const { exp } = answers.get(token) ?? {};
  return Math.min(at + ACCEPTED_MS, typeof exp === 'number' ? exp * 1_000 - NOW : Infinity);
}

/** An answer about a token, which may be withdrawn, of others, not valid yet, or expired later. */
function randomAnswer(random: Random): Record<string, unknown> {
  if (random.chance(20)) return { active: false };
  const seconds = (NOW + at) / 1_000;
  return {
    active: true,
    sub: random.pick(['ada', 'bob']),
    aud: random.chance(5) ? 'other' : 'phi',
    roles: random.some(['nurse', 'doctor', 'clerk'], 2),
    ...(random.chance(60) && { exp: seconds + random.pick([1, 5, 15, 3_600]) }),
    ...(random.chance(15) && { nbf: seconds + random.pick([6, 12]) }),
  };
}
