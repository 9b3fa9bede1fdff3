import { GatewayError } from '../../platform/errors.ts';

/** What can't be asked, and why: each problem a sentence in words of ours alone, since it goes back to whoever asked. */
export function badInput(problems: readonly string[]): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { problems });
}

/** More than may be asked at once, and how much may be. */
export function tooMuch(problem: string): GatewayError {
  return new GatewayError('OPERATION_TOO_COMPLEX', { problems: [problem] });
}

/** A cursor that is none, or one of another order. */
export function badCursor(): GatewayError {
  return badInput(['after is no cursor of this order: begin without it.']);
}

/** Throws `OPERATION_TOO_COMPLEX` for more rows than an export may have. */
export function assertFew(rows: number, most: number): void {
  if (rows > most) throw tooMuch(`A file has at most ${most} rows. Choose a shorter period.`);
}
