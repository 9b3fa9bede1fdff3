import { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import { leafAfterStart, writeAsTool } from '../../audit/append/write-as-tool.ts';
import { createEntry } from '../../audit/append/write-entry.ts';
import { isRecordable, notRecordable } from '../../platform/recorded-text.ts';
import { loadPatientIds } from '../../config/load-patient-ids.ts';
import { StartError } from '../../platform/errors.ts';
import { writeDisclosure } from '../../reports/accounting/write-disclosure.ts';
import { readDate } from './read-date.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface DiscloseFlags extends ToolFlags {
  readonly patient: string;
  readonly date: string;
  readonly recipient: string;
  readonly address?: string;
  readonly description: string;
  readonly purpose: string;
  readonly purposeOfUse?: string;
  readonly basis?: string;
  readonly by: string;
  readonly config?: string;
}

/** `phi-gateway audit disclose`: records a disclosure that was made outside the gateway. */
export function auditDiscloseCommand(): Command {
  const command = new Command('disclose')
    .requiredOption('--patient <id>', 'the patient')
    .requiredOption('--date <date>', 'when it was made')
    .requiredOption('--recipient <name>', 'who received it')
    .option('--address <text>', 'address of the recipient, if known')
    .requiredOption('--description <text>', 'what was disclosed, briefly')
    .requiredOption('--purpose <text>', 'why, briefly')
    .option('--purpose-of-use <code>', 'the purpose as a code of v3-PurposeOfUse')
    .option('--basis <paragraph>', 'legal basis, such as 164.512(f)(1)')
    .requiredOption('--by <name>', 'name of the person who records it')
    .option(
      '--config <file>',
      "the gateway's YAML file, for identity.patientIds (without it: any id in NFC without control characters)",
    );
  return withToolFlags(command).action((flags: DiscloseFlags) =>
    reportLedgerProblems(NOT_DONE, () => disclose(flags)),
  );
}

async function disclose(flags: DiscloseFlags): Promise<void> {
  const { patient, recipient, description, purpose, by } = flags;
  // writeDisclosure checks everything but the actor: its other callers read the actor from a token.
  if (by.trim() === '') throw new StartError(['--by must name the person who records it.']);
  if (!isRecordable(by)) throw new StartError([notRecordable('--by')]);
  const options = readToolFlags(flags);
  const { at } = options;
  const isPatientId = createPatientIdCheck(
    flags.config === undefined ? DEFAULT_PATIENT_IDS : loadPatientIds(flags.config, process.env),
  );
  const written = writeDisclosure(
    {
      patient,
      recipient,
      description,
      purpose,
      address: flags.address ?? null,
      disclosed: readDate(flags.date, 'start of day'),
      purposeOfUse: flags.purposeOfUse ?? null,
      basis: flags.basis ?? null,
    },
    { actor: unverifiedActor(by), at, salt: randomBytes(32).toString('hex'), isPatientId },
  );
  if (!written.ok) throw new StartError(written.problems);
  const { record, opening } = written;
  const leaf = await writeAsTool('append', options, async ({ writer, start }) => {
    return leafAfterStart(await writer.commit([start, createEntry(at, record, opening)]));
  });
  process.stdout.write(`Recorded as record ${leaf}.\n`);
}

/** The person at the command line. The issuer shows that the identity was not verified. */
function unverifiedActor(subject: string) {
  return {
    issuer: 'command line',
    subject,
    name: null,
    roles: [],
    organization: null,
    purpose: null,
    tokenId: null,
    authMethods: [],
  };
}
