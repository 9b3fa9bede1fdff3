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
import { readAnchor } from './read-anchor.ts';
import { readLocation } from './read-location.ts';
import { readReason } from './read-reason.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';

interface QuarantineFlags extends ToolFlags {
  readonly checkpoint: readonly string[];
  readonly witness: readonly string[];
  readonly reason?: string;
}

/** `phi-gateway audit quarantine`: without a file it shows what it would do, and changes nothing. */
export function auditQuarantineCommand(): Command {
  const command = new Command('quarantine')
    .argument('[file]', 'a new file for all that is removed; without it nothing is changed')
    .option('--reason <text>', 'what had happened; kept beside the tree')
    .addOption(
      repeatable(
        '--checkpoint <file|url>',
        "what remembers the ledger: each gateway's guard, each sink",
      ),
    )
    .addOption(
      repeatable(
        '--witness <url key>',
        "a witness to ask, as one argument: its URL, a space, its key as in audit.publish; all given must know the ledger's proven part and no more",
      ),
    );
  return withToolFlags(command)
    .addHelpText('after', RULES)
    .action((file: string | undefined, flags: QuarantineFlags) =>
      reportLedgerProblems(1, () => run(file, flags)),
    );
}

const RULES = `
Nothing is removed that a key of the ledger signed, or that the guard, a checkpoint or a witness remembers. A SQLite
ledger needs its gateway stopped. On a server it takes a login in phi_audit_quarantiner (to look, phi_audit_reader), and
key and guard of a gateway that is stopped.`;

async function run(file: string | undefined, flags: QuarantineFlags): Promise<void> {
  const { checkpoint, witness, reason, ...tool } = flags;
  const memory = {
    checkpoints: await Promise.all(checkpoint.map((each) => readAnchor(each))),
    witnesses: witness.map(readWitness),
  };
  if (file === undefined) {
    const plan = await planQuarantine({ ...readLedger(tool), ...memory });
    process.stdout.write(printLines(describePlan(plan)));
    return;
  }
  if (reason === undefined) throw new StartError(['--reason must say why.']);
  const options = { ...readToolFlags(tool), ...memory };
  const done = await quarantineLedger({
    ...options,
    reason: readReason(reason),
    evidencePath: file,
  });
  process.stdout.write(printLines(describeQuarantined(done, file)));
}

/** To look takes no key, and on a server any one thing that remembers the ledger. */
function readLedger({ db, guard }: ToolFlags): Pick<PlanOptions, 'location' | 'guardPath' | 'at'> {
  const location = readLocation(db);
  const beside = location.kind === 'sqlite' ? `${location.path}.guard` : null;
  return { location, guardPath: guard ?? beside, at: Date.now() };
}

function readWitness(text: string): WitnessAddress {
  const [url = '', key = '', ...rest] = text.trim().split(/\s+/);
  if (isPrivateUrl(url) && key !== '' && rest.length === 0) return { url, key };
  throw new StartError([
    "--witness takes a witness's URL (https, or http on this machine) and its key, such as 'https://witness.example witness.example/phi+93d1cf2b+BC…'.",
  ]);
}
