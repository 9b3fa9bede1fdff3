import { hash } from 'node:crypto';
import { html, NO_HTML, type Html } from '../../../schema/html.ts';
import type { Letter, LetterBlock, LetterFact } from './letter.ts';

/**
 * Writes a letter as a self-contained page for screen and paper, in large print: no scripts or links, and a policy under
 * which a browser loads nothing but the logo, which is part of the page. Yields pieces, because a letter can be long.
 */
export function* writeLetterHtml(letter: Letter): Generator<string> {
  const { language, title, blocks, footer } = letter;
  const { markup } = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}" />
      <meta name="viewport" content="width=device-width" />
      <meta name="referrer" content="no-referrer" />
      <title>${title}</title>
      ${STYLE_ELEMENT}
    </head>
    <body>
      ${writeHead(letter)}
      <main><h1>${title}</h1></main>
    </body>
  </html>`;
  yield `<!doctype html>\n${markup}\n`;
  for (const block of blocks) yield* writeBlock(block);
  yield html`</main><footer>${footer}</footer></body></html>`.markup + '\n';
}

function writeHead({ head }: Letter): Html {
  if (head === null) return NO_HTML;
  const { name, address, phone, logo } = head;
  return html`<header>
    ${logo === null ? NO_HTML : html`<img src="data:${logo.mediaType};base64,${logo.base64}" alt="" />`}
    <address>
      <strong>${name}</strong>
      ${[...address, ...(phone === null ? [] : [phone])].map((line) => html`<br />${line}`)}
    </address>
  </header>`;
}

function* writeBlock(block: LetterBlock): Generator<string> {
  switch (block.kind) {
    case 'heading':
      yield html`<h2>${block.text}</h2>`.markup;
      return;
    case 'paragraph':
      yield html`<p>${block.text}</p>`.markup;
      return;
    case 'warning':
      yield html`<p class="warning">${block.text}</p>`.markup;
      return;
    case 'small':
      yield html`<p class="small">${block.text}</p>`.markup;
      return;
    case 'facts':
      yield writeFacts(block.facts).markup;
      return;
    case 'entries':
      for (const { title, facts } of block.entries)
        yield html`<section>
          <h3>${title}</h3>
          ${writeFacts(facts)}
        </section> `.markup;
      return;
    default:
      block satisfies never;
  }
}

function writeFacts(facts: readonly LetterFact[]): Html {
  return html`<dl>
    ${facts.map(
      ({ label, lines }) =>
        html`<div>
          <dt>${label}</dt>
          ${lines.map((line) => html`<dd>${line}</dd>`)}
        </div>`,
    )}
  </dl>`;
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16pt/1.5 "DejaVu Sans", Verdana, "Liberation Sans", Arial, sans-serif; color: #000; background: #fff; max-width: 190mm; margin: 12mm auto; padding: 0 6mm; }
header { display: flex; gap: 6mm; align-items: center; margin-bottom: 10mm; }
header img { max-height: 22mm; max-width: 60mm; }
address { font-style: normal; }
h1 { font-size: 24pt; line-height: 1.2; margin: 0 0 6mm; }
h2 { font-size: 19pt; line-height: 1.25; margin: 9mm 0 3mm; border-bottom: .4mm solid #000; padding-bottom: 1mm; break-after: avoid; }
h3 { font-size: 16pt; margin: 0 0 1mm; break-after: avoid; overflow-wrap: anywhere; }
p { margin: 3mm 0; overflow-wrap: anywhere; }
section { border-top: .3mm solid #555; padding: 3mm 0; break-inside: avoid-page; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: 50mm 1fr; gap: 0 4mm; padding: 1mm 0; }
dt { grid-column: 1; }
dd { grid-column: 2; margin: 0; overflow-wrap: anywhere; font-weight: bold; }
section dd { font-weight: normal; }
section dd + dd { font-size: 14pt; }
.warning { border: .6mm solid #000; padding: 3mm 5mm; font-weight: bold; }
.small, footer { font-size: 14pt; }
footer { margin-top: 10mm; border-top: .3mm solid #555; padding-top: 2mm; }
@page { margin: 18mm 16mm; }
@media (width < 40em) { dl > div { grid-template-columns: 1fr; } dd, dt { grid-column: 1; } }
@media print { body { margin: 0; padding: 0; max-width: none; } }
`;

/** Raw markup, since the policy holds the hash of exactly this text. */
const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };

const CONTENT_SECURITY_POLICY = `default-src 'none'; img-src data:; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'`;
