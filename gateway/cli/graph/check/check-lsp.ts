import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFile } from '../../../../schema/package-file.ts';
import { categoriesOf, type Finding } from '../../../../schema/lint/finding.ts';
import { linesOf, type SchemaFile } from '../../../../schema/schema-files.ts';
import {
  evidenceText,
  firstFile,
  isOpen,
  placeOf,
  type CheckReport,
  type Source,
} from './check-report.ts';
import { CONFIGURATION, type PlacedProblem } from './place-problem.ts';

/**
 * A report as the parameters of `textDocument/publishDiagnostics` of the Language Server Protocol, one for each file, those
 * without findings included, so that an editor removes what is fixed. Findings that are suppressed or in the baseline are left
 * out. Problems that keep the graph from being checked or served are in the list too.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#diagnostic
 */
export function writeCheckLsp(
  report: CheckReport,
  { config, problems }: ReadFrom = { config: undefined, problems: [] },
): string {
  const documents = new Map<string, Diagnostic[]>();
  const diagnosticsOf = (uri: string): Diagnostic[] => {
    const known = documents.get(uri) ?? [];
    documents.set(uri, known);
    return known;
  };
  if (config !== undefined) diagnosticsOf(uriOf(config));
  for (const { files } of report.sources.values())
    for (const { path } of files) diagnosticsOf(uriOf(path));
  for (const problem of problems) {
    const file = problem.file ?? firstFile(report);
    diagnosticsOf(uriOf(file ?? '.')).push(problemDiagnostic(problem));
  }
  for (const finding of report.findings.filter((each) => isOpen(each, report)))
    diagnosticsOf(documentOf(finding, report)).push(diagnosticOf(finding, report));
  const published = [...documents].map(([uri, diagnostics]) => ({ uri, diagnostics }));
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** The configuration that was read, if any, and what is wrong with it or with the subgraphs. */
interface ReadFrom {
  readonly config: string | undefined;
  readonly problems: readonly PlacedProblem[];
}

interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

type Diagnostic = ReturnType<typeof diagnosticOf | typeof problemDiagnostic>;

function problemDiagnostic({ line, column, message }: PlacedProblem) {
  const at = { line: line - 1, character: column - 1 };
  const range: Range = { start: at, end: at };
  return { range, severity: 1, code: CONFIGURATION, source: 'phi-gateway', message };
}

function diagnosticOf(finding: Finding, report: CheckReport) {
  const { code, severity, message, fix, coordinate, evidence } = finding;
  return {
    range: rangeOf(finding, report),
    severity: severity === 'error' ? 1 : 2,
    code,
    codeDescription: { href: `${RULES_PAGE}#${code.toLowerCase()}` },
    source: 'phi-gateway',
    message: [message, fix, ...(evidence ? [evidenceText(evidence)] : [])].join('\n'),
    data: {
      coordinate,
      categories: categoriesOf(finding),
      confidence: evidence?.confidence ?? null,
      signs: evidence?.signs ?? [],
    },
  };
}

const RULES_PAGE = pathToFileURL(packageFile('docs/lint-rules.md')).href;

/**
 * The file of a finding, or the URL of its subgraph; the first of these for one about the graph as a whole, since each diagnostic
 * belongs to a document.
 */
function documentOf(finding: Finding, report: CheckReport): string {
  const { source, isFile } = placeOf(finding, report);
  if (source !== null) return isFile ? uriOf(source) : source;
  const first = firstFile(report);
  const [{ url } = { url: '' }] = report.sources.values();
  return first === null ? url : uriOf(first);
}

function uriOf(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The name or directive at the place of a finding, in lines and UTF-16 code units from 0. */
function rangeOf(finding: Finding, report: CheckReport): Range {
  const { source, line, column } = placeOf(finding, report);
  const text = textOf(report.sources.get(finding.subgraph ?? ''), source, line);
  if (line === null || text === null) return START;
  const from = column === null ? text.length - text.trimStart().length : column - 1;
  const named = column === null ? null : /^@?\w+/.exec(text.slice(from));
  const to = named ? from + named[0].length : text.length;
  return {
    start: { line: line - 1, character: from },
    end: { line: line - 1, character: Math.max(from, to) },
  };
}

/** A line of a file. */
function textOf(source: Source | undefined, path: string | null, line: number | null) {
  const file = source?.files.find((each) => each.path === path);
  return source && file && line !== null ? (linesIn(source.sdl, file)[line - 1] ?? null) : null;
}

function linesIn(sdl: string, { start, length }: SchemaFile): readonly string[] {
  return linesOf(sdl.slice(start, start + length).replace(/^\uFEFF/, ''));
}
