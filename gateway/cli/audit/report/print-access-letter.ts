import { readVersion } from '../../../platform/process/package-manifest.ts';
import { StartError } from '../../../platform/errors.ts';
import { openLedgerReport } from '../../../reports/accounting/open-ledger-report.ts';
import { PAGE_FORMATS } from '../../../reports/catalog/file-format.ts';
import { accessLetter } from '../../../reports/letters/access-letter.ts';
import { accessSubject } from '../../../reports/letters/access-subject.ts';
import { NO_PEOPLE } from '../../../reports/letters/letter-people.ts';
import { NOTICE_MS, noticeLetter } from '../../../reports/letters/notice-letter.ts';
import { readAccesses } from '../../../reports/letters/read-accesses.ts';
import { writeLetter } from '../../../reports/letters/write-letter.ts';
import { assertUndamaged } from '../print-damaged.ts';
import { warnNoRows } from '../warn-no-rows.ts';
import { warnPruned } from '../warn-pruned.ts';
import { writeOutput } from '../../write-output.ts';
import { onEach } from './on-each.ts';
import { plainStyle } from './plain-style.ts';
import type { AccountFlags } from './print-account.ts';

/**
 * Writes the access report of a patient, or the notice of break-glass access, to stdout as a letter without letterhead and
 * names.
 */
export async function printAccessLetter(
  source: 'access' | 'notice',
  { location, patient, since, until, format: typed }: Omit<AccountFlags, 'width'>,
): Promise<void> {
  const format = PAGE_FORMATS.find((each) => each === typed);
  if (format === undefined)
    throw new StartError([`A letter takes --format ${PAGE_FORMATS.join(', ')}.`]);
  if (since !== null && until !== null && since > until)
    throw new StartError(['--since is after --until.']);
  const at = Date.now();
  const style = plainStyle();
  const subject = accessSubject(
    {
      patient,
      since: since ?? (source === 'notice' ? at - NOTICE_MS : undefined),
      until: until ?? undefined,
    },
    style,
    at,
  );
  const report = await openLedgerReport({ location, patientText: JSON.stringify(patient) });
  try {
    const { ledger, leaves, damaged } = report;
    let isKnown = false;
    const counted = onEach(leaves, () => {
      isKnown = true;
    });
    const accesses = await readAccesses(counted, subject);
    const issued = { ledger, damaged, at, version: readVersion() };
    const compose = { access: accessLetter, notice: noticeLetter }[source];
    const letter = compose(accesses, { subject, issued }, NO_PEOPLE, style);
    await writeOutput(writeLetter(letter, { format, paper: style.paper, at }));
    if (!isKnown) warnNoRows([`--patient ${JSON.stringify(patient)}`]);
    warnPruned(report.pruned());
    assertUndamaged(damaged, location);
  } finally {
    await report.close();
  }
}
