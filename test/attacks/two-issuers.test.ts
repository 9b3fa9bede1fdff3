import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../schema/package-file.ts';
import { tokenFor } from '../support/edge.ts';
import { askReports, settled } from '../support/reports/served-reports.ts';
import { findUnusual, review } from '../support/reports/unusual-reports.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';
import { secretKey } from '../support/secret-key.ts';

/*
 * The hospital's tokens name patients and staff of the graph. The portal's name people by ids of its own, which are
 * the same texts.
 */
const PORTAL = 'https://portal.example';
const ISSUERS = `[
  { issuer: https://id.example, audience: phi, jwks: jwks.json, namesPatients: true, namesStaff: true },
  { issuer: ${PORTAL}, audience: phi, jwks: jwks.json, namesPatients: false, namesStaff: false }]`;
const YAML = `authorization:
  reach: { patient: self, billing: all, physician: care-team, nurse: { list: ward }, researcher: all, privacy_officer: { self: child } }
relationships:
  subgraph: encounters
  operation: ${packageFile('gateway/demo/care-team.graphql')}
  variables: { practitioner: practitioner }
breakGlass: { roles: [physician], key: "${secretKey()}" }
admin: { roles: [auditor], everyMs: 100 }
`;

let served: ServedGateway;
/** A patient of the graph, and a practitioner on their care team. */
let patient: string;
let practitioner: string;
beforeAll(async () => {
  served = await startServedGateway(YAML, Date.now, ['patients', 'encounters'], {
    issuers: ISSUERS,
  });
  const query = '{ patients(first: 20) { id careTeam { practitioner { id } lastSeen } } }';
  const { data } = await served.send({
    token: tokenFor('clerk', { roles: ['billing'] }),
    body: { query },
  });
  const found = (data?.['patients'] ?? []) as readonly {
    readonly id: string;
    readonly careTeam: readonly { readonly practitioner: { readonly id: string } | null }[] | null;
  }[];
  for (const { id, careTeam } of found)
    for (const { practitioner: member } of careTeam ?? []) {
      if (member === null || practitioner) continue;
      const caller = { roles: ['physician'], practitioner: member.id };
      const { data: seen } = await ask(tokenFor('d', caller), id);
      if (seen?.['patient']) [patient, practitioner] = [id, member.id];
    }
});
afterAll(() => served.close());

function ask(token: string, id = patient) {
  const query = `{ patient(id: "${id}") { id name birthDate } }`;
  return served.send({ token, body: { query } });
}

const CALLERS = [
  ['who is the patient', () => ({ roles: ['patient'], patient })],
  ['who acts for the patient', () => ({ roles: ['privacy_officer'], child: patient })],
  ['with the patient on a list in the token', () => ({ roles: ['nurse'], ward: [patient] })],
  ['on the care team', () => ({ roles: ['physician'], practitioner })],
] as const;

describe('a token from one of two configured issuers', () => {
  it.each(CALLERS)(
    'shows a record only if its issuer has namesPatients and namesStaff, else null: a caller %s',
    async (_what, claims) => {
      const known = await ask(tokenFor('x', claims()));
      expect(known.data).toMatchObject({ patient: { id: patient } });
      const before = served.leaves().length;
      served.received.length = 0;
      const foreign = await ask(tokenFor('x', { ...claims(), iss: PORTAL }));
      expect([foreign.status, foreign.data]).toEqual([200, { patient: null }]);
      expect(served.received.join('\n')).not.toContain('birth');
      for (const leaf of served.leaves().slice(before)) expect(leaf.accesses).toEqual([]);
    },
  );

  it('lets a token with the patient role read reports only if its issuer has namesPatients, else UNAUTHORIZED_FIELD_OR_TYPE', async () => {
    const claims = { roles: ['patient'], patient };
    const query = '{ events(first: 5) { totalCount } }';
    const read = (token: string) => served.send({ path: '/admin/graphql', token, body: { query } });
    expect((await read(tokenFor('x', claims))).codes).toEqual([]);
    const foreign = await read(tokenFor('x', { ...claims, iss: PORTAL }));
    expect([foreign.codes, foreign.data?.['events'] ?? null]).toEqual([
      ['UNAUTHORIZED_FIELD_OR_TYPE'],
      null,
    ]);
  });
});

describe('a break-glass grant with two issuers', () => {
  it('is BREAK_GLASS_INVALID for the same subject at the other issuer, in queries and stops, and stays valid for its holder', async () => {
    const claims = { roles: ['physician'] };
    const [holder, other] = [
      tokenFor('dr-hall', claims),
      tokenFor('dr-hall', { ...claims, iss: PORTAL }),
    ];
    const started = await served.send({
      path: '/break-glass',
      token: holder,
      body: { patient, reason: 'unconscious after a fall' },
    });
    expect(started.status).toBe(201);
    const { grant } = started.json as { readonly grant: string };
    const headers = [['x-break-glass', grant]] as const;
    const body = { query: `{ patient(id: "${patient}") { id name } }` };
    expect((await served.send({ token: holder, headers, body })).data).toMatchObject({
      patient: { id: patient },
    });
    for (const path of ['/graphql', '/break-glass/stop'])
      expect((await served.send({ path, token: other, headers, body })).codes).toEqual([
        'BREAK_GLASS_INVALID',
      ]);
    expect((await served.send({ token: holder, headers, body })).codes).toEqual([]);
  });
});

