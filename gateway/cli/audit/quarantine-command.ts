import { Command } from 'commander';
import {
  planQuarantine,
  quarantineLedger,
  type PlanOptions,
} from '../../audit/maintain/quarantine/quarantine-ledger.ts';
import type { WitnessAddress } from '../../audit/publish/create-witness-client.ts';
import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { StartError } from '../../platform/errors.ts';
import { printLines } from '../print-lines.ts';
import { repeatable } from '../repeatable.ts';
import { describePlan, describeQuarantined } from './print-quarantine.ts';
import { readAnchors } from './read-anchor.ts';
import { readLocation } from './read-location.ts';
import { readReason } from './read-reason.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { defaultGuard, readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { printLocation } from '../../audit/store/ledger-location.ts';

interface QuarantineFlags extends ToolFlags {
  readonly checkpoint: readonly string[];
  readonly witness: readonly string[];
  readonly reason?: string;
}

/** `phi-gateway audit quarantine`: removes unsigned batches from the end of a ledger; without a file, a dry run. */
export function auditQuarantineCommand(): Command {
  const command = new Command('quarantine')
    .argument('[file]', 'a new file for the removed rows; without it, nothing is changed')
    .option('--reason <text>', 'what happened; stored beside the record, so that it can be erased')
    .addOption(
      repeatable(
        '--checkpoint <file|url>',
        'a remembered checkpoint: the guard of each gateway, the file of each sink',
      ),
    )
    .addOption(
      repeatable(
        '--witness <url key>',
        "a witness, as one argument: its URL, a space, its key as in audit.publish; every given witness must have seen the ledger's proven part and no more",
      ),
    );
  return withToolFlags(command)
    .addHelpText('after', RULES)
    .action((file: string | undefined, flags: QuarantineFlags) =>
      reportLedgerProblems(NOT_DONE, () => run(file, flags)),
    );
}

const RULES = `
Nothing is removed that a key of the ledger signed, or that the guard, a checkpoint or a witness covers. Stop the gateway
of a SQLite ledger. On a server use a login in phi_audit_quarantiner (for a dry run phi_audit_reader), and the key and
guard of a stopped gateway.`;

async function run(file: string | undefined, flags: QuarantineFlags): Promise<void> {
  const { checkpoint, witness, reason, ...tool } = flags;
  const memory = {
    checkpoints: await readAnchors(checkpoint),
    witnesses: witness.map(readWitness),
  };
  const where = printLocation(readLocation(tool.db));
  if (file === undefined) {
    const plan = await planQuarantine({ ...readLedger(tool), ...memory });
    process.stdout.write(printLines(describePlan(plan, where)));
    return;
  }
  if (reason === undefined) throw new StartError(['--reason must give a reason.']);
  const options = { ...readToolFlags(tool), ...memory };
  const done = await quarantineLedger({
    ...options,
    reason: readReason(reason),
    evidencePath: file,
  });
  process.stdout.write(printLines(describeQuarantined(done, { file, where })));
}

/** A dry run needs no key, and for a ledger on a server no guard. */
function readLedger({ db, guard }: ToolFlags): Pick<PlanOptions, 'location' | 'guardPath' | 'at'> {
  const location = readLocation(db);
  return { location, guardPath: guard ?? defaultGuard(location), at: Date.now() };
}

function readWitness(text: string): WitnessAddress {
  const [url = '', key = '', ...rest] = text.trim().split(/\s+/);
  if (isPrivateUrl(url) && key !== '' && rest.length === 0) return { url, key };
  throw new StartError([
    "--witness takes a witness's URL (https, or http on this machine) and its key, such as 'https://witness.example witness.example/phi+93d1cf2b+BC…'.",
  ]);
}
