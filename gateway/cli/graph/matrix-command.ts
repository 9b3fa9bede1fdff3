import { createHash } from 'node:crypto';
import { Command, Option } from 'commander';
import { findUnmarked } from '../../../schema/lint/find-unmarked.ts';
import { buildMatrix, type Matrix } from '../../../schema/matrix/build-matrix.ts';
import { matrixCells, suspectCells } from '../../../schema/matrix/matrix-cells.ts';
import { matrixDocument } from '../../../schema/matrix/matrix-document.ts';
import { suspectsSummary } from '../../../schema/matrix/suspects.ts';
import { printable } from '../../../schema/printable.ts';
import { csvLine } from '../../platform/csv-line.ts';
import { textTable } from '../../platform/text-table.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/process/package-manifest.ts';
import { readDate } from '../audit/read-date.ts';
import {
  readLintHints,
  unknownPatientTypes,
  withLintHintFlags,
  type LintHintFlags,
} from './lint-hint-flags.ts';
import {
  readConfigFlag,
  readGraph,
  readViewOptions,
  withGraphFlags,
  type GraphFlags,
} from './read-graph.ts';
import { printLines } from '../print-lines.ts';
import { runCommand } from '../run-command.ts';
import { writeOutput } from '../write-output.ts';

interface MatrixFlags extends GraphFlags, LintHintFlags {
  readonly format: 'table' | 'csv' | 'html';
  readonly title?: string;
  readonly date?: string;
  readonly all?: true;
}

const TITLE = 'Who sees which protected health information';

/** `phi-gateway matrix`: who sees what of a graph, as the document that a compliance officer signs. */
export function matrixCommand(): Command {
  const command = withGraphFlags(new Command('matrix'))
    .addOption(new Option('--format <format>').choices(['table', 'csv', 'html']).default('table'))
    .option('--title <title>', `of the HTML page (default: ${TITLE})`)
    .option('--date <date>', 'of the HTML page, such as 2026-01-31 (default: today, UTC)')
    .option('--all', 'elements without PHI too');
  return withLintHintFlags(command)
    .addHelpText('after', EXAMPLE)
    .action((subgraphs: readonly string[], flags: MatrixFlags) =>
      runCommand(() => matrixTo({ ...flags, subgraph: [...subgraphs, ...flags.subgraph] })),
    );
}

const EXAMPLE = `
Example:
  phi-gateway matrix --config gateway.yaml --format html > matrix.html
`;

/** Columns that a terminal has no room for. */
const WIDE: ReadonlySet<string> = new Set(['kind', 'type', 'also needs']);

async function matrixTo(flags: MatrixFlags): Promise<void> {
  if (flags.format !== 'html' && (flags.title ?? flags.date) !== undefined)
    throw new StartError(['--title and --date need --format html: other formats show neither.']);
  const date = new Date(
    flags.date === undefined ? Date.now() : readDate(flags.date, 'start of day'),
  );
  const config = readConfigFlag(flags.config);
  const options = readViewOptions(flags.defaultRole, config);
  const graph = await readGraph(flags, config);
  const hints = readLintHints(flags, config?.lint ?? null, config?.authorization?.mode);
  const unknown = unknownPatientTypes(hints, graph.schemas ?? []);
  if (unknown.length > 0) throw new StartError(unknown);
  const findings = graph.schemas && findUnmarked(graph.schemas, hints);
  const matrix = await buildMatrix(graph, options, flags.all ? 'all' : 'phi', findings);
  if (flags.format === 'table') {
    const [head = [], ...rows] = matrixCells({ ...matrix, suspects: null });
    const kept = head.flatMap((name, index) => (WIDE.has(name) ? [] : [index]));
    const pick = (cells: readonly string[]) => kept.map((index) => cells[index] ?? '');
    await writeOutput([
      textTable(pick(head), rows.map(pick)).text,
      ...suspectTable(matrix),
      printable(`${suspectsSummary(matrix.suspects)}\n`),
    ]);
    return;
  }
  if (flags.format === 'csv') {
    await writeOutput(matrixCells(matrix).map(csvLine));
    process.stderr.write(printLines([`phi-gateway: ${suspectsSummary(matrix.suspects)}`]));
    return;
  }
  const subject = {
    title: flags.title ?? TITLE,
    date: date.toISOString().slice(0, 10),
    policyHash: graph.policy.hash,
    schemaHash: createHash('sha256').update(graph.supergraphSdl).digest('hex'),
    version: readVersion(),
    subgraphs: graph.subgraphs,
  };
  await writeOutput([matrixDocument(matrix, subject, options)]);
}

/** The table of elements that look like PHI and have no mark, with a title. */
function suspectTable({ suspects }: Matrix): readonly string[] {
  if (!suspects || suspects.length === 0) return [];
  const [head = [], ...rows] = suspectCells(suspects);
  return ['\nNot marked, but looks like PHI\n', textTable(head, rows).text];
}
