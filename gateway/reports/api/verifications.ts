import { meaningOf } from '../../audit/verify/finding-codes.ts';
import type { Finding, Verdict } from '../../audit/verify/verdict.ts';
import { GatewayError } from '../../platform/errors.ts';

/** A verification, as `Verification` of `admin.graphql`. */
export interface Verification {
  readonly state: 'RUNNING' | 'ENDED';
  /** Records that were read, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly result: string | null;
  readonly findings: readonly ExplainedFinding[];
  /** Records that were checked. */
  readonly covered: number;
  /** Records in the ledger. */
  readonly size: number;
  /** Root hash of the ledger's tree, hex; empty until the verification has ended, or if the root is unknown. */
  readonly root: string;
  readonly caveats: readonly string[];
}

/** A finding with the meaning of its code. */
interface ExplainedFinding extends Finding {
  readonly meaning: string;
}

/** The verifications of a gateway: one at a time. The last one is kept. */
export interface Verifications {
  last(): Verification | null;
  /** Starts one, unless one is running. */
  begin(): Verification;
}

/**
 * Creates the verifications of a gateway. `verify` runs on a worker thread and calls `onProgress` with records done and
 * in total.
 */
export function createVerifications(
  verify: (onProgress: (done: number, total: number) => void) => Promise<Verdict>,
  now: () => number,
): Verifications {
  let last: Verification | null = null;
  const isoNow = () => new Date(now()).toISOString();

  const run = async (begun: Verification) => {
    let verification = begun;
    const show = (changes: Partial<Verification>) => {
      verification = { ...verification, ...changes };
      last = verification;
    };
    try {
      const verdict = await verify((done, total) => {
        show({ done, total });
      });
      const { result, covered, size, root, caveats } = verdict;
      const findings = verdict.findings.map(explain);
      const read = { done: covered, total: Math.max(covered, verification.total) };
      show({ ...read, result, findings, covered, size, root: root ?? '', caveats });
    } catch (error) {
      const why = error instanceof GatewayError ? ` (${error.code})` : '';
      const text = `The ledger could not be read to its end${why}, so nothing is proven.`;
      const finding = explain({ code: 'UNREADABLE', from: 0, to: 0, text });
      show({ result: 'INCOMPLETE', findings: [finding] });
    }
    show({ state: 'ENDED', endedAt: isoNow() });
  };
  return {
    last: () => last,
    begin() {
      if (last?.state === 'RUNNING') return last;
      const begun: Verification = {
        ...NOTHING_YET,
        state: 'RUNNING',
        startedAt: isoNow(),
      };
      last = begun;
      void run(begun);
      return begun;
    },
  };
}

function explain(finding: Finding): ExplainedFinding {
  return { ...finding, meaning: meaningOf(finding.code) };
}

const NOTHING_YET = Object.freeze({
  done: 0,
  total: 0,
  endedAt: null,
  result: null,
  findings: [],
  covered: 0,
  size: 0,
  root: '',
  caveats: [],
});
