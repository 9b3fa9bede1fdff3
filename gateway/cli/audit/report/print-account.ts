import type { ReadableLocation } from '../../../audit/store/ledger-location.ts';
import { StartError } from '../../../platform/errors.ts';
import { accountOf } from '../../../reports/accounting/account-of.ts';
import { accountPeriod, periodProblem } from '../../../reports/accounting/account-period.ts';
import { ACCOUNT_FORMATS, formatAccount } from '../../../reports/accounting/format-account.ts';
import { isPage, PAGE_FORMATS } from '../../../reports/catalog/file-format.ts';
import { accountLetter } from '../../../reports/letters/account-letter.ts';
import { NO_PEOPLE } from '../../../reports/letters/letter-people.ts';
import { writeLetter } from '../../../reports/letters/write-letter.ts';
import { openLedgerReport } from '../../../reports/accounting/open-ledger-report.ts';
import { readVersion } from '../../../platform/process/package-manifest.ts';
import { assertUndamaged } from '../print-damaged.ts';
import { warnPruned } from '../warn-pruned.ts';
import { writeOutput } from '../../write-output.ts';
import { onEach } from './on-each.ts';
import { plainStyle } from './plain-style.ts';
import { warnNoRows } from '../warn-no-rows.ts';

const FORMATS = [...ACCOUNT_FORMATS, ...PAGE_FORMATS] as const;

/** The patient and the period of an accounting. */
export interface AccountFlags {
  readonly location: ReadableLocation;
  readonly patient: string;
  /** UTC ms since 1970, both inclusive. Null is six years before the end, and now. */
  readonly since: number | null;
  readonly until: number | null;
  readonly format: string;
  /** Columns of the terminal, to which a table is cut; null cuts nothing. */
  readonly width: number | null;
}

/** Writes the accounting of a patient's disclosures to stdout (45 CFR 164.528). */
export async function printAccount(flags: AccountFlags): Promise<void> {
  const { location, patient } = flags;
  const format = FORMATS.find((each) => each === flags.format);
  if (format === undefined) {
    throw new StartError([`An accounting takes --format ${FORMATS.join(', ')}.`]);
  }
  const at = Date.now();
  const period = readPeriod(flags, at);
  const report = await openLedgerReport({ location, patientText: JSON.stringify(patient) });
  try {
    const { ledger, leaves, damaged } = report;
    let isKnown = false;
    const counted = onEach(leaves, () => {
      isKnown = true;
    });
    const account = await accountOf(counted, { patient, ...period });
    const origin = { ledger, damaged, at, version: readVersion() };
    if (isPage(format)) {
      const style = plainStyle();
      const letter = accountLetter(account, origin, NO_PEOPLE, style);
      await writeOutput(writeLetter(letter, { format, paper: style.paper, at }));
    } else await writeOutput([formatAccount(account, origin, format, flags.width)]);
    if (!isKnown) warnNoRows([`--patient ${JSON.stringify(patient)}`]);
    warnPruned(report.pruned());
    assertUndamaged(damaged, location);
  } finally {
    await report.close();
  }
}

function readPeriod(
  asked: AccountFlags,
  now: number,
): { readonly since: number; readonly until: number } {
  const period = accountPeriod(asked, now);
  if (period.ok) return period;
  throw new StartError([periodProblem(period, { since: '--since', until: '--until' })]);
}
