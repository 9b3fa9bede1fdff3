import type { Caller } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import {
  isWithinLimit,
  type Allowance,
  type Limiter,
  type LimitKey,
  type Usage,
} from './limiter.ts';
import { networkOf } from './network-of.ts';

/** Whether a request may go on; if not, after how many seconds the next one may. */
export type Admission = {
  /** The limits that the response states. */
  readonly quotas: readonly Quota[];
} & ({ readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number });

/** What is limited per minute. */
type Unit = 'requests' | 'cost';

/** The state of a limit, for clients. */
export interface Quota extends Usage {
  /** `requests` and `cost` of the caller, or of several: `client-requests`. */
  readonly policy: string;
  readonly unit: Unit;
}

/** Largest numbers per minute. Null sets no limit. */
export interface RatePerMinute {
  readonly requestsPerMinute: number | null;
  readonly costPerMinute: number | null;
}

/** The limits of callers, alone and together. */
export interface RateLimits {
  /** The limits of one caller with these roles. */
  readonly ofCaller: (roles: readonly string[]) => RatePerMinute;
  /** Of all callers of one client (application). */
  readonly client: RatePerMinute;
  /** Of all callers at one address, or in one /64 network of IPv6. */
  readonly address: RatePerMinute;
  /** Role → limits of all callers with this role. */
  readonly role: ReadonlyMap<string, RatePerMinute>;
}

/** What identifies a caller for the limits, whatever token the caller uses. */
type LimitedCaller = Pick<Caller, 'issuer' | 'subject' | 'clientId' | 'address' | 'roles'>;

export interface RateLimit {
  /** Counts one request of an identified caller. Its roles are those that count for its purpose. */
  readonly admitRequest: (caller: LimitedCaller) => Promise<Admission>;
  /**
   * Counts the estimated cost of an operation.
   *
   * Rejects with GatewayError `RATE_LIMITED`.
   */
  readonly chargeCost: (caller: LimitedCaller, cost: number) => Promise<void>;
  /** Calls back with the quotas of the cost that a caller's request is charged. A caller is one object per request. */
  readonly onCharged: (caller: Caller, listener: (quotas: readonly Quota[]) => void) => void;
  /** Counts one request of an identified caller that is denied before it is executed. */
  readonly admitDenial: (caller: Pick<Caller, 'issuer' | 'subject'>) => Promise<Admission>;
  /** Counts one request whose authentication failed. */
  readonly admitStranger: (address: string) => Promise<Admission>;
  /** Whether {@link admitStranger} would admit another one. Counts nothing. */
  readonly checkStranger: (address: string) => Promise<Admission>;
}

/**
 * Creates the limits of requests and costs per minute.
 *
 * A caller is counted by issuer and subject, whatever token or address it uses. What the caller's own limit refuses is not
 * counted for its client, address and roles, so that one caller cannot spend the share of the others. Failed
 * authentication is counted by address; that limit never refuses callers with a valid token at the address, which a whole
 * hospital may share.
 */
