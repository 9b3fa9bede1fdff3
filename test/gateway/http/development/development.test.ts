import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestDevelopmentToken } from '../../../../gateway/access/identity/development-token.ts';
import { serveIssuer, type RunningIssuer } from '../../../../gateway/http/issuer/serve-issuer.ts';
import { tokenFor as edgeTokenFor } from '../../../support/edge.ts';
import { startFronting } from '../../../support/fronting-gateway.ts';
import { startRawSubgraph } from '../../../support/raw-subgraph.ts';
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
  it('shows a caller the data of the role that was chosen for the token, and offers the roles and the issuer at /graphiql', async () => {
    const query = '{ patients(first: 1) { ssn } }';
    expect((await ask('physician', query)).data).toEqual({ patients: [{ ssn: '2967' }] });
    expect((await ask('billing', query)).data).toEqual({ patients: [{ ssn: '999-30-2967' }] });
    const page = await (await fetch(new URL('/graphiql', served.gateway.url))).text();
    for (const choice of ['billing', 'nurse', 'patient', 'physician', issuer.issuer])
      expect(page).toContain(`<option>${choice}</option>`);
  });

  it('answers introspection with what the role of the caller may see, even without the setting introspection', async () => {
    const query = '{ __type(name: "Patient") { fields { name } } }';
    const names = async (role: string) => JSON.stringify((await ask(role, query)).data);
    expect(await names('physician')).toContain('"ssn"');
    expect(await names('researcher')).not.toContain('"ssn"');
  });

  it('adds the detailed GraphQL message to errors about a document or its variables, and keeps the public message and code', async () => {
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

  it('refuses to issue a token with a chosen iss claim at /graphiql/token, with 400 BAD_REQUEST and the reason', async () => {
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
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          extensions: {
            code: 'BAD_REQUEST',
            problems: [expect.stringContaining('claims must not have iss')],
          },
        },
      ],
    });
  });

  it('is stated in one line of the log and in the log.policy record of the start', () => {
    expect(served.logged.filter((line) => line.includes('development mode'))).toHaveLength(1);
    const [policy] = served.leaves().filter(({ kind }) => kind === 'log.policy');
    expect(policy?.details).toMatchObject({ development: 'on' });
  });

  it('adds the errors of the subgraph to the error of a failed fetch, and logs neither these nor tokens and variables', async () => {
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

  it('answers a query that failed once and was sent again without the member errors', async () => {
    const sdl = 'type Query { value: String @phi @role(anyOf: ["doctor"]) }';
    const subgraph = await startRawSubgraph(sdl, (_asked, response) => {
      if (subgraph.asked.length === 1) response.writeHead(503).end();
      else response.end('{"data":{"value":"yes"}}');
    });
    const gateway = await startFronting({ values: subgraph.url }, { development: true });
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${edgeTokenFor('doc', { roles: ['doctor'] })}`,
        'content-type': 'application/json',
      },
      body: '{"query":"{ value }"}',
    });
    expect(await response.json()).toEqual({ data: { value: 'yes' } });
    expect(subgraph.asked).toHaveLength(2);
    await gateway.close();
    await subgraph.close();
  });
});

function payloadOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    iat: number;
    exp: number;
  };
}

describe('the development issuer (phi-gateway issuer)', () => {
  it('issues a token with the requested subject, roles and claims, and with defaults for the others', async () => {
    const asked = { sub: 'alice', roles: ['nurse'], aud: 'other', exp: 7, patient: 'p1' };
    expect(payloadOf(await requestDevelopmentToken(issuer.issuer, asked))).toMatchObject({
      iss: issuer.issuer,
      ...asked,
    });
    const usual = payloadOf(await requestDevelopmentToken(issuer.issuer, {}));
    expect(usual).toMatchObject({ sub: 'developer', aud: 'phi', jti: expect.any(String) });
    expect(usual.exp - usual.iat).toBe(3_600);
  });

  it('does not start on a port that is in use, and says how to choose another', async () => {
    const port = Number(new URL(issuer.issuer).port);
    await expect(
      serveIssuer({ port, audience: 'phi', keyPath: null, now: Date.now }),
    ).rejects.toThrow(
      `port ${port} on 127.0.0.1 cannot be listened on. Choose another with --port.`,
    );
  });

  it('keeps its signing key after a restart if it has a key file, which only the owner of the file can read', async () => {
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

  it('names its keys and its token endpoint in its discovery documents', async () => {
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
