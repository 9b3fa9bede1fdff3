import { printNumbers } from '../../platform/print-numbers.ts';
import { countOf } from '../../platform/count-of.ts';
import { writeRanges } from '../../audit/record/index-ranges.ts';
import { meaningOf } from '../../audit/verify/finding-codes.ts';
import type { Verdict } from '../../audit/verify/verdict.ts';
import { html, type Html } from '../../../schema/html.ts';
import { facts, printPeriod, printTime, section, table, writePage } from './html/write-page.ts';

/** When, by which program and of which file or database a certificate is issued. */
export interface CertificateIssue {
  /** Time of the verification, UTC ms since 1970. */
  readonly at: number;
  /** Version of this program. */
  readonly version: string;
  /** Location of the ledger, as given to the verifier. */
  readonly location: string;
}

/**
 * Writes the certificate of a verification as an HTML page to print and keep: its result, everything that the result
 * relies on, and what it cannot exclude. It states the verdict and nothing else.
 */
export function writeCertificate(verdict: Verdict, issued: CertificateIssue): string {
  const { result, asked, covered, size, root } = verdict;
  const body = html`<p class="result">${result}</p>
    <p>${MEANINGS[result]}</p>
    ${facts([
      ['Ledger', html`<code>${verdict.origin ?? 'unknown'}</code>`],
      ['Location', html`<code>${issued.location}</code>`],
      ['Verified', printTime(issued.at)],
      ['Records requested', asked === 0 ? 'None' : `0 to ${asked - 1}`],
      ['Records covered', `${covered} of ${asked}`],
      ['Size', String(size)],
      ['Root', html`<code>${root ?? 'none'}</code>`],
    ])}
    ${findings(verdict)} ${keys(verdict)} ${anchors(verdict)} ${ledgerEvents(verdict)}
    ${section('What this cannot exclude', caveats(verdict))}`;
  const footer = `Written by phi-gateway ${issued.version} on ${printTime(issued.at)}. This page is not a proof. With the ledger, the key and an anchor, the verification can be repeated offline.`;
  return writePage({ title: 'Certificate of integrity of an audit ledger', body, footer });
}

const MEANINGS: Readonly<Record<Verdict['result'], string>> = {
  PASS: 'Every record that was covered is as it was written, in its order, and signed with a key that was valid. What this cannot exclude is listed below.',
  FAIL: 'The ledger is not what was written. What was found is listed below.',
  INCOMPLETE:
    'Nothing was found that contradicts the ledger, and it is not proven: what is missing is listed below.',
};

function findings({ findings: found, findingCount }: Verdict): Html {
  if (findingCount === 0) return html``;
  const rows = found.map(({ code, from, to, text }) => [
    html`<code>${code}</code>`,
    from === to ? String(from) : `${from} to ${to}`,
    text,
  ]);
  const hidden = findingCount - found.length;
  const codes = [...new Set(found.map(({ code }) => code))];
  return section(
    'Findings',
    table('findings', ['Code', 'Records', 'What'], rows),
    facts(codes.map((code) => [code, meaningOf(code)])),
    ...(hidden > 0 ? [html`<p>And ${hidden} more.</p>`] : []),
  );
}

function keys({ keys: used }: Verdict): Html {
  const rows = used.map(({ vkey, source, validFrom, validUntil }) => [
    html`<code>${vkey}</code>`,
    source,
    validUntil === null ? `from ${validFrom} on` : `${validFrom} to ${validUntil - 1}`,
  ]);
  return section(
    'Keys',
    rows.length === 0
      ? html`<p>None.</p>`
      : table('keys', ['Key', 'Where it came from', 'Valid for records'], rows),
  );
}

function anchors({ anchors: used }: Verdict): Html {
  const rows = used.map(({ source, size, root, agrees, cosigned }) => [
    source,
    String(size),
    html`<code>${root}</code>`,
    agrees ? 'agrees' : 'does not agree',
    cosigned.map(({ witness, at }) => `${witness}, ${printTime(at * 1000)}`).join('; '),
  ]);
  return section(
    'Anchors and witnesses',
    rows.length === 0
      ? html`<p>
          None: without an anchor, records missing at the end of the ledger are not detected.
        </p>`
      : table('anchors', ['Anchor', 'Records', 'Root', 'Verdict', 'Witnesses'], rows),
  );
}

/** What the ledger itself records about its gaps and about changes to what is stored. None of it is a finding. */
function ledgerEvents(verdict: Verdict): Html {
  const {
    allowedSilence,
    outages: reported,
    outageCount,
    erased,
    withdrawn,
    quarantined,
    pruned,
    resumptions,
  } = verdict;
  const hidden = outageCount - reported.length;
  const items = [
    `At most ${allowedSilence / 1000} s between two records of one writer, but for the outages that it reported.`,
    ...reported.map(
      ({ after, before, since, until }) =>
        `Outage between records ${after} and ${before}: ${printPeriod(since, until)}.`,
    ),
    ...(hidden > 0 ? [`Further outages: ${hidden}.`] : []),
    ...resumptions.map(
      ({ record, from, to, at }) =>
        `Resumed as ${to} on ${printTime(at)}, after ${from} had been restored from an older copy; record ${record} says so.`,
    ),
    ...erased.map(
      ({ by, entries }) =>
        `${countOf(entries, 'patient id or text was', 'patient ids or texts were')} erased; record ${by} says so.`,
    ),
    ...withdrawn.map(
      ({ by, leaves }) =>
        `${leaves.length === 1 ? 'The text stored for record' : 'The texts stored for records'} ${printNumbers(leaves)} ${leaves.length === 1 ? 'does not fit it and was' : 'do not fit them and were'} withdrawn; record ${by} says so.`,
    ),
    ...quarantined.map(({ by, first, batches, records, evidence }) =>
      batches === 0
        ? `The row with the end of the ledger was corrected; record ${by} says so.`
        : `${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on were removed from the ledger, because no key of the ledger had signed them, and are in a file with the SHA-256 ${evidence}; record ${by} says so.`,
    ),
    ...pruned.map(
      ({ by, ranges, leaves: leafCount, retention }) =>
        `${leafCount} of the records ${writeRanges(ranges)} were pruned after ${retention} years, and their hashes are left; record ${by} says so.`,
    ),
  ];
  return section('Silence, outages and changes', list(items));
}

function caveats({ caveats: known }: Verdict): Html {
  return known.length === 0 ? html`<p>Nothing that is known.</p>` : list(known);
}

function list(items: readonly string[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}
