import { GatewayError } from '../../platform/errors.ts';

/** An invalid request. The problems are sent to the caller, so they hold no value from the request. */
export function badInput(problems: readonly string[]): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { problems });
}

/** A request for more than a limit allows. The problem states the limit. */
export function tooMuch(problem: string): GatewayError {
  return new GatewayError('OPERATION_TOO_COMPLEX', { problems: [problem] });
}

/** An invalid cursor, or a cursor of another order. */
export function badCursor(): GatewayError {
  return badInput(['after is not a cursor of this order. Start without it.']);
}

/** Throws `OPERATION_TOO_COMPLEX` for more rows than an export may have. */
export function assertFewRows(rows: number, max: number): void {
  if (rows > max) throw tooMuch(`A file has at most ${max} rows. Choose a shorter period.`);
}
