import { hash } from 'node:crypto';
import { html, type Html } from '../../../../schema/html.ts';

/** A page for screen and paper. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** The author, printed at the end. */
  readonly footer: string;
}

/**
 * Writes a self-contained page: no scripts, links or images, and a policy under which a browser loads and sends nothing. It
 * fits A4 and letter paper.
 */
export function writePage({ title, body, footer }: PageContent): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}" />
      <meta name="viewport" content="width=device-width" />
      <meta name="referrer" content="no-referrer" />
      <title>${title}</title>
      ${STYLE_ELEMENT}
    </head>
    <body>
      <h1>${title}</h1>
      ${body}
      <footer>${footer}</footer>
    </body>
  </html> `;
  return `<!doctype html>\n${markup}\n`;
}

/** A heading with its content. */
export function section(heading: string, ...body: readonly Html[]): Html {
  return html`<section>
    <h2>${heading}</h2>
    ${body}
  </section>`;
}

/** A list of names and values. */
export function facts(rows: readonly (readonly [name: string, value: string | Html])[]): Html {
  return html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** The tables of pages; the style sets the widths of their columns. */
export type TableName = 'findings' | 'keys' | 'anchors';

/** A table. On paper its head repeats on every page. */
export function table(
  name: TableName,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  return html`<table class="${name}">
    <thead>
      <tr>
        ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * Prints a time (UTC ms or ISO 8601) to the minute, such as `2026-01-31 09:30 UTC`. Other texts and impossible times
 * are unchanged.
 */
export function printTime(at: number | string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Prints a period; only its start if it ends in the same minute. */
export function printPeriod(since: number | string, until: number | string): string {
  const [from, to] = [printTime(since), printTime(until)];
  return from === to ? from : `${from} to ${to}`;
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 12mm auto; padding: 0 6mm; }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 4mm; }
h2 { font-size: 12pt; margin: 7mm 0 2mm; border-bottom: .3mm solid #777; padding-bottom: 1mm; break-after: avoid; }
p, ul { margin: 1.5mm 0; }
ul { padding-left: 5mm; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: 38mm 1fr; gap: 3mm; padding: .7mm 0; }
dt { color: #444; }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 9.5pt; }
th, td { text-align: left; vertical-align: top; padding: 1.5mm 2mm; border-bottom: .2mm solid #bbb; overflow-wrap: break-word; hyphens: auto; }
th { border-bottom: .4mm solid #333; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.findings th:nth-child(1) { width: 28%; }
.findings th:nth-child(2) { width: 18%; }
.keys th:nth-child(n + 2) { width: 22%; }
.anchors th:nth-child(1) { width: 11%; }
.anchors th:nth-child(2) { width: 13%; }
.anchors th:nth-child(4) { width: 12%; }
.anchors th:nth-child(5) { width: 26%; }
code { font: 8.5pt "Liberation Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small { color: #444; font-size: 8.5pt; }
.result { font-size: 15pt; font-weight: bold; border: .5mm solid #111; padding: 2mm 4mm; display: inline-block; }
.warning { border: .5mm solid #111; padding: 2mm 4mm; margin: 3mm 0; font-weight: bold; }
footer { margin-top: 8mm; border-top: .2mm solid #777; padding-top: 2mm; color: #444; font-size: 8.5pt; }
@page { margin: 16mm 14mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
`;

/** Raw markup, since the policy holds the hash of exactly this text. */
const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };

const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'`;
