/** The origin of a ledger: its configured name, and its epoch, which increases with each resumption. */
export interface OriginParts {
  readonly base: string;
  /** 1 for the base name, n for `<base>/n`. */
  readonly number: number;
}

const NUMBERED = /^(.+)\/([2-9]|[1-9]\d{1,8})$/;

/** Splits an origin: `name`, `name/2`, `name/3` are epochs of one ledger. */
export function splitOrigin(origin: string): OriginParts {
  const [, base, number] = NUMBERED.exec(origin) ?? [];
  return base === undefined ? { base: origin, number: 1 } : { base, number: Number(number) };
}

/** Whether both origins are epochs of one ledger. */
export function isSameLedger(a: string, b: string): boolean {
  return splitOrigin(a).base === splitOrigin(b).base;
}

/** Whether an origin is a later epoch of the same ledger. */
export function isLaterOrigin(origin: string, than: string): boolean {
  return isSameLedger(origin, than) && splitOrigin(origin).number > splitOrigin(than).number;
}

/**
 * The origin of the next epoch after all of these. A number is never used twice, even if its epoch was lost: two trees with
 * one origin would be a fork.
 */
export function originAfter(origin: string, known: readonly string[]): string {
  const { base, number } = splitOrigin(origin);
  const numbers = known.map((each) => splitOrigin(each).number);
  return `${base}/${Math.max(number, ...numbers) + 1}`;
}
