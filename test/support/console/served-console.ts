import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/fastify';
import { startIdentityProvider } from '../../../gateway/demo/identity-provider.ts';
import { createVerifyToken } from '../../../gateway/identity/create-verify-token.ts';
import { readConsole } from '../../../gateway/server/read-console.ts';
import { routeConsole } from '../../../gateway/server/route-console.ts';
import { setHeaders } from '../../../gateway/server/set-headers.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { freePort } from '../free-port.ts';
import { answerReports } from './answer-reports.ts';
import type { SampleViewer } from './answer-reports.ts';
import { sampleLedger } from './sample-ledger.ts';
import { PATIENTS } from './sample-world.ts';

/** The console in front of the stand-in for its API, with the demo's identity provider beside it. */
export interface ServedConsole {
  /** Of the console's page. */
  readonly url: string;
  readonly issuer: string;
  /** Whose record the patient's account is. */
  readonly patient: string;
  /** Tokens that the API was sent. */
  readonly tokens: ReadonlySet<string>;
  /** Makes every further question to the API fail with this status, or not any more. */
  fail(status: number | null): void;
  close(): Promise<void>;
}

/** Starts all three over loopback: the real page, the real sign-in, and a sample of so many events. */
export async function startServedConsole(
  size: number,
  { port: wanted = null, now = Date.now() }: { port?: number | null; now?: number } = {},
): Promise<ServedConsole> {
  const port = wanted ?? (await freePort());
  const identityPort = await freePort();
  const [patient = ''] = PATIENTS;
  const origin = `http://127.0.0.1:${port}`;
  const audience = `${origin}/graphql`;
  const provider = await startIdentityProvider({
    port: identityPort,
    audience,
    people: { patient, practitioner: null },
    signingKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    secrets: new Map(),
    consoleUrl: `${origin}/admin`,
  });
  const verify = createVerifyToken(
    {
      issuers: [
        {
          issuer: provider.issuer,
          audience,
          jwks: { kind: 'url', url: `${provider.issuer}/jwks` },
          algorithms: ['ES256'],
          roles: { claim: 'roles', map: null },
          scopes: { claim: 'scope' },
          policies: { claim: null },
          claims: {
            patient: 'patient',
            name: 'name',
            organisation: 'org',
            project: 'project',
            client: 'client_id',
          },
        },
      ],
    },
    Date.now,
  );
  const tokens = new Set<string>();
  let failure: number | null = null;
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onSend', async (request, reply) => {
    setHeaders(request, reply, {
      host: '127.0.0.1',
      port,
      tls: null,
      cors: { origins: [] },
      get: false,
      metrics: null,
    });
  });
  await routeConsole(
    app,
    {
      issuer: provider.issuer,
      clientId: 'console',
      scopes: ['openid', 'profile'],
      idleMinutes: 15,
    },
    readConsole(),
  );
  const viewers = new WeakMap<object, SampleViewer>();
  app.post('/admin/graphql', {
    onRequest: async (request, reply) => {
      if (failure !== null) {
        await reply.code(failure).send({ errors: [{ message: 'no' }] });
        return;
      }
      const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
      try {
        const { subject, claims } = await verify(token);
        tokens.add(token);
        viewers.set(request.raw, {
          subject,
          name: String(claims['name']),
          roles: claims['roles'] as string[],
          patient: (claims['patient'] as string | undefined) ?? null,
        });
      } catch {
        await reply
          .code(401)
          .send({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });
      }
    },
    handler: createHandler({
      schema: buildSchema(readFileSync(packageFile('gateway/reports/api/admin.graphql'), 'utf8')),
      rootValue: answerReports(sampleLedger(size, now)),
      context: (request) => ({ ...viewers.get(request.raw.raw) }),
    }),
  });
  await app.listen({ port, host: '127.0.0.1' });
  return {
    url: `${origin}/admin`,
    issuer: provider.issuer,
    patient,
    tokens,
    fail: (status) => {
      failure = status;
    },
    close: async () => {
      await app.close();
      await provider.close();
    },
  };
}
