/** A file that a report can be had as. */
export interface FileChoice {
  readonly report: string;
  readonly format: string;
  readonly label: string;
}

/** The formats of a report that has rows. */
export function rowFormats(report: string): readonly FileChoice[] {
  return ROWS.map(([format, label]) => ({ report, format, label }));
}

const ROWS = [
  ['csv', 'CSV, for a spreadsheet'],
  ['json', 'JSON'],
  ['ndjson', 'JSON, a line each'],
  ['fhir', 'FHIR AuditEvent bundle'],
  ['fhir-ndjson', 'FHIR AuditEvent, a line each'],
] as const;

/** All that the ledger holds about a patient, to be checked without it. */
export const PATIENT_PROOF: FileChoice = {
  report: 'proof',
  format: 'json',
  label: 'Proof of each record (JSON)',
};

/** What a verification of the whole ledger finds. */
export const CERTIFICATE: readonly FileChoice[] = [
  { report: 'certificate', format: 'html', label: 'Certificate, to print' },
  { report: 'certificate', format: 'json', label: 'Certificate (JSON)' },
];

/** A patient's accounting of disclosures. */
export const ACCOUNT: readonly FileChoice[] = [
  { report: 'disclosures', format: 'html', label: 'Account, to print and send' },
  { report: 'disclosures', format: 'csv', label: 'Account (CSV)' },
  { report: 'disclosures', format: 'json', label: 'Account (JSON)' },
];
