import { z } from 'zod';

/** A command of the demo to the gateway with a simulated clock. */
export type ClockCommand =
  /** Advances the clock to this time. */
  | { readonly to: number }
  /** Ends the simulated time: the gateway closes its ledger. */
  | { readonly end: true }
  /** Serves this configuration on the system clock. Follows `end`. */
  | { readonly serve: string };

/** An event of that gateway: its URL at the start, the time that its clock has reached, or that its ledger is closed. */
export type ClockEvent =
  { readonly url: string } | { readonly at: number } | { readonly ended: true };

const COMMAND = z.union([
  z.strictObject({ to: z.int() }),
  z.strictObject({ end: z.literal(true) }),
  z.strictObject({ serve: z.string() }),
]);
const EVENT = z.union([
  z.strictObject({ url: z.string() }),
  z.strictObject({ at: z.int() }),
  z.strictObject({ ended: z.literal(true) }),
]);

/** Parses a message of the demo. */
export function parseClockCommand(message: unknown): ClockCommand {
  return COMMAND.parse(message);
}

/** Parses a message of the gateway. */
export function parseClockEvent(message: unknown): ClockEvent {
  return EVENT.parse(message);
}
