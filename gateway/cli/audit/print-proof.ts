import { countOf } from '../../platform/count-of.ts';
import { printLines } from '../print-lines.ts';
import type { ProofVerdict } from '../../audit/proof/proof-verdict.ts';

/** A verdict on a proof as text for people or as one JSON document. */
export function printProofVerdict(verdict: ProofVerdict, format: 'text' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(verdict, null, 2)}\n`;
  const { findings, findingCount, leaves, patient, since, until, key, signer, caveats } = verdict;
  const hidden = findingCount - findings.length;
  const time = `${since ?? 'the beginning'} to ${until ?? 'its end'}`;
  const lines = [
    verdict.result,
    ...findings.map(({ code, text }) => `  ${code}: ${text}`),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    '',
    `patient   ${patient === null ? 'unknown' : JSON.stringify(patient)}, ${time}`,
    `proof     ${countOf(leaves, 'record')} of ${verdict.size}`,
    `ledger    ${verdict.origin ?? 'unknown'}`,
    `root      ${verdict.root ?? 'none'}`,
    `key       ${key === null ? 'none' : `${key.vkey} (${key.source})`}`,
    ...(key === null || signer === null || signer === key.vkey
      ? []
      : [`signed by ${signer}, which that key leads to`]),
    ...caveats.map((caveat) => `not excluded: ${caveat}`),
  ];
  return printLines(lines);
}
