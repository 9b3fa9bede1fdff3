/** A piece of HTML in which whatever came from outside is escaped. */
export interface Html {
  readonly html: string;
}

/** A template whose values are texts to escape, or pieces of HTML and lists of them. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const texts = values.map((value, index) => `${print(value)}${parts[index + 1] ?? ''}`);
  return { html: `${parts[0] ?? ''}${texts.join('')}` };
}

/** No HTML at all. */
export const NOTHING: Html = { html: '' };

function print(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return 'html' in value ? value.html : value.map((each) => each.html).join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
}
