import type { ViewOptions } from '../views/view-options.ts';
import type { Matrix } from './build-matrix.ts';
import { html, type Html } from '../html.ts';
import { matrixFront, type MatrixSubject } from './matrix-front.ts';
import { matrixLegend } from './matrix-legend.ts';
import { MATRIX_STYLE } from './matrix-style.ts';
import { matrixSuspects } from './matrix-suspects.ts';
import { matrixTable } from './matrix-table.ts';

/**
 * A matrix as one HTML page to print and sign, without scripts and external resources. All inserted text is escaped.
 */
export function matrixDocument(
  matrix: Matrix,
  subject: MatrixSubject,
  options: ViewOptions,
): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${subject.title}</title>
        <style>
          ${{ markup: MATRIX_STYLE }}${pageFooter(subject)}
        </style>
      </head>
      <body>
        ${matrixFront(matrix, subject, options)}
        <section>
          <h2>How to read it</h2>
          ${matrixLegend(matrix, options)}
        </section>
        <section>
          <h2>Who sees what</h2>
          ${matrixTable(matrix)}
        </section>
        ${matrixSuspects(matrix)} ${signatures(matrix, subject)}
      </body>
    </html> `;
  return page.markup;
}

/** The footer of printed pages. CSS is not escaped, so only letters, digits, spaces and hyphens are kept. */
function pageFooter({ date, policyHash }: MatrixSubject): Html {
  const text = `Policy ${policyHash.slice(0, 16)} ${date}`.replaceAll(/[^\w -]/g, '');
  return {
    markup: `@page { @bottom-left { content: "${text}"; font: 8pt sans-serif; color: #55626f; } }`,
  };
}

function signatures({ suspects }: Matrix, { policyHash, date }: MatrixSubject): Html {
  const open = suspects?.filter(({ reason }) => reason === null).length ?? 0;
  return html`<section class="sign">
    <h2>Reviewed and approved</h2>
    <p>
      I have reviewed who sees which protected health information under policy
      <code>${policyHash.slice(0, 16)}</code> as of ${date},
      ${open > 0 ? `and the ${open} listed elements without a mark that look like it, ` : ''}and
      approve it.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Title</th>
          <th scope="col">Signature</th>
          <th scope="col">Date</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td></td>
          <td>Privacy officer</td>
          <td></td>
          <td></td>
        </tr>
        <tr>
          <td></td>
          <td>Security officer</td>
          <td></td>
          <td></td>
        </tr>
      </tbody>
    </table>
  </section>`;
}
