/** What a ledger is called: a name of the operator's, and how often it was resumed after a restore. */
export interface OriginParts {
  readonly base: string;
  /** 1 for the base name alone, n for `<base>/n`. */
  readonly number: number;
}

const NUMBERED = /^(.+)\/([2-9]|[1-9]\d{1,8})$/;

/** Takes the origin of a checkpoint apart: `name`, `name/2`, `name/3` are incarnations of one ledger. */
export function splitOrigin(origin: string): OriginParts {
  const [, base, number] = NUMBERED.exec(origin) ?? [];
  return base === undefined ? { base: origin, number: 1 } : { base, number: Number(number) };
}

/** True where both are incarnations of one ledger. */
export function isSameLedger(a: string, b: string): boolean {
  return splitOrigin(a).base === splitOrigin(b).base;
}

/** True where an origin is a later incarnation of the other's ledger. */
export function isLaterOrigin(origin: string, than: string): boolean {
  return isSameLedger(origin, than) && splitOrigin(origin).number > splitOrigin(than).number;
}

/**
 * The incarnation that follows all of these, which are of one ledger. A number is never used twice, also where
 * the incarnation of that number was lost: two trees of one name would be two histories of one ledger.
 */
export function originAfter(origin: string, known: readonly string[]): string {
  const { base, number } = splitOrigin(origin);
  const numbers = known.map((each) => splitOrigin(each).number);
  return `${base}/${Math.max(number, ...numbers) + 1}`;
}
