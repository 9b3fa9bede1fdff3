import { Command, Option } from 'commander';
import { StartError } from '../../platform/errors.ts';
import { verifyProof } from '../../audit/proof/verify-proof.ts';
import type { IndexRange } from '../../audit/record/index-ranges.ts';
import { explainClock } from '../../audit/verify/explain-clock.ts';
import { verifyLedger, allCores } from '../../audit/verify/verify-ledger.ts';
import { setExitCode } from './set-exit-code.ts';
import { EXIT_CODES, NOT_VERIFIED } from './exit-codes.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { readReadable } from './read-location.ts';
import { assertNew, saveCertificate } from './report/print-certificate.ts';
import { printProofVerdict } from './print-proof.ts';
import { printVerdict } from './print-verdict.ts';
import { createProgress } from '../progress.ts';
import { readPublicKey } from './read-public-key.ts';
import { readText } from '../read-text.ts';
import { readAnchors } from './read-anchor.ts';
import { repeatable } from '../repeatable.ts';
import { exitOnMisuse } from '../exit-on-misuse.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { defaultGuard } from './tool-flags.ts';

interface VerifyFlags {
  readonly db?: string;
  readonly proof?: string;
  readonly key?: string;
  readonly anchor: readonly string[];
  readonly witness: readonly string[];
  readonly explained: readonly string[];
  readonly guard?: string;
  readonly format: 'text' | 'json';
  readonly certificate?: string;
}

/** `phi-gateway audit verify`: exit code 0 PASS, 1 FAIL, 2 INCOMPLETE, 3 not verified. */
export function auditVerifyCommand(): Command {
  return exitOnMisuse(new Command('verify'), NOT_VERIFIED)
    .option(
      '--db <path|url>',
      `the ledger, or the directory of an export (default: ${DEFAULT_DATABASE}, without --proof)`,
    )
    .option('--proof <file>', 'verify a proof file instead; with --db, also that it is complete')
    .option('--key <key>', 'its public key as name+id+key, or a file with it')
    .addOption(repeatable('--anchor <file|url>', 'a remembered checkpoint'))
    .addOption(repeatable('--witness <key>', "a witness's key as name+id+key, or a file with it"))
    .option(
      '--guard <file>',
      "a gateway's guard file (default: the path of the ledger with .guard)",
    )
    .addOption(
      repeatable(
        '--explained <from-to>',
        'two records of a CLOCK finding with a known reason: the finding becomes a caveat',
      ),
    )
    .option('--certificate <file>', 'a new file for the verdict as a printable page')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', REMEDIES)
    .action((flags: VerifyFlags) =>
      reportLedgerProblems(NOT_VERIFIED, async () => {
        if (flags.certificate !== undefined) assertNew(flags.certificate);
        if (flags.proof !== undefined) return verifyProofFile(flags.proof, flags);
        const location = readReadable(flags.db ?? DEFAULT_DATABASE);
        const options = {
          location,
          publicKey: flags.key === undefined ? null : readPublicKey(flags.key),
          anchors: await readAnchors(flags.anchor),
          witnesses: flags.witness.map((witness) => readPublicKey(witness)),
          guardPath: flags.guard ?? defaultGuard(location),
        };
        const progress = createProgress('verifying');
        const found = await verifyLedger(options, allCores(), (done, total) => {
          progress.show(done, total);
        }).finally(() => {
          progress.stop();
        });
        const verdict = explainClock(found, flags.explained.map(readRecords));
        if (flags.certificate !== undefined) {
          saveCertificate(flags.certificate, verdict, location);
        }
        process.stdout.write(printVerdict(verdict, flags.format));
        setExitCode(verdict);
      }),
    );
}

/** Findings that an operator can repair, and the commands for it. */
const REMEDIES = `
Findings that can be repaired once the cause is known:
  HEAD_MISMATCH, and UNSIGNED or CHECKPOINT_SIGNATURE of the last records: phi-gateway audit quarantine
  OPENING_MISMATCH, if the text was stored wrongly: phi-gateway audit withdraw
  ROLLBACK, after a copy was restored: phi-gateway audit resume`;

/** Two records as `FROM-TO`. Throws a `StartError` for any other text. */
function readRecords(text: string): IndexRange {
  const [, from = '', to = ''] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (from !== '' && Number(from) <= Number(to)) return [Number(from), Number(to)];
  throw new StartError([`--explained takes two records, such as 12-13, and not ${text}.`]);
}

/** Verifies a proof file. A given ledger is only compared with the proof, so anchors don't apply. */
async function verifyProofFile(path: string, flags: VerifyFlags): Promise<void> {
  const isForLedger = flags.anchor.length + flags.witness.length + flags.explained.length > 0;
  if (isForLedger || flags.guard !== undefined || flags.certificate !== undefined) {
    throw new StartError([
      '--anchor, --witness, --guard, --explained and --certificate are for a ledger. Verify the ledger first, then the proof.',
    ]);
  }
  const verdict = await verifyProof({
    text: readText(path),
    publicKey: flags.key === undefined ? null : readPublicKey(flags.key),
    location: flags.db === undefined ? null : readReadable(flags.db),
  });
  process.stdout.write(printProofVerdict(verdict, flags.format));
  process.exitCode = EXIT_CODES[verdict.result];
}