function namesake(iss: string, roles: readonly string[]): string {
  return tokenFor('dr-lee', { iss, roles });
}

describe('reports with two issuers', () => {
  const HOSPITAL = 'https://id.example';
  const REVIEWER = tokenFor('olga', { roles: ['auditor'] });

  beforeAll(async () => {
    for (const iss of [HOSPITAL, PORTAL]) {
      await served.send({
        path: '/break-glass',
        token: namesake(iss, ['physician']),
        body: { patient, reason: 'unconscious after a fall' },
      });
    }
    for (const iss of [HOSPITAL, HOSPITAL, PORTAL]) await ask(namesake(iss, ['billing']));
    await settled(served);
  });

  it('list and count the events of one subject at two issuers separately', async () => {
    const query = `query ($filter: EventFilter!) {
      events(first: 20, filter: $filter) { totalCount edges { node { actor issuer } } }
      counts(by: ACTOR, first: 9, filter: $filter) { key issuer events }
    }`;
    const read = async (filter: object) => {
      const { data, codes } = await askReports(served, REVIEWER, query, { filter });
      expect(codes).toEqual([]);
      return data;
    };
    expect(await read({ actor: 'dr-lee' })).toMatchObject({
      events: { totalCount: 5 },
      counts: [
        { key: 'dr-lee', issuer: HOSPITAL, events: 3 },
        { key: 'dr-lee', issuer: PORTAL, events: 2 },
      ],
    });
    const foreign = { actor: 'dr-lee', issuer: PORTAL };
    const node = { node: foreign };
    expect(await read(foreign)).toMatchObject({
      events: { totalCount: 2, edges: [node, node] },
      counts: [{ key: 'dr-lee', issuer: PORTAL, events: 2 }],
    });
    expect(await read({ issuer: 'https://nobody.example' })).toMatchObject({
      events: { totalCount: 0 },
      counts: [],
    });
  });

  it('have separate cases and reviews per issuer of one subject, and refuse a reviewer with that subject: REVIEW_OF_OWN_ACCESS', async () => {
    const find = async (filter: object = {}) =>
      (await findUnusual(served, REVIEWER, { filter: { actor: 'dr-lee', ...filter } })).cases;
    const [own, ...others] = await find({ issuer: HOSPITAL });
    expect(others).toEqual([]);
    const [foreign, ...more] = await find({ issuer: PORTAL });
    expect(more).toEqual([]);
    expect(await find()).toHaveLength(2);
    expect((await review(served, REVIEWER, { case: own?.id ?? '' })).codes).toEqual([]);
    expect((await find({ issuer: HOSPITAL }))[0]).toMatchObject({ state: 'CLOSED' });
    expect((await find({ issuer: PORTAL }))[0]).toMatchObject({ id: foreign?.id, state: 'OPEN' });
    const read = async (filter: object, orderBy = { field: 'LEAF', direction: 'DESC' }) => {
      const query = `query ($filter: ReviewFilter!, $orderBy: ReviewOrder!) {
        reviews(filter: $filter, orderBy: $orderBy) { edges { node {
          actor issuer reviewer reviewerIssuer
        } } }
      }`;
      await settled(served);
      const { data, codes } = await askReports(served, REVIEWER, query, { filter, orderBy });
      expect(codes).toEqual([]);
      const found = data?.['reviews'] as { readonly edges: readonly { readonly node: unknown }[] };
      return found.edges.map(({ node }) => node);
    };
    const by = { reviewer: 'olga', reviewerIssuer: HOSPITAL };
    const [ours, theirs] = [HOSPITAL, PORTAL].map((issuer) => ({ actor: 'dr-lee', issuer, ...by }));
    expect(await read({})).toEqual([ours]);
    expect(await read({ actor: 'dr-lee', issuer: PORTAL })).toEqual([]);
    // The namesake of the reviewer at the other issuer has reviewed nothing.
    expect(await read({ reviewer: 'olga', reviewerIssuer: PORTAL })).toEqual([]);
    expect((await review(served, REVIEWER, { case: foreign?.id ?? '' })).codes).toEqual([]);
    const sorted = await read(by, { field: 'ISSUER', direction: 'DESC' });
    expect(sorted).toEqual([theirs, ours]);
    const file = await served.send({
      path: '/admin/export',
      token: REVIEWER,
      body: { report: 'reviews', format: 'json', orderBy: { field: 'ISSUER', direction: 'ASC' } },
    });
    expect(file.json).toMatchObject([ours, theirs, { end: { rows: 2 } }]);
    // A reviewer with the subject of the actor may be the same person at another issuer.
    const same = tokenFor('dr-lee', { roles: ['auditor'] });
    expect((await review(served, same, { case: foreign?.id ?? '' })).codes).toEqual([
      'REVIEW_OF_OWN_ACCESS',
    ]);
  });
});
