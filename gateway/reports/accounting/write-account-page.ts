import type { AccountIssue } from './ledger-facts.ts';
import { countOf } from '../../platform/count-of.ts';
import { printNumbers } from '../../platform/print-numbers.ts';
import { html, type Html } from '../../../schema/html.ts';
import {
  facts,
  printPeriod,
  printTime,
  section,
  table,
  writePage,
} from '../formats/html/write-page.ts';
import type { Account, AccountEntry } from './account-of.ts';
import { prunedTexts } from './ledger-facts.ts';
import { isOfSeveralIssuers } from '../formats/issuer-columns.ts';
import { LEFT_OUT_REASONS } from './left-out-purposes.ts';

/**
 * Writes an accounting of disclosures as an HTML page for the patient (45 CFR 164.528(b)): disclosures with date, recipient and
 * purpose, excluded disclosures with their reasons, the time that the ledger covers, and the proof.
 */
export function writeAccountPage(account: Account, issued: AccountIssue): string {
  const { patient, entries } = account;
  const body = html`${facts([
    ['Patient', patient],
    ['Period asked', printPeriod(account.since, account.until)],
    ['Period covered', covered(account, issued)],
    ['Disclosures', countText(account)],
    ['Drawn up', printTime(issued.at)],
  ])}
  ${warnings(account, issued)} ${section('Disclosures', ...disclosures(entries))}
  ${section('What is not listed', ...leftOut(account))}
  ${section('How this can be checked', ...proof(entries, issued))}`;
  const footer = `Accounting of disclosures under 45 CFR 164.528. Written by phi-gateway ${issued.version}.`;
  return writePage({ title: 'Accounting of disclosures', body, footer });
}

function countText({ entries }: Account): string {
  const count = entries.reduce((sum, { series }) => sum + (series?.count ?? 1), 0);
  if (count === 0) return 'None';
  if (count === entries.length) return String(count);
  return `${count}, in ${countOf(entries.length, 'entry', 'entries')}`;
}

function covered({ since, until }: Account, { ledger }: AccountIssue): string {
  const { begins, ends } = ledger;
  if (begins === null || ends === null) return 'Not known';
  if (begins > until || ends < since) return 'None of it';
  return printPeriod(Math.max(begins, since), Math.min(ends, until));
}

function warnings({ since }: Account, { ledger, damaged }: AccountIssue): Html[] {
  const beginsLater = ledger.begins !== null && ledger.begins > since;
  return [
    ...(damaged.length > 0
      ? [
          html`<p class="warning">
            This accounting is not complete:
            ${countOf(damaged.length, 'record of the audit ledger was', 'records of the audit ledger were')}
            changed after being written, and left out (${printNumbers(damaged)}).
          </p>`,
        ]
      : []),
    ...(ledger.pruned.length > 0
      ? [
          html`<p class="warning">
            Records ${prunedTexts(ledger).join(', ')} of the audit ledger were pruned after their
            retention: their disclosures are not listed.
          </p>`,
        ]
      : []),
    ...(beginsLater
      ? [
          html`<p>
            The audit ledger begins within the period asked. Earlier disclosures are listed only
            where they were entered.
          </p>`,
        ]
      : []),
  ];
}

function disclosures(entries: readonly AccountEntry[]): Html[] {
  if (entries.length === 0) return [html`<p>There were no disclosures to be listed.</p>`];
  const areIssuersShown = isOfSeveralIssuers(entries.map(({ issuer }) => issuer));
  return [
    table(
      'disclosures',
      ['Date', 'Received by', 'What was disclosed', 'Purpose', 'Record'],
      entries.map((entry) => [
        html`${entry.date.slice(0, 10)}<br /><small>${entry.date.slice(11, 16)} UTC</small>`,
        html`${entry.recipient}${areIssuersShown ? issuerOf(entry) : ''}<br /><small
            >${entry.address ?? 'address not known'}</small
          >`,
        html`${entry.description}${summary(entry)}`,
        html`${entry.purpose}${
          entry.basis === null ? '' : html`<br /><small>45 CFR ${entry.basis}</small>`
        }`,
        printNumbers(entry.leaves),
      ]),
    ),
    html`<p>
      <small>
        Several disclosures to one recipient for one purpose are one entry: the first in full, how
        many there were, and the date of the last (164.528(b)(3)). The last column names records of
        the audit ledger.
      </small>
    </p>`,
  ];
}

/** Accounts of two issuers may have one name and be two people. */
function issuerOf({ issuer }: AccountEntry): Html {
  return issuer === null ? html`` : html`<br /><small>account of ${issuer}</small>`;
}

function summary({ description, series }: AccountEntry): Html {
  if (series === null) return html``;
  const rest = series.description === description ? '' : ` Over all of them: ${series.description}`;
  return html`<br /><small
      >First of ${series.count} disclosures, the last on ${printTime(series.last)}.${rest}</small
    >`;
}

function leftOut({ leftOut: counts }: Account): Html[] {
  const rows = Object.entries(LEFT_OUT_REASONS);
  const numbers = new Map<string, number>(Object.entries(counts));
  return [
    html`<p>
      The law excludes these uses and disclosures from an accounting (45 CFR 164.528(a)(1)). They
      are recognized by the purpose of use that the requests stated, and the patient’s own access
      also by the caller:
    </p>`,
    table(
      'left-out',
      ['Reason', 'Number in the period'],
      rows.map(([reason, words]) => [words, String(numbers.get(reason) ?? 0)]),
    ),
    html`<p>
      Access for another purpose, an unknown one, or without a stated purpose is listed above. So is
      every recorded disclosure outside of the gateway. Whether a recipient belongs to the
      organization itself, whose own use need not be accounted for, is not known here, and does not
      matter to this list.
    </p>`,
  ];
}

function proof(entries: readonly AccountEntry[], { ledger }: AccountIssue): Html[] {
  return [
    html`<p>
      This page was made from a tamper-evident audit ledger. Each record that it names can be proven
      against the state of the ledger below with a proof file from
      <code>phi-gateway audit prove</code>. The page itself is not a proof;
      <code>phi-gateway audit verify</code> verifies the whole ledger.
    </p>`,
    facts([
      ['Ledger', html`<code>${ledger.origin}</code>`],
      ['Records in it', String(ledger.size)],
      ['Root of its tree', html`<code>${ledger.root}</code>`],
      ['Records named', String(entries.reduce((sum, { leaves }) => sum + leaves.length, 0))],
    ]),
  ];
}
