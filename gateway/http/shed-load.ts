import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import { GatewayError } from '../platform/errors.ts';
import { createFailureLine } from '../platform/failure-line.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import { TURNS } from '../platform/turns.ts';
import { hasLargeBody } from './authentication/authenticate-request.ts';

export interface LoadSheddingOptions {
  readonly limits: Pick<
    LimitsConfig,
    'bodyBytes' | 'operationsUnderWay' | 'eventLoopDelayMs' | 'turnDelayMs'
  >;
  readonly onRefusal: (code: FaultCode) => void;
  readonly log: Log;
}

/** How often the delay of the event loop is read. */
const SAMPLE_MS = 250;

/** With fewer operations under way, something else delays the event loop, and refusing them would not help. */
const FEW = 16;

/** Seconds after which refused clients may try again. Each draws its own number, so that they do not return at once. */
const RETRY_AFTER_SECONDS = { min: 1, max: 5 };

/** The hooks of a route that sheds load. */
export interface LoadShedding {
  /** Before the token is checked: refuses a part of the requests. */
  readonly onRequest: Hook;
  /** Once the body has arrived, so that clients who send slowly hold no place: counts the operation, or ends it if its client is gone. */
  readonly preHandler: Hook;
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/**
 * Creates the hooks of routes that shed load. A busy gateway refuses a part of the requests with 503 `OVERLOADED`, before
 * it checks their token, so that it answers the rest in time:
 * - every request while `operationsUnderWay` of them are under way;
 * - while operations queue up and the event loop is later than `eventLoopDelayMs`, or an operation has waited longer than
 *   `turnDelayMs` for its turn, a part that grows with the delay: half of them at twice the delay.
 */
export async function shedLoad(
  app: FastifyInstance,
  { limits, onRefusal, log }: LoadSheddingOptions,
): Promise<LoadShedding> {
  await app.register(underPressure, { sampleInterval: SAMPLE_MS });
  const logShed = createFailureLine('requests refused because the gateway is busy', {
    log,
    now: () => performance.now(),
  });
  let underWay = 0;
  const sampleMs = measureSamples(app);
  const isShed = () => {
    if (underWay >= limits.operationsUnderWay) return true;
    if (underWay < FEW) return false;
    const { eventLoopDelay } = app.memoryUsage();
    // Infinite where one turn of the event loop took all of a sample, so that nothing was measured in it.
    const delayMs = Number.isFinite(eventLoopDelay) ? eventLoopDelay : sampleMs();
    const excess = Math.max(
      delayMs / limits.eventLoopDelayMs,
      TURNS.delayMs() / limits.turnDelayMs,
    );
    return Math.random() > 1 / excess;
  };
  const refuse = (): never => {
    const { min, max } = RETRY_AFTER_SECONDS;
    logShed({ code: 'OVERLOADED' });
    onRefusal('OVERLOADED');
    const retryAfterSeconds = min + Math.floor(Math.random() * (max - min + 1));
    throw new GatewayError('OVERLOADED', { retryAfterSeconds });
  };
  return {
    onRequest: ({ raw }, reply, done) => {
      if (!isShed()) {
        done();
        return;
      }
      if (hasLargeBody(raw.headers, limits.bodyBytes)) void reply.header('connection', 'close');
      refuse();
    },
    preHandler: (_request, reply, done) => {
      // The client disconnected while its token was checked. A place taken now would never be given back.
      if (reply.raw.destroyed) {
        reply.hijack();
        return;
      }
      if (underWay >= limits.operationsUnderWay) refuse();
      underWay += 1;
      reply.raw.once('close', () => {
        underWay -= 1;
      });
      done();
    },
  };
}

/** Measures the time between samples. Returns a function that gives the last one, in ms. */
function measureSamples(app: FastifyInstance): () => number {
  let before = performance.now();
  let lastMs = SAMPLE_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    lastMs = now - before;
    before = now;
  }, SAMPLE_MS).unref();
  app.addHook('onClose', async () => clearInterval(timer));
  return () => lastMs;
}
