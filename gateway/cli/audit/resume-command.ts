import { Command } from 'commander';
import { resumeLedger, type Resumed } from '../../audit/maintain/resume/resume-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import { DEFAULT_DATABASE, readLocation } from './read-location.ts';
import { readAnchor } from './read-anchor.ts';
import { readReason } from './read-reason.ts';
import { printLines } from '../print-lines.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface ResumeFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
  readonly checkpoint?: string;
  readonly reason: string;
}

/** `phi-gateway audit resume`: goes on with a ledger that was restored from an older copy. */
export function auditResumeCommand(): Command {
  return new Command('resume')
    .requiredOption('--reason <text>', 'why it was restored; kept beside the tree')
    .option('--db <path|url>', 'the restored ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'a key enrolled there (default: the path of the ledger with .key)')
    .option(
      '--guard <file>',
      "that key's guard as it was before the restore (default: the path of the ledger with .guard)",
    )
    .option('--checkpoint <file|url>', 'a later checkpoint than the guard, such as a sink holds')
    .action((flags: ResumeFlags) => reportLedgerProblems(1, () => resume(flags)));
}

async function resume({ db, key, guard, checkpoint, reason }: ResumeFlags): Promise<void> {
  const location = readLocation(db);
  const beside = location.kind === 'sqlite' ? location.path : null;
  const keyPath = key ?? (beside === null ? null : `${beside}.key`);
  const guardPath = guard ?? (beside === null ? null : `${beside}.guard`);
  if (keyPath === null || guardPath === null) {
    throw new StartError(['A ledger on a server needs --key and --guard of a gateway.']);
  }
  const resumed = await resumeLedger({
    location,
    keyPath,
    guardPath,
    checkpoint: checkpoint === undefined ? null : await readAnchor(checkpoint),
    reason: readReason(reason),
    version: readVersion(),
    at: Date.now(),
  });
  process.stdout.write(printLines(tell(resumed)));
}

function tell({ origin, publicKey, others, evidence, loss }: Resumed): string[] {
  const kept = evidence === null ? [] : [`Guard    as it was: ${evidence}. Keep it as evidence.`];
  if (loss === null) {
    return [
      `The ledger had been resumed as ${origin} already. The guard follows it now.`,
      ...kept,
      `Key      ${publicKey}`,
    ];
  }
  const { restored, known } = loss;
  return [
    `Resumed  ${restored.origin} as ${origin}, at record ${restored.size}`,
    known === null
      ? `Lost     nobody knows what followed record ${restored.size - 1}`
      : `Lost     records ${restored.size}..${known.size - 1}, by the checkpoint of ${known.origin} at ${known.size}`,
    ...kept,
    `Key      ${publicKey}`,
    ...others.map((vkey) => `Key      ${vkey} (another gateway's)`),
    'Next:',
    '- Give witnesses the new keys (audit witness --log), and keep the old ones there.',
    '- Move away the files of checkpoint sinks, and keep them.',
    '- Make the report index anew, where there is one: it may know what was lost (audit reindex).',
    '- Start the gateway. Of other gateways that share the ledger, run this again for each that refuses to start.',
    '- Go on pinning the first public key. audit verify says INCOMPLETE (RANGE_LOST) from now on.',
  ];
}
