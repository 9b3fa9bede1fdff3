import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestDevelopmentToken } from '../../../../gateway/access/identity/development-token.ts';
import { serveIssuer, type RunningIssuer } from '../../../../gateway/http/issuer/serve-issuer.ts';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';

let issuer: RunningIssuer;
let served: ServedGateway;
beforeAll(async () => {
  issuer = await serveIssuer({ port: 0, audience: 'phi', keyPath: null, now: Date.now });
  const roles = '{ claim: realm.roles, map: { dr: physician, bill: billing } }';
  const issuers = `[{ issuer: "${issuer.issuer}", audience: phi, jwks: "${issuer.jwks}", roles: ${roles} }]`;
  served = await startServedGateway(
    `development: true
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }`,
    Date.now,
    ['patients'],
    { issuers },
  );
});
afterAll(async () => {
  await served.close();
  await issuer.close();
});

/** A token as the page gets it. */
async function tokenFor(role: string | null, claims: object = {}): Promise<string> {
  const response = await fetch(new URL('/graphiql/token', served.gateway.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ issuer: issuer.issuer, role, subject: 'ada', claims }),
  });
  return response.text();
}

const ask = async (role: string, query: string, variables: object = {}) =>
  served.send({ token: await tokenFor(role), body: { query, variables } });

describe('development mode', () => {
  it('answers as the chosen role, which the issuer’s own claim and name state', async () => {
    const query = '{ patients(first: 1) { ssn } }';
    expect((await ask('physician', query)).data).toEqual({ patients: [{ ssn: '2967' }] });
    expect((await ask('billing', query)).data).toEqual({ patients: [{ ssn: '999-30-2967' }] });
    const page = await (await fetch(new URL('/graphiql', served.gateway.url))).text();
    for (const choice of ['billing', 'nurse', 'patient', 'physician', issuer.issuer])
      expect(page).toContain(`<option>${choice}</option>`);
  });

  it('shows each role its part of the schema without the setting introspection', async () => {
    const query = '{ __type(name: "Patient") { fields { name } } }';
    const names = async (role: string) => JSON.stringify((await ask(role, query)).data);
    expect(await names('physician')).toContain('"ssn"');
    expect(await names('researcher')).not.toContain('"ssn"');
  });

  it('adds the message of GraphQL about a document or variables, and keeps code and text of the error', async () => {
    const document = await ask('physician', '{ patients(first: 1) { nam } }');
    expect(document).toMatchObject({
      status: 400,
      json: {
        errors: [
          {
            message: 'The operation does not fit the schema.',
            extensions: {
              code: 'GRAPHQL_VALIDATION_FAILED',
              development: {
                message: 'Cannot query field "nam" on type "Patient". Did you mean "name"?',
              },
            },
          },
        ],
      },
    });
    const parsing = await ask('physician', '{ patients(');
    expect(parsing.text).toContain(
      '"development":{"message":"Syntax Error: Expected Name, found <EOF>."}',
    );
    const variables = await ask('physician', 'query ($n: Int!) { patients(first: $n) { id } }', {
      n: 'secret-7',
    });
    expect(variables.text).toContain('Variable \\"$n\\" got invalid value \\"secret-7\\"');
    expect(variables.codes).toEqual(['BAD_USER_INPUT']);
    const missing = await ask('physician', 'query ($id: ID) { patient(id: $id) { id } }');
    expect(missing.codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(missing.text).toContain('used in position expecting type');
  });

  it('says that a token cannot be had, and why, with 503 NOT_READY', async () => {
    const response = await fetch(new URL('/graphiql/token', served.gateway.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        issuer: issuer.issuer,
        role: null,
        subject: 'ada',
        claims: { iss: 'https://id.example' },
      }),
    });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('claims must not have iss');
  });

  it('is said in the log and on the record of the start', () => {
    expect(served.logged.filter((line) => line.includes('development mode'))).toHaveLength(1);
    const [policy] = served.leaves().filter(({ kind }) => kind === 'log.policy');
    expect(policy?.details).toMatchObject({ development: 'on' });
  });

  it('adds what a subgraph said to the first error of a failure, and logs neither that nor tokens and variables', async () => {
    await served.takeDown('patients');
    const { json, data } = await ask('physician', '{ patients(first: 1) { id } }');
    expect(data).toEqual({ patients: null });
    expect(json).toMatchObject({
      errors: [
        {
          message: 'A part of the data could not be fetched.',
          extensions: {
            code: 'SUBGRAPH_FAILED',
            development: {
              // One per attempt: the query is retried.
              subgraphErrors: expect.arrayContaining([
                { subgraph: 'patients', error: expect.stringContaining('no response') },
              ]),
            },
          },
        },
      ],
    });
    const log = served.logged.join('\n');
    expect(log).not.toMatch(/secret-7|no response in time|eyJ|"nam"/);
  });
});

function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    iat: number;
    exp: number;
  };
}

describe('a token of phi-gateway issuer', () => {
  it('has the subject, roles and claims that were asked for, and otherwise defaults', async () => {
    const asked = { sub: 'alice', roles: ['nurse'], aud: 'other', exp: 7, patient: 'p1' };
    expect(payloadOf(await requestDevelopmentToken(issuer.issuer, asked))).toMatchObject({
      iss: issuer.issuer,
      ...asked,
    });
    const usual = payloadOf(await requestDevelopmentToken(issuer.issuer, {}));
    expect(usual).toMatchObject({ sub: 'developer', aud: 'phi', jti: expect.any(String) });
    expect(usual.exp - usual.iat).toBe(3_600);
  });

  it('comes from no issuer on a port that is in use, which says how to choose another', async () => {
    const port = Number(new URL(issuer.issuer).port);
    await expect(
      serveIssuer({ port, audience: 'phi', keyPath: null, now: Date.now }),
    ).rejects.toThrow(
      `port ${port} on 127.0.0.1 cannot be listened on. Choose another with --port.`,
    );
  });

  it('is signed with the same key after a restart of an issuer with a key file, which only its owner can read', async () => {
    const keyPath = join(served.folder, 'issuer.key');
    const options = { port: 0, audience: 'phi', keyPath, now: Date.now };
    const keysOf = async () => {
      const running = await serveIssuer(options);
      const keys = await (await fetch(running.jwks)).text();
      await running.close();
      return keys;
    };
    expect(await keysOf()).toBe(await keysOf());
    expect(statSync(keyPath).mode & 0o777).toBe(0o600);
  });

  it('comes from an issuer whose discovery documents name its keys and its token endpoint', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const response = await fetch(`${issuer.issuer}/.well-known/${path}`);
      expect(await response.json()).toMatchObject({
        issuer: issuer.issuer,
        jwks_uri: issuer.jwks,
        token_endpoint: `${issuer.issuer}/token`,
      });
    }
  });
});
