import { Command, Option } from 'commander';
import { planPruning, pruneLedger, type PruneProgress } from '../../audit/retain/prune-ledger.ts';
import { printPlan } from './print-plan.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { createProgress, type Progress } from '../progress.ts';
import { reportProblems } from '../report-problems.ts';

interface PruneFlags extends ToolFlags {
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** `phi-gateway audit prune`: takes the bodies of records away whose time is over. */
export function auditPruneCommand(): Command {
  const command = new Command('prune')
    .option('--dry-run', 'say what would go and which record keeps the rest; change nothing')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'));
  return withToolFlags(command).action((flags: PruneFlags) => reportProblems(1, () => run(flags)));
}

async function run({ dryRun, format, ...flags }: PruneFlags): Promise<void> {
  const options = readToolFlags(flags);
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

/** A bar for each step. */
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
