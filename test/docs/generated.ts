import { configSchema } from '../../gateway/config/config-schema.ts';
import { FAULTS } from '../../gateway/platform/faults.ts';
import { NAMED_REPORTS } from '../../gateway/reports/catalog/reports.ts';
import { RULES } from '../../schema/lint/rules.ts';
import { describeSections, type Section, type Setting } from './describe-settings.ts';

/** What `npm run docs` writes into a page, by the name in its markers. */
export const GENERATED: ReadonlyMap<string, () => string> = new Map([
  ['configuration', configuration],
  ['error codes', errorCodes],
  ['lint rules', lintRules],
  ['reports', reports],
]);

const REGION = /(<!-- generated: ([a-z ]+) -->\n)[\s\S]*?(<!-- end of generated text -->)/g;

/** A page with each generated part written anew. Throws for a name that nothing generates. */
export function writeGenerated(text: string): string {
  return text.replaceAll(REGION, (_whole, start: string, name: string, end: string) => {
    const generate = GENERATED.get(name);
    if (generate === undefined) throw new Error(`nothing generates ${name}`);
    return `${start}\n${generate()}\n\n${end}`;
  });
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

function lintRules(): string {
  return RULES.map(
    ({ code, severity, title, help }) =>
      `### ${code}\n\n${severity === 'error' ? 'Error' : 'Warning'}: ${title}.\n\n${escape(help)}`,
  ).join('\n\n');
}

function reports(): string {
  return tableOf(
    ['Report', 'Shows', 'Formats', 'For patients'],
    NAMED_REPORTS.map(({ name, text, formats, isForPatients }) => [
      `\`${name}\``,
      text,
      formats.map((format) => `\`${format}\``).join(', '),
      isForPatients ? 'of their own record' : '',
    ]),
  );
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** A text of a terminal as Markdown. */
function escape(text: string): string {
  return text.replaceAll(/[*<]/g, String.raw`\$&`);
}
