/** The formats that the rows of every report can be written in. */
export const TEXT_FORMATS = Object.freeze(['csv', 'ndjson', 'json'] as const);

/** Events as FHIR R4 AuditEvents: one bundle, or one resource per line. */
export const FHIR_FORMATS = Object.freeze(['fhir', 'fhir-ndjson'] as const);

export type TextFormatName = (typeof TEXT_FORMATS)[number];
export type FhirFormat = (typeof FHIR_FORMATS)[number];

/** The formats of reports. */
export type FileFormat = TextFormatName | FhirFormat | 'html';

/** The media type and the extension of a file. */
export const FILE_TYPES: Readonly<
  Record<FileFormat, { readonly mediaType: string; readonly extension: string }>
> = {
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson' },
  json: { mediaType: 'application/json; charset=utf-8', extension: 'json' },
  fhir: { mediaType: 'application/fhir+json; charset=utf-8', extension: 'json' },
  'fhir-ndjson': { mediaType: 'application/fhir+ndjson', extension: 'ndjson' },
  html: { mediaType: 'text/html; charset=utf-8', extension: 'html' },
};

/** Whether a format is one of FHIR. */
export function isFhir(format: string): format is FhirFormat {
  return FHIR_FORMATS.some((each) => each === format);
}
