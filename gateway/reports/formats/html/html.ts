import { printable } from '../../../../schema/views/printable.ts';

/** HTML that was written by `html`, in which everything from outside is escaped. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

/**
 * HTML from a template: texts that are put into it are escaped, for elements and quoted attributes alike,
 * and stripped of characters that steer how others are shown; HTML that this function wrote is not.
 */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
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
