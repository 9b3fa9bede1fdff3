/** The origin of a ledger: its configured name, and its epoch, which increases with each resumption. */
export interface OriginParts {
  readonly base: string;
  /** 1 for the base name, n for `<base>/n`. */
  readonly epoch: number;
}

const NUMBERED = /^(.+)\/([2-9]|[1-9]\d{1,8})$/;

/** Splits an origin: `name`, `name/2` and `name/3` are the first three epochs of one ledger. */
export function splitOrigin(origin: string): OriginParts {
  const [, base, epoch] = NUMBERED.exec(origin) ?? [];
  return base === undefined ? { base: origin, epoch: 1 } : { base, epoch: Number(epoch) };
}

/** Whether both origins are epochs of one ledger. */
export function isSameLedger(a: string, b: string): boolean {
  return splitOrigin(a).base === splitOrigin(b).base;
}

/** Whether an origin is a later epoch of the same ledger. */
export function isLaterOrigin(origin: string, than: string): boolean {
  return isSameLedger(origin, than) && splitOrigin(origin).epoch > splitOrigin(than).epoch;
}

/**
 * The origin of the next epoch after all of these: after `name` and `name/3` it is `name/4`. A number is never used twice, even
 * if its epoch was lost: two trees with one origin would be a fork.
 */
export function originAfter(origin: string, known: readonly string[]): string {
  const { base, epoch } = splitOrigin(origin);
  const epochs = known.map((each) => splitOrigin(each).epoch);
  return `${base}/${Math.max(epoch, ...epochs) + 1}`;
}
