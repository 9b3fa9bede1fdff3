import { z } from 'zod';

/** What the demo tells the gateway whose clock it sets: what time it is now. */
export interface ClockMove {
  readonly to: number;
}

/** What that gateway tells: where it answers, then each time that its clock has been moved to. */
export type ClockEvent = { readonly url: string } | { readonly at: number };

const MOVE = z.strictObject({ to: z.int() });
const EVENT = z.union([z.strictObject({ url: z.string() }), z.strictObject({ at: z.int() })]);

/** Parses what the demo has sent. */
export function parseClockMove(message: unknown): ClockMove {
  return MOVE.parse(message);
}

/** Parses what the gateway has sent. */
export function parseClockEvent(message: unknown): ClockEvent {
  return EVENT.parse(message);
}
