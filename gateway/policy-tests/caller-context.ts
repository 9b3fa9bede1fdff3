import { randomBytes } from 'node:crypto';
import type { IsPatientId } from '../../directives/patient-id.ts';
import { createBreakGlass, type BreakGlass } from '../access/break-glass/create-break-glass.ts';
import { NO_ALERTS } from '../access/break-glass/create-alerts.ts';
import type { IssuerConfig } from '../access/identity/identity-config.ts';
import { readPrincipal } from '../access/identity/read-principal.ts';
import type { PolicyConfig } from '../config/load-policy-config.ts';
import { createResolvePurposeAndGrant } from '../http/authentication/resolve-purpose-and-grant.ts';
import type { Caller } from '../platform/caller.ts';
import { GatewayError } from '../platform/errors.ts';
import { createLog } from '../platform/log.ts';
import { createLimiter } from '../platform/rates/limiter.ts';
import { NOTHING_PASSED_ON, type RequestContext } from '../platform/request-context.ts';
import { uuid } from '../platform/uuid.ts';
import type { TestCaller, TestFacts } from './test-file.ts';

/** A caller of a test, the facts about its request, and the patient that it is about. */
export interface TestRequest {
  readonly caller: TestCaller;
  readonly facts: TestFacts;
  readonly patient: string;
}

/** Creates the contexts of test requests, as the HTTP layer creates those of real ones. */
export interface CallerContexts {
  /** Rejects with a GatewayError where the gateway would refuse the request. */
  readonly create: (request: TestRequest) => Promise<RequestContext>;
  readonly close: () => Promise<void>;
}

/** The time of every test request: pseudonyms and ages do not depend on the day on which tests run. */
export const NOW = Date.UTC(2026, 0, 1);

/**
 * Creates the contexts of test requests over the code that identifies callers, resolves the purpose of use and checks
 * break-glass. Only tokens and connections are left out.
 */
export function createCallerContexts(
  config: PolicyConfig,
  isPatientId: IsPatientId,
): CallerContexts {
  const breakGlass = openBreakGlass(config, isPatientId);
  const resolve = createResolvePurposeAndGrant(config, breakGlass);
  const resolveRequest = async ({ caller: written, facts, patient }: TestRequest) => {
    const issuer = issuerOf(written, config);
    const subject = written.subject ?? 'caller';
    const claims = claimsOf(written, { facts, patient }, { config, issuer });
    const verified = { issuer, subject, claims, freshUntil: NOW };
    const caller = { ...readPrincipal(verified, config, isPatientId), ...CONNECTION };
    const plain = { caller, headers: {}, startsBreakGlass: false };
    if (facts.breakGlass !== true) return resolve(plain);
    const grant = await startGrant({ caller, patient }, { breakGlass, resolve });
    return resolve({ ...plain, headers: { 'x-break-glass': [grant] } });
  };
  // Requests of one caller share its claims, by which reach is cached.
  type RequestsOfCaller = Map<string, ReturnType<typeof resolveRequest>>;
  const known = new WeakMap<TestCaller, RequestsOfCaller>();
  return {
    create: async (request) => {
      const ofCaller: RequestsOfCaller = known.get(request.caller) ?? new Map();
      known.set(request.caller, ofCaller);
      const key = JSON.stringify([request.facts, request.patient]);
      const resolved = ofCaller.get(key) ?? resolveRequest(request);
      ofCaller.set(key, resolved);
      return contextOf(await resolved);
    },
    close: async () => {
      await breakGlass?.close();
    },
  };
}

function contextOf(
  resolved: Pick<RequestContext, 'caller' | 'purpose' | 'breakGlass'>,
): RequestContext {
  return {
    ...resolved,
    requestId: uuid(),
    traceId: null,
    received: NOW,
    client: NOTHING_PASSED_ON,
    clientGone: null,
  };
}

const CONNECTION = { address: '127.0.0.1', proxies: [], certificate: null, userAgent: null };

