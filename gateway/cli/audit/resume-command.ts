import { Command } from 'commander';
import { resumeLedger, type Resumed } from '../../audit/maintain/resume/resume-ledger.ts';
import { readAnchor } from './read-anchor.ts';
import { readReason } from './read-reason.ts';
import { printLines } from '../print-lines.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';

interface ResumeFlags extends ToolFlags {
  readonly checkpoint?: string;
  readonly reason: string;
}

/** `phi-gateway audit resume`: resumes a ledger that was restored from an older copy. */
export function auditResumeCommand(): Command {
  const command = new Command('resume').requiredOption(
    '--reason <text>',
    'why it was restored; stored beside the record, so that it can be erased',
  );
  return withToolFlags(command, {
    db: 'the restored ledger',
    key: 'a key enrolled there',
    guard: "that key's guard from before the restore",
  })
    .option('--checkpoint <file|url>', 'a later checkpoint than the guard, such as that of a sink')
    .action((flags: ResumeFlags) => reportLedgerProblems(NOT_DONE, () => resume(flags)));
}

async function resume({ checkpoint, reason, ...flags }: ResumeFlags): Promise<void> {
  const resumed = await resumeLedger({
    ...readToolFlags(flags, { whoseKey: 'a gateway' }),
    checkpoint: checkpoint === undefined ? null : await readAnchor(checkpoint),
    reason: readReason(reason),
  });
  process.stdout.write(printLines(describe(resumed)));
}

function describe({ origin, publicKey, otherKeys, evidence, loss }: Resumed): string[] {
  const kept =
    evidence === null ? [] : [`Guard    the old one is ${evidence}. Keep it as evidence.`];
  // It was resumed before, and only the guard of this key was updated.
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
      ? `Lost     unknown: no checkpoint shows which records followed record ${restored.size - 1}`
      : `Lost     records ${restored.size}..${known.size - 1}, by the checkpoint of ${known.origin} at ${known.size}`,
    ...kept,
    `Key      ${publicKey}`,
    ...otherKeys.map((vkey) => `Key      ${vkey} (another gateway's)`),
    'Next:',
    '- Give witnesses the new keys (audit witness --log), and keep the old ones there.',
    '- Move away the files of checkpoint sinks, and keep them.',
    '- Rebuild the report index, if there is one: it may contain lost records (audit reindex).',
    '- Start the gateway. If another gateway of the ledger refuses to start, run this again with its key and guard.',
    '- Keep the first public key pinned. audit verify says INCOMPLETE (RANGE_LOST) from now on.',
  ];
}
