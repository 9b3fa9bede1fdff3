import { Command, Option } from 'commander';
import { countOf } from '../../platform/count-of.ts';
import { placeHold, releaseHold } from '../../audit/maintain/retain/change-hold.ts';
import { listHolds, type ListedHold } from '../../audit/maintain/retain/list-holds.ts';
import { isRecordable, notRecordable } from '../../platform/recorded-text.ts';
import { StartError } from '../../platform/errors.ts';
import { textTable } from '../../platform/text-table.ts';
import { readDate } from './read-date.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { readLocation } from './read-location.ts';
import { readPatient } from './read-patient.ts';
import { readReason } from './read-reason.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface PlaceFlags extends ToolFlags {
  readonly patient?: string;
  readonly from?: string;
  readonly until?: string;
  readonly reason: string;
}

interface ReleaseFlags extends ToolFlags {
  readonly reason: string;
}

/** `phi-gateway audit hold`: legal holds, which prevent pruning of records and erasure of patients. */
export function auditHoldCommand(): Command {
  const place = new Command('place')
    .description(
      'keep the records about a patient, of a period, or about a patient in a period, until released',
    )
    .option('--patient <id>', 'the patient')
    .option('--from <date>', 'start day or time')
    .option('--until <date>', 'end day or time, included')
    .requiredOption(
      '--reason <text>',
      'the reason; stored beside the record, so that it can be erased',
    );
  const release = new Command('release')
    .description('release a hold')
    .argument('<hold>', 'its id, from `audit hold list`')
    .requiredOption(
      '--reason <text>',
      'the reason; stored beside the record, so that it can be erased',
    );
  const list = new Command('list')
    .description('list the open holds')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'));
  return new Command('hold')
    .addCommand(
      withToolFlags(place).action((flags: PlaceFlags) =>
        reportLedgerProblems(NOT_DONE, () => runPlace(flags)),
      ),
    )
    .addCommand(
      withToolFlags(release).action((id: string, flags: ReleaseFlags) =>
        reportLedgerProblems(NOT_DONE, () => runRelease(id, flags)),
      ),
    )
    .addCommand(
      list.action((flags: { readonly db: string; readonly format: 'text' | 'json' }) =>
        reportLedgerProblems(NOT_DONE, async () => {
          process.stdout.write(print(await listHolds(readLocation(flags.db)), flags.format));
        }),
      ),
    );
}

async function runPlace({ patient, from, until, reason, ...flags }: PlaceFlags): Promise<void> {
  if (patient === undefined && from === undefined && until === undefined) {
    throw new StartError(['Give at least one of --patient, --from and --until.']);
  }
  if (patient !== undefined && !isRecordable(readPatient(patient))) {
    throw new StartError([notRecordable('--patient')]);
  }
  const scope = {
    patient: patient ?? null,
    from: from === undefined ? null : readDate(from, 'start of day'),
    until: until === undefined ? null : readDate(until, 'end of day'),
  };
  if ((scope.from ?? -Infinity) > (scope.until ?? Infinity)) {
    throw new StartError(['--from is after --until.']);
  }
  const options = { ...readToolFlags(flags), reason: readReason(reason) };
  const { id, leaf, records } = await placeHold(options, scope);
  process.stdout.write(
    `Hold ${id} is placed, as record ${leaf}. It protects ${countOf(records, 'record')} now.\n`,
  );
  if (records === 0 && scope.patient !== null) {
    process.stdout.write('No record of that period is about that patient. Check the id.\n');
  }
}

async function runRelease(id: string, { reason, ...flags }: ReleaseFlags): Promise<void> {
  const leaf = await releaseHold({ ...readToolFlags(flags), reason: readReason(reason) }, id);
  process.stdout.write(`Hold ${id} is released, as record ${leaf}.\n`);
}

function print(holds: readonly ListedHold[], format: 'text' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(holds, null, 2)}\n`;
  const columns = ['hold', 'record', 'patient', 'from', 'until', 'reason'];
  const cells = holds.map(({ id, leaf, patient, from, until, reason }) => [
    id,
    String(leaf),
    patient ?? 'all',
    from ?? '',
    until ?? '',
    reason,
  ]);
  const table = textTable(columns, cells);
  return `${table.text}${countOf(table.rows, 'open hold')}\n`;
}
