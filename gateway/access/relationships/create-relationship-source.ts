import { createHash } from 'node:crypto';
import type { Relationship, Relationships } from '../../../directives/operation/relationship.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { PATIENTS_PER_CALL, type Asker } from './ask.ts';
import { describeCaller } from './describe-caller.ts';
import type { Related, RelationshipSource } from './relationship-source.ts';
import { rememberRelationships } from './remember-relationships.ts';

/** How a source is asked. */
export interface RelationshipSourceOptions {
  readonly asker: Asker;
  /** For one question, however many calls it takes. */
  readonly timeoutMs: number;
  /** How old an answer may be; 0 remembers none. */
  readonly cacheSeconds: number;
  readonly log: Log;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
}

/**
 * Puts a memory in front of a source. One call asks for all patients that aren't remembered, in parts of
 * {@link PATIENTS_PER_CALL}; whom the same caller's other requests are asking about right now is waited for
 * instead. Failures are not remembered.
 */
export function createRelationshipSource(options: RelationshipSourceOptions): RelationshipSource {
  const { asker, clock } = options;
  const memory = rememberRelationships(options.cacheSeconds, clock);
  const running = new Map<string, Promise<Relationships | null>>();
  const say = createFailureLine('relationship source failed', options);

  /** One call. Null is a failure, which has been logged. */
  async function ask(
    question: {
      readonly context: RequestContext;
      readonly caller: string;
      readonly digest: string;
    },
    patients: readonly string[],
    signal: AbortSignal,
  ): Promise<Relationships | null> {
    const asked = clock();
    try {
      const answer = await asker.ask({ ...question, patients }, signal);
      if (!answer.ok) {
        say({ code: answer.code, ...(answer.status !== undefined && { status: answer.status }) });
        return null;
      }
      const { relationships } = answer;
      memory.remember(question.digest, { patients, relationships, asked });
      return relationships;
    } catch (error) {
      say({ error });
      return null;
    }
  }

  return {
    relate: async (context, patients) => {
      if (!asker.concerns(context)) return NOBODY;
      const caller = describeCaller(context);
      const digest = createHash('sha256').update(caller).digest('base64');
      const found = new Map<string, Relationship>();
      const awaited = new Map<string, Promise<Relationships | null>>();
      const missing: string[] = [];
      const recall = memory.recall(digest);
      for (const patient of new Set(patients)) {
        const known = recall(patient);
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
          const answer = ask({ context, caller, digest }, part, signal).finally(() => {
            for (const patient of part) running.delete(digest + patient);
          });
          for (const patient of part) {
            running.set(digest + patient, answer);
            awaited.set(patient, answer);
          }
        }
      }
      for (const [patient, answer] of awaited) {
        const relationships = await answer;
        if (relationships === null) return FAILED;
        const relationship = relationships.get(patient);
        if (relationship !== undefined) found.set(patient, relationship);
      }
      return { relationships: found, failed: false };
    },
    close: asker.close,
  };
}

const NOBODY: Related = { relationships: new Map(), failed: false };
const FAILED: Related = { relationships: new Map(), failed: true };
