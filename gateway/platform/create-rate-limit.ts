import { BlockList, isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { callerKey, type Caller } from './caller.ts';

/** Whether a request may go on; if not, after how many seconds the next one may. */
export type Admission =
  { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

/** What identifies a caller for the limits, whatever token or address the caller uses. */
type LimitedCaller = Pick<Caller, 'issuer' | 'subject'>;

export interface RateLimit {
  /** Counts one request of an identified caller. */
  readonly admitCaller: (caller: LimitedCaller) => Promise<Admission>;
  /** Counts one request of an identified caller that is denied before it is executed. */
  readonly admitDenial: (caller: LimitedCaller) => Promise<Admission>;
  /** Counts one request whose authentication failed. */
  readonly admitStranger: (address: string) => Promise<Admission>;
  /** Whether {@link admitStranger} would admit another one. Counts nothing. */
  readonly checkStranger: (address: string) => Promise<Admission>;
}

/**
 * Creates the limit of requests per minute, kept in this process's memory.
 *
 * A caller is counted by issuer and subject, whatever token or address it uses. Failed authentication is
 * counted by address (an IPv6 one by its /64, which is what one household or attacker has); the
 * limit never refuses callers with a valid token at that address, which a whole hospital may share.
 */
export function createRateLimit(requestsPerMinute: number): RateLimit {
  const strangers = new RateLimiterMemory({ points: STRANGER_REQUESTS_PER_MINUTE, duration: 60 });
  return {
    admitCaller: limitCallers(requestsPerMinute, 60),
    admitDenial: limitCallers(DENIALS_PER_MINUTE, 60),
    admitStranger: (address) => consume(strangers, networkOf(address)),
    checkStranger: async (address) => {
      const used = await strangers.get(networkOf(address));
      return used === null || used.remainingPoints > 0
        ? { ok: true }
        : { ok: false, retryAfterSeconds: retryAfterSeconds(used) };
    },
  };
}

/** Creates a limit of so many calls of one caller in so many seconds, kept in this process's memory. */
export function limitCallers(
  points: number,
  seconds: number,
): (caller: LimitedCaller, weight?: number) => Promise<Admission> {
  const callers = new RateLimiterMemory({ points, duration: seconds });
  return (caller, weight) => consume(callers, callerKey(caller), weight);
}

/** Creates a limit of so many calls of all callers together in so many seconds. */
export function limitAll(points: number, seconds: number): (weight?: number) => Promise<Admission> {
  const all = new RateLimiterMemory({ points, duration: seconds });
  return (weight) => consume(all, 'all', weight);
}

const STRANGER_REQUESTS_PER_MINUTE = 60;

/** Each has a record of about 700 bytes: 30 MB a day of a caller who never stops. */
const DENIALS_PER_MINUTE = 30;

async function consume(limiter: RateLimiterMemory, key: string, weight = 1): Promise<Admission> {
  try {
    await limiter.consume(key, weight);
    return { ok: true };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { ok: false, retryAfterSeconds: retryAfterSeconds(refusal) };
  }
}

function retryAfterSeconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

/** IPv4 addresses in IPv6 form, such as `::ffff:10.0.0.1`. */
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** An IPv4 address as it is; of an IPv6 one the first 64 bits. */
function networkOf(address: string): string {
  if (!isIPv6(address) || MAPPED.check(address, 'ipv6')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from(
    { length: tail === undefined ? 0 : 8 - before.length - after.length },
    () => '0',
  );
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