/** Starts break-glass as `POST /break-glass` does, and returns the grant's token. */
async function startGrant(
  { caller, patient }: { readonly caller: Caller; readonly patient: string },
  {
    breakGlass,
    resolve,
  }: {
    readonly breakGlass: BreakGlass | null;
    readonly resolve: ReturnType<typeof createResolvePurposeAndGrant>;
  },
): Promise<string> {
  if (breakGlass === null) return 'none';
  const starting = contextOf(await resolve({ caller, headers: {}, startsBreakGlass: true }));
  if (!breakGlass.mayUse(starting.caller)) throw new GatewayError('FORBIDDEN');
  const { grant } = await breakGlass.start(starting, { patient, reason: 'A policy test.' });
  return grant;
}

function openBreakGlass({ breakGlass }: PolicyConfig, isPatientId: IsPatientId): BreakGlass | null {
  if (breakGlass === null) return null;
  return createBreakGlass({
    config: {
      ...breakGlass,
      minutes: 15,
      startsPerHour: 1_000,
      key: randomBytes(32),
      alert: null,
    },
    isPatientId,
    ledger: {
      origin: 'policy tests',
      firstHash: '',
      append: () => Promise.resolve({ first: 0, count: 1 }),
    },
    limiter: createLimiter(),
    alerts: NO_ALERTS,
    stopped: [],
    log: createLog('silent'),
    now: () => NOW,
  });
}

/** The issuer of a caller's token: the first one, unless the caller names another. */
export function issuerOf(
  { issuer: name }: Pick<TestCaller, 'issuer'>,
  { identity }: Pick<PolicyConfig, 'identity'>,
): IssuerConfig {
  const { issuers } = identity;
  const issuer = name === null ? issuers[0] : issuers.find((each) => each.issuer === name);
  if (issuer === undefined) throw new TypeError(`there is no issuer ${name ?? ''}`);
  return issuer;
}

/** The claims of a caller's token: those that state roles, scopes, purpose and relation, and those that the test states. */
function claimsOf(
  { roles, scopes, claims }: TestCaller,
  { facts, patient }: Pick<TestRequest, 'facts' | 'patient'>,
  { config, issuer }: { readonly config: PolicyConfig; readonly issuer: IssuerConfig },
): Readonly<Record<string, unknown>> {
  const { purpose, breakGlass } = config;
  // Requests under break-glass have its purpose and state none.
  const isEmergency = facts.breakGlass === true && breakGlass?.purpose != null;
  const statesPurpose = purpose !== null && facts.purpose !== undefined && !isEmergency;
  return {
    [issuer.roles.claim]: roles.flatMap((role) => claimValue(role, issuer) ?? []),
    ...(scopes.length > 0 && { [issuer.scopes.claim]: scopes.join(' ') }),
    ...(statesPurpose && { [purpose.claim]: [facts.purpose] }),
    ...relationClaims(roles, { facts, patient }, { config, issuer }),
    ...Object.fromEntries(claims),
  };
}

/** The value of the roles claim that gives a role; null if the issuer's map has none. */
export function claimValue(role: string, { roles: { map } }: IssuerConfig): string | null {
  if (map === null) return role;
  return [...map].find(([, mapped]) => mapped === role)?.[0] ?? null;
}

/** The claims that make the caller the patient, or list the patient among those of the caller. */
function relationClaims(
  roles: readonly string[],
  { facts: { relation }, patient }: Pick<TestRequest, 'facts' | 'patient'>,
  { config, issuer }: { readonly config: PolicyConfig; readonly issuer: IssuerConfig },
): Readonly<Record<string, unknown>> {
  const { smart, claims } = issuer;
  const launch = smart !== null && { [smart.launchPatient]: patient };
  const reaches = roles.flatMap((role) => config.authorization.reach.get(role) ?? []);
  if (relation === 'self') {
    const paths = reaches.flatMap((reach) =>
      reach.kind === 'self' && reach.claim !== null ? [reach.claim] : [],
    );
    return {
      ...launch,
      ...(smart === null
        ? { [claims.patient]: patient }
        : { [smart.fhirUser]: `Patient/${patient}` }),
      ...Object.fromEntries(paths.map((path) => [path, patient])),
    };
  }
  if (relation !== 'listed') return { ...launch };
  const lists = reaches.flatMap((reach) => (reach.kind === 'list' ? [reach.claim] : []));
  return { ...launch, ...Object.fromEntries(lists.map((path) => [path, [patient]])) };
}
