/** The formats that the rows of every report can be written in. */
export const TEXT_FORMATS = Object.freeze(['csv', 'ndjson', 'json'] as const);

/** Events as FHIR R4 AuditEvents: one bundle, or one resource per line. */
export const FHIR_FORMATS = Object.freeze(['fhir', 'fhir-ndjson'] as const);

/** Documents for people: a page for a browser or a printer, and PDF/A. */
export const PAGE_FORMATS = Object.freeze(['html', 'pdf'] as const);

export type PageFormat = (typeof PAGE_FORMATS)[number];
export type TextFormatName = (typeof TEXT_FORMATS)[number];
export type FhirFormat = (typeof FHIR_FORMATS)[number];

/** The formats of reports. */
export type FileFormat = TextFormatName | FhirFormat | PageFormat;

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
  pdf: { mediaType: 'application/pdf', extension: 'pdf' },
};

/** Whether a format is one of pages, not of rows. */
export function isPage(format: string): format is PageFormat {
  return PAGE_FORMATS.some((each) => each === format);
}

/** Whether a format is one of FHIR. */
export function isFhir(format: string): format is FhirFormat {
  return FHIR_FORMATS.some((each) => each === format);
}
