import type { FindingCode } from '../../../../gateway/audit/verify/finding-codes.ts';
import type { Verdict } from '../../../../gateway/audit/verify/verdict.ts';
import type { VerifyOptions } from '../../../../gateway/audit/verify/verify-ledger.ts';

/** What a verification is given beside the ledger and its guard. */
export type Given = Partial<
  Pick<VerifyOptions, 'location' | 'anchors' | 'witnesses' | 'publicKey'>
> & {
  readonly now?: number;
};

/** A row of the table of verdicts: what is done to a ledger, and what a verification says then. */
export interface Row<Tools> {
  readonly does: (tools: Tools) => Promise<Given | void>;
  /** The result, then every finding as `CODE from..to`, or by its code alone. */
  readonly verdict: readonly string[];
  /** Part of a caveat that the verdict must state. */
  readonly caveat?: string;
  /** Part of what a finding must say. */
  readonly text?: string;
  /** A code that years without a writer leave beside the verdict. */
  readonly ignores?: FindingCode;
  /** What else the verdict must list. */
  readonly lists?: Readonly<Record<string, unknown>>;
  /** Puts back what saving a ledger does not. */
  readonly undo?: string;
}

/** Result and findings of a verdict, but for those that the row ignores; `print` writes the place of a finding. */
export function summarize<Tools>(
  { result, findings }: Verdict,
  { ignores }: Row<Tools>,
  print: (from: number, to: number) => string,
): readonly string[] {
  const left = findings.filter(({ code }) => code !== ignores);
  const lines = left.map(({ code, from, to }) => `${code} ${print(from, to)}`.trim());
  return [result === 'INCOMPLETE' && lines.length === 0 ? 'PASS' : result, ...lines];
}
