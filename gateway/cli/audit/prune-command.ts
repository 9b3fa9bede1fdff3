import { Command, Option } from 'commander';
import {
  planPruning,
  pruneLedger,
  type PruneOptions,
  type PruneProgress,
} from '../../audit/maintain/retain/prune-ledger.ts';
import { printPlan } from './print-plan.ts';
import { readAnchors } from './read-anchor.ts';
import { readDate } from './read-date.ts';
import { readPublicKey } from './read-public-key.ts';
import { repeatable } from '../repeatable.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { createProgress, type Progress } from '../progress.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface PruneFlags extends ToolFlags {
  readonly anchor: readonly string[];
  readonly witness: readonly string[];
  readonly asOf?: string;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** `phi-gateway audit prune`: deletes the bodies of records whose retention is over. */
export function auditPruneCommand(): Command {
  const command = new Command('prune')
    .option(
      '--dry-run',
      'show what would be deleted and which record keeps the rest; change nothing',
    )
    .addOption(repeatable('--anchor <file|url>', 'a remembered checkpoint'))
    .addOption(
      repeatable(
        '--witness <key>',
        "a witness's key as name+id+key, or a file with it: its cosignatures are evidence of time",
      ),
    )
    .option(
      '--as-of <date>',
      'prune as of this ISO date or time (UTC), if no record or cosignature is that late',
    )
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'));
  return withToolFlags(command).action((flags: PruneFlags) =>
    reportLedgerProblems(NOT_DONE, () => run(flags)),
  );
}

async function run({ dryRun, format, anchor, witness, asOf, ...flags }: PruneFlags): Promise<void> {
  const options: PruneOptions = {
    ...readToolFlags(flags),
    anchors: await readAnchors(anchor),
    witnesses: witness.map((each) => readPublicKey(each)),
    asOf: asOf === undefined ? null : readDate(asOf, 'start of day'),
  };
  const { show, stop } = createSteps();
  try {
    if (dryRun === true) {
      const plan = await planPruning(options, show);
      stop();
      process.stdout.write(printPlan(plan, null, format));
      return;
    }
    const { plan, by, dropped } = await pruneLedger(options, show);
    stop();
    process.stdout.write(printPlan(plan, { by, dropped }, format));
  } finally {
    stop();
  }
}

/** A progress bar for each step. */
function createSteps(): { readonly show: PruneProgress; readonly stop: () => void } {
  let current: { readonly step: string; readonly bar: Progress } | null = null;
  const stop = () => {
    current?.bar.stop();
    current = null;
  };
  return {
    show(step, done, total) {
      if (current?.step !== step) {
        stop();
        current = { step, bar: createProgress(step) };
      }
      current.bar.show(done, total);
    },
    stop,
  };
}
