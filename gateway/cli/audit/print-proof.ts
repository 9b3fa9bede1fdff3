import { countOf } from '../../platform/count-of.ts';
import { printLines } from '../print-lines.ts';
import { writeProof, type Proof, type ProofSubject } from '../../audit/proof/proof-file.ts';
import type { ProofVerdict } from '../../audit/proof/proof-verdict.ts';
import { provePatient } from '../../audit/proof/prove-patient.ts';
import type { ReadableLocation } from '../../audit/store/ledger-location.ts';
import { createProgress } from '../progress.ts';
import { writeOutput } from '../write-output.ts';
import { warnNoRows } from './warn-no-rows.ts';

/** Writes the proof file of a patient to stdout. */
export async function printProof(
  subject: ProofSubject & { readonly location: ReadableLocation },
): Promise<void> {
  const progress = createProgress('reading');
  try {
    const proof = await provePatient({
      ...subject,
      onProgress: (done, total) => {
        progress.show(done, total);
      },
    });
    progress.stop();
    await writeOutput([writeProof(proof)]);
    warnEmptyProof(proof);
  } finally {
    progress.stop();
  }
}

/** Warns on stderr that a proof has no record. Without a period, no record of the ledger names the patient. */
export function warnEmptyProof({ leaves, patient, since, until }: Proof): void {
  if (leaves.length > 0) return;
  const isWholeLedger = since === null && until === null;
  warnNoRows(isWholeLedger ? [`--patient ${JSON.stringify(patient)}`] : []);
}

/** A verdict on a proof as text or as one JSON document. */
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
