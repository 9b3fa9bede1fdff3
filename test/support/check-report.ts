import { joinSchemaFiles } from '../../schema/schema-files.ts';
import type { CheckReport, Source } from '../../gateway/cli/graph/check/check-report.ts';

/** A report of `check` without findings. */
export const EMPTY_REPORT: CheckReport = {
  findings: [],
  known: null,
  sources: new Map(),
  size: { types: 2, places: 3 },
  notes: [],
};

/** The source of a schema in one file. */
export function sourceOf(path: string, text = ''): Source {
  return { ...joinSchemaFiles([{ path, text }]), url: '' };
}
