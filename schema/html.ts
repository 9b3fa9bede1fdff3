import { printable } from './printable.ts';

/** Markup from the `html` template, in which every inserted text is escaped. */
export interface Html {
  readonly markup: string;
}

/** Empty markup. */
export const NO_HTML: Html = { markup: '' };

type Part = string | number | Html | readonly Html[];

/**
 * Builds HTML from a template literal. Inserted texts are escaped for elements and quoted attributes, and their
 * control, format and bidirectional characters are replaced: a name must not change how the text around it
 * reads. Inserted {@link Html} is kept as it is.
 */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // Without an initial value, reduce starts with the second piece, which follows the first part.
  const markup = template.reduce((text, piece, index) => text + write(parts[index - 1]) + piece);
  return { markup };
}

function write(part: Part | undefined): string {
  if (part === undefined) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return printable(part).replaceAll(SPECIAL, escape);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const SPECIAL = /[&<>"']/gu;

function escape(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
