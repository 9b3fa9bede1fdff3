import { createHash } from 'node:crypto';
import type { Relationship } from '../../../directives/operation/relationship.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { PATIENTS_PER_CALL, type RelationshipClient } from './relationship-client.ts';
import { describeCaller } from './describe-caller.ts';
import type { RelationshipLookup, RelationshipSource } from './relationship-source.ts';
import { createRelationshipCache } from './relationship-cache.ts';

export interface RelationshipSourceOptions {
  readonly client: RelationshipClient;
  /** Timeout of one lookup, however many calls it takes. */
  readonly timeoutMs: number;
  /** How long a relationship is cached; 0 caches none. */
  readonly cacheSeconds: number;
  readonly log: Log;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/**
 * Creates a source with a cache. A lookup queries all patients that are not cached, in calls of
 * {@link PATIENTS_PER_CALL}. It waits for patients that other requests of the same caller are querying already. Failures
 * are not cached.
 */
export function createRelationshipSource(options: RelationshipSourceOptions): RelationshipSource {
  const { client, now } = options;
  const cache = createRelationshipCache(options.cacheSeconds, now);
  const running = new Map<string, Promise<RelationshipLookup>>();
  const logFailure = createFailureLine('relationship source failed', options);

  /** Makes one call. A failure is logged. */
  async function query(
    subject: {
      readonly context: RequestContext;
      readonly caller: string;
      readonly digest: string;
    },
    patients: readonly string[],
    signal: AbortSignal,
  ): Promise<RelationshipLookup> {
    const since = now();
    try {
      const answer = await client.query({ ...subject, patients }, signal);
      if (!answer.ok) {
        logFailure({
          code: answer.code,
          ...(answer.status !== undefined && { status: answer.status }),
        });
        return { ...FAILED, rejectedOf: answer.rejectedOf ?? null };
      }
      const { relationships } = answer;
      cache.set(subject.digest, { patients, relationships, since });
      return { relationships, failed: false, rejectedOf: null };
    } catch (error) {
      logFailure({ error });
      return FAILED;
    }
  }

  return {
    relate: async (context, patients) => {
      if (!client.canQuery(context)) return NO_RELATIONSHIPS;
      const caller = describeCaller(context);
      const digest = createHash('sha256').update(caller).digest('base64');
      const found = new Map<string, Relationship>();
      const awaited = new Map<string, Promise<RelationshipLookup>>();
      const missing: string[] = [];
      const readCached = cache.readerFor(digest);
      for (const patient of new Set(patients)) {
        const known = readCached(patient);
        if (known !== undefined) {
          if (known !== null) found.set(patient, known);
          continue;
        }
        const other = running.get(digest + patient);
        if (other === undefined) missing.push(patient);
        else awaited.set(patient, other);
      }
      if (missing.length > 0) {
        const signal = AbortSignal.timeout(options.timeoutMs);
        for (let start = 0; start < missing.length; start += PATIENTS_PER_CALL) {
          const part = missing.slice(start, start + PATIENTS_PER_CALL);
          const answer = query({ context, caller, digest }, part, signal).finally(() => {
            for (const patient of part) running.delete(digest + patient);
          });
          for (const patient of part) {
            running.set(digest + patient, answer);
            awaited.set(patient, answer);
          }
        }
      }
      for (const [patient, answer] of awaited) {
        const lookup = await answer;
        if (lookup.failed) return lookup;
        const relationship = lookup.relationships.get(patient);
        if (relationship !== undefined) found.set(patient, relationship);
      }
      return { relationships: found, failed: false, rejectedOf: null };
    },
    close: client.close,
  };
}

const NO_RELATIONSHIPS: RelationshipLookup = {
  relationships: new Map(),
  failed: false,
  rejectedOf: null,
};
const FAILED: RelationshipLookup = { ...NO_RELATIONSHIPS, failed: true };