export function createRateLimit(limits: RateLimits, limiter: Limiter): RateLimit {
  const listeners = new WeakMap<LimitedCaller, (quotas: readonly Quota[]) => void>();

  const countFor = (
    { policy, key, limit }: ApplicableLimit,
    unit: Unit,
    amount: number,
  ): Promise<Quota> =>
    limiter.count([`${policy} ${unit}`, ...key], perMinute(limit), amount).then((usage) => ({
      unit,
      policy: policy === 'caller' ? unit : `${policy}-${unit}`,
      ...usage,
    }));
  const count = async (caller: LimitedCaller, unit: Unit, amount: number): Promise<Admission> => {
    const ownLimit = ownLimitOf(limits, caller, unit);
    const own = ownLimit && (await countFor(ownLimit, unit, amount));
    if (own !== null && !isWithinLimit(own)) return refuse(own, [own]);
    const shared = sharedLimits(limits, caller, unit);
    if (shared.length > 0) {
      // At once, so that a slow store delays a request by two counts at most.
      const quotas = await Promise.all(shared.map((each) => countFor(each, unit, amount)));
      const refusing = quotas.find((quota) => !isWithinLimit(quota));
      // What others have used of a limit is not the caller's business, so it is not stated before it is spent.
      if (refusing) return refuse(refusing, [refusing]);
    }
    return { ok: true, quotas: own === null ? [] : [own] };
  };
  const countOne = async (key: LimitKey, limit: number) =>
    admissionOf(await limiter.count(key, perMinute(limit)));

  return {
    admitRequest: (caller) => count(caller, 'requests', 1),
    chargeCost: async (caller, cost) => {
      if (cost <= 0) return;
      const admission = await count(caller, 'cost', Math.ceil(cost));
      listeners.get(caller)?.(admission.quotas);
      if (admission.ok) return;
      const { retryAfterSeconds } = admission;
      throw new GatewayError('RATE_LIMITED', { retryAfterSeconds });
    },
    onCharged: (caller, listener) => void listeners.set(caller, listener),
    admitDenial: ({ issuer, subject }) =>
      countOne(['denials', issuer, subject], DENIALS_PER_MINUTE),
    admitStranger: (address) => countOne(strangersAt(address), STRANGER_REQUESTS_PER_MINUTE),
    checkStranger: async (address) => {
      const allowance = perMinute(STRANGER_REQUESTS_PER_MINUTE);
      const usage = await limiter.read(strangersAt(address), allowance);
      return usage.used < usage.limit ? ADMITTED : refuse(usage);
    },
  };
}

/** Whether what was counted is within its limit; for a limit that no response states. */
export function admissionOf(usage: Usage): Admission {
  return isWithinLimit(usage) ? ADMITTED : refuse(usage);
}

const ADMITTED: Admission = Object.freeze({ ok: true, quotas: [] });

const STRANGER_REQUESTS_PER_MINUTE = 60;

/** Each has a record of about 700 bytes: 30 MB a day of a caller who never stops. */
const DENIALS_PER_MINUTE = 30;

function strangersAt(address: string): LimitKey {
  return ['strangers', networkOf(address)];
}

function perMinute(limit: number): Allowance {
  return { limit, seconds: 60 };
}

function refuse({ secondsLeft }: Usage, quotas: readonly Quota[] = []): Admission {
  return { ok: false, retryAfterSeconds: secondsLeft, quotas };
}

/** A limit that a request counts against. */
interface ApplicableLimit {
  readonly policy: 'caller' | 'client' | 'address' | 'role';
  readonly key: readonly string[];
  readonly limit: number;
}

/** The caller's own limit; null if it has none. */
function ownLimitOf(
  { ofCaller }: RateLimits,
  { issuer, subject, roles }: LimitedCaller,
  unit: Unit,
): ApplicableLimit | null {
  const limit = limitOf(ofCaller(roles), unit);
  return limit === null ? null : { policy: 'caller', key: [issuer, subject], limit };
}

/** The limits that the caller shares with others. */
function sharedLimits(
  { client, address, role }: RateLimits,
  caller: LimitedCaller,
  unit: Unit,
): readonly ApplicableLimit[] {
  const found: ApplicableLimit[] = [];
  const ofClient = limitOf(client, unit);
  if (ofClient !== null) {
    // Tokens that name no client are counted as of one client.
    const id = caller.clientId === null ? [] : [caller.clientId];
    found.push({ policy: 'client', key: [caller.issuer, ...id], limit: ofClient });
  }
  const ofAddress = limitOf(address, unit);
  if (ofAddress !== null)
    found.push({ policy: 'address', key: [networkOf(caller.address)], limit: ofAddress });
  for (const name of caller.roles) {
    const ofRole = limitOf(role.get(name) ?? UNLIMITED, unit);
    if (ofRole !== null) found.push({ policy: 'role', key: [name], limit: ofRole });
  }
  return found;
}

const UNLIMITED: RatePerMinute = { requestsPerMinute: null, costPerMinute: null };

function limitOf(rate: RatePerMinute, unit: Unit): number | null {
  return unit === 'requests' ? rate.requestsPerMinute : rate.costPerMinute;
}
