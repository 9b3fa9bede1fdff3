import { readFileSync } from 'node:fs';
import { parseCoordinate } from '../../directives/coordinate.ts';
import { TOKEN_REFUSALS } from '../../gateway/access/identity/token-refusals.ts';
import { FINDING_CODES } from '../../gateway/audit/verify/finding-codes.ts';
import { configSchema } from '../../gateway/config/config-schema.ts';
import { createMetrics } from '../../gateway/platform/metrics/create-metrics.ts';
import { FAULTS } from '../../gateway/platform/faults.ts';
import type { Threshold } from '../../gateway/reports/catalog/rule-declaration.ts';
import { declarationOf, UNUSUAL_RULES } from '../../gateway/reports/catalog/unusual-rule.ts';
import { REPORTS } from '../../gateway/reports/catalog/reports.ts';
import { DEMO_ROLES } from '../../gateway/demo/accounts.ts';
import { explainViews } from '../../schema/explain/explain-views.ts';
import { explain } from '../../schema/explain/explain.ts';
import { printExplanation } from '../../schema/explain/print-explanation.ts';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import { RULES } from '../../schema/lint/rules.ts';
import { packageFile } from '../../schema/package-file.ts';
import { joinSchemaFiles } from '../../schema/schema-files.ts';
import { createPlaceText } from '../../schema/views/place-text.ts';
import { viewedGraph } from '../support/viewed-graph.ts';
import { describeCommands } from './describe-commands.ts';
import { describeSections, type Section, type Setting } from './describe-settings.ts';
import { sectionLinks, tableOf } from './markdown.ts';

/** What `npm run docs` writes into a page, by the name in its markers. */
export const GENERATED: ReadonlyMap<string, () => string | Promise<string>> = new Map<
  string,
  () => string | Promise<string>
>([
  ['configuration', () => withContents(configuration())],
  ['error codes', errorCodes],
  ['token refusals', tokenRefusals],
  ['lint rules', () => withContents(lintRules())],
  ['reports', reports],
  ['unusual rules', unusualRules],
  ['commands', async () => withContents(await describeCommands())],
  ['metrics', metrics],
  ['verdicts', verdicts],
  ['explanation', explanation],
]);

const END = '<!-- end of generated text -->';
const REGION = /<!-- generated: ([a-z ]+) -->\n[\s\S]*?<!-- end of generated text -->/g;

/** A page with each generated part written anew. Throws for a name that nothing generates. */
export async function writeGenerated(text: string): Promise<string> {
  let written = '';
  let end = 0;
  for (const { 0: region, 1: name = '', index } of text.matchAll(REGION)) {
    const generate = GENERATED.get(name);
    if (generate === undefined) throw new Error(`nothing generates ${name}`);
    written += `${text.slice(end, index)}<!-- generated: ${name} -->\n\n${await generate()}\n\n${END}`;
    end = index + region.length;
  }
  return written + text.slice(end);
}

/** A text after the links to its sections. */
function withContents(text: string): string {
  return `${sectionLinks({ file: '', text }).join(',\n')}\n\n${text}`;
}

function configuration(): string {
  const sections = describeSections(configSchema('/'));
  const single = sections.filter(({ settings }) => settings.length === 0);
  const rest = sections.filter(({ settings }) => settings.length > 0);
  return [
    ...rest.map(
      (section) => `## ${section.path}\n\n${lead(section)}\n\n${table(section.settings)}`,
    ),
    `## Single keys\n\n${table(single)}`,
  ].join('\n\n');
}

function lead({ description, standard }: Section): string {
  if (standard === 'required') return `${description} Required.`;
  return standard === '' ? description : `${description} Default: ${standard}.`;
}

function table(settings: readonly Setting[]): string {
  return tableOf(
    ['Key', 'Value', 'Default', 'Meaning'],
    settings.map(({ path, value, standard, description }) => [
      `\`${path}\``,
      value,
      standard,
      description,
    ]),
  );
}

