import { z } from 'zod';

/** What the demo asks of the gateway whose clock it sets. */
export type ClockOrder =
  /** Moves the clock on to this time. */
  | { readonly to: number }
  /** Ends the time that is set: the gateway closes its ledger. */
  | { readonly end: true }
  /** Serves this configuration on the machine's clock. Comes after `end` only. */
  | { readonly serve: string };

/** Messages of that gateway: its URL, each time to which its clock was moved, and that its ledger is closed. */
export type ClockEvent =
  { readonly url: string } | { readonly at: number } | { readonly ended: true };

const ORDER = z.union([
  z.strictObject({ to: z.int() }),
  z.strictObject({ end: z.literal(true) }),
  z.strictObject({ serve: z.string() }),
]);
const EVENT = z.union([
  z.strictObject({ url: z.string() }),
  z.strictObject({ at: z.int() }),
  z.strictObject({ ended: z.literal(true) }),
]);

/** Parses what the demo has sent. */
export function parseClockOrder(message: unknown): ClockOrder {
  return ORDER.parse(message);
}

/** Parses what the gateway has sent. */
export function parseClockEvent(message: unknown): ClockEvent {
  return EVENT.parse(message);
}
