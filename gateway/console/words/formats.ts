import type { FileMessages } from '../../reports/messages/page-messages.ts';

/** A file format of a report. */
export interface FileChoice {
  readonly report: string;
  readonly format: string;
  readonly label: string;
}

/** Whether a file is a letter, which has a language. */
export function isLetter({ report, format }: FileChoice): boolean {
  return LETTERS.has(report) && (format === 'pdf' || format === 'html');
}

const LETTERS: ReadonlySet<string> = new Set([
  'access-report',
  'break-glass-notice',
  'disclosures',
]);

/** The formats of a report that has rows. */
export function rowFormats(report: string): readonly FileChoice[] {
  return ROWS.map(([format, label]) => ({ report, format, label }));
}

const ROWS = [
  ['csv', 'CSV, for a spreadsheet'],
  ['json', 'JSON'],
  ['ndjson', 'JSON, one row per line'],
  ['fhir', 'FHIR AuditEvent bundle'],
  ['fhir-ndjson', 'FHIR AuditEvent, one per line'],
] as const;

/** All records about a patient with proof, which can be verified without the ledger. */
export const PATIENT_PROOF: FileChoice = {
  report: 'proof',
  format: 'json',
  label: 'Proof of each record (JSON)',
};

/** The result of a verification of the whole ledger. */
export const CERTIFICATE: readonly FileChoice[] = [
  { report: 'certificate', format: 'html', label: 'Certificate, to print' },
  { report: 'certificate', format: 'json', label: 'Certificate (JSON)' },
];

/** The accesses to a patient's record as a letter to the patient. */
export const ACCESS_LETTER: readonly FileChoice[] = [
  { report: 'access-report', format: 'pdf', label: 'Letter to the patient (PDF)' },
  { report: 'access-report', format: 'html', label: 'Letter to the patient, to print' },
];

/** A letter that informs a patient of break-glass access. */
export const BREAK_GLASS_NOTICE: readonly FileChoice[] = [
  { report: 'break-glass-notice', format: 'pdf', label: 'Notice of emergency access (PDF)' },
  { report: 'break-glass-notice', format: 'html', label: 'Notice of emergency access, to print' },
];

/** A patient's accounting of disclosures. */
export const ACCOUNT: readonly FileChoice[] = [
  { report: 'disclosures', format: 'pdf', label: 'Letter to the patient (PDF)' },
  { report: 'disclosures', format: 'html', label: 'Letter to the patient, to print' },
  { report: 'disclosures', format: 'csv', label: 'Accounting (CSV)' },
  { report: 'disclosures', format: 'json', label: 'Accounting (JSON)' },
];

/** Letters for the patient: the access report, and the accounting of disclosures where patients have a right to it. */
export function ownLetters(
  { letters, accounts }: FileMessages,
  { hasAccounting }: { readonly hasAccounting: boolean },
): readonly FileChoice[] {
  return [
    ...pagesOf('access-report', letters),
    ...(hasAccounting ? pagesOf('disclosures', accounts) : []),
  ];
}

function pagesOf(report: string, labels: FileMessages['letters']): readonly FileChoice[] {
  return (['pdf', 'html'] as const).map((format) => ({ report, format, label: labels[format] }));
}

/** The formats of the accesses to the patient's own record. */
export function ownFiles({ rows }: FileMessages): readonly FileChoice[] {
  return Object.entries(rows).map(([format, label]) => ({ report: 'patient', format, label }));
}