function errorCodes(): string {
  return tableOf(
    ['Code', 'HTTP status', 'Text'],
    Object.entries(FAULTS).map(([code, { status, message }]) => [
      `\`${code}\``,
      `${status}`,
      message,
    ]),
  );
}

function tokenRefusals(): string {
  return tableOf(
    ['Reason', 'Meaning'],
    Object.entries(TOKEN_REFUSALS).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
  );
}

function lintRules(): string {
  return RULES.map(
    ({ code, severity, title, help }) =>
      `## ${code}\n\n${severity === 'error' ? 'Error' : 'Warning'}: ${title}.\n\n${escape(help)}`,
  ).join('\n\n');
}

function reports(): string {
  return tableOf(
    ['Report', 'Shows', 'Formats', 'For patients'],
    REPORTS.map(({ name, text, formats, isForPatients }) => [
      `\`${name}\``,
      text,
      formats.map((format) => `\`${format}\``).join(', '),
      isForPatients ? 'of their own record' : '',
    ]),
  );
}

function unusualRules(): string {
  return tableOf(
    ['Rule', 'Finds', 'Needs', 'Threshold', 'Points', 'Can be suppressed'],
    UNUSUAL_RULES.map((rule) => {
      const { finds, needs, threshold, points, isSuppressible } = declarationOf(rule);
      return [
        `\`${rule}\``,
        finds,
        needs ?? '–',
        threshold === null ? '–' : thresholdText(threshold),
        `${points}`,
        isSuppressible ? 'yes' : 'no',
      ];
    }),
  );
}

function thresholdText({ setting, standard, unit }: Threshold): string {
  return `\`${setting.join('.')}\` (${standard.toLocaleString('en-US')} ${unit})`;
}

function verdicts(): string {
  return tableOf(
    ['Code', 'Result', 'Meaning'],
    Object.entries(FINDING_CODES).map(([code, { result, meaning }]) => [
      `\`${code}\``,
      result,
      meaning,
    ]),
  );
}

async function metrics(): Promise<string> {
  const lag = { records: 0, seconds: 0 };
  const { print } = createMetrics({
    ledger: () => ({
      isReady: true,
      size: 0,
      queued: 0,
      guard: lag,
      witnesses: { ...lag, size: 0 },
      arrivals: { witnesses: [], sinks: [] },
    }),
    otherProcesses: async () => [],
    stopsAge: () => 0,
    certificateEnds: () => new Map(),
    now: () => 0,
    dependencyStates: { list: () => [] },
  });
  const { text } = await print();
  return tableOf(
    ['Metric', 'Type', 'Meaning'],
    [...text.matchAll(/^# HELP (phi_gateway_\w+) (.*)\n# TYPE \w+ (\w+)$/gm)].map(
      ([, name = '', help = '', type = '']) => [`\`${name}\``, type, help],
    ),
  );
}

/** What `explain` prints for a field of the example. */
async function explanation(): Promise<string> {
  const directives = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
  const subgraphs = HEALTH_SUBGRAPHS.map(({ name }) => {
    const schema = readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8');
    return { name, text: schema + directives };
  });
  const graph = viewedGraph(Object.fromEntries(subgraphs.map(({ name, text }) => [name, text])), {
    reach: new Map(DEMO_ROLES.map(({ role, reach }) => [role, reach])),
  });
  const coordinate = parseCoordinate('Patient.ssn');
  const explained = coordinate && explain(coordinate, graph, graph.options);
  if (!explained) throw new Error('the example has no Patient.ssn');
  const views = await explainViews(explained, graph.policy, { options: graph.options, roles: [] });
  const files = subgraphs.map(({ name, text }) => {
    const file = { path: `schemas/${name}.graphql`, text };
    return [name, joinSchemaFiles([file]).files] as const;
  });
  const printed = printExplanation(explained, views, createPlaceText(new Map(files))).trimEnd();
  return `\`\`\`console\n$ npm run -s phi-gateway -- explain Patient.ssn --config gateway.yaml\n${printed}\n\`\`\``;
}

/** A text of a terminal as Markdown. */
function escape(text: string): string {
  return text.replaceAll(/[*<]/g, String.raw`\$&`);
}
