import { DEIDENTIFY_METHODS } from '../../directives/spec.ts';
import { METHOD_TEXT } from '../views/method-text.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Matrix } from './build-matrix.ts';
import { html, type Html } from '../html.ts';
import { viewCell } from './view-cell.ts';

/** What the cells of a matrix mean, and what they leave out. */
export function matrixLegend({ groups }: Matrix, { unreached }: ViewOptions): Html {
  const used = new Set(
    groups.flatMap(({ rows }) => rows.flatMap((row) => [...row.byRole.values()])),
  );
  const methods = DEIDENTIFY_METHODS.filter((method) => method !== 'SUPPRESS' && used.has(method));
  return html`<table class="legend">
      <tbody>
        <tr>
          ${viewCell('full')}
          <td>The value as it is. Of an argument, input field or enum value: may be used.</td>
        </tr>
        ${methods.map(
          (method) =>
            html`<tr>
              ${viewCell(method)}
              <td>Shows ${METHOD_TEXT[method]}.</td>
            </tr>`,
        )}
        <tr>
          ${viewCell('deidentified')}
          <td>
            An object whose own values are shown de-identified at most. Objects with a record of
            their own decide for themselves.
          </td>
        </tr>
        <tr>
          ${viewCell('SUPPRESS')}
          <td>Null, without an error; not asked for, and recorded as suppressed.</td>
        </tr>
        <tr>
          ${viewCell('none')}
          <td>
            Null, with an error; not asked for, and recorded as denied. An argument or input field
            denies the field that it belongs to.
          </td>
        </tr>
      </tbody>
    </table>
    <p>
      Each cell is the answer of the gateway's own rules to a caller with that role alone.
      <strong>Roles add up:</strong> what needs several marks can open to a caller with two roles
      though neither role opens it alone. Such rows carry a † and name a smallest combination that
      sees more than any single role. Where a row needs a scope or a policy too, its cells are those
      of callers who have it.
    </p>
    <p>
      A role counts only for the patients it reaches. Objects of other patients are
      ${
        unreached === 'hide'
          ? "not there, like those of patients who don't exist"
          : 'denied with an error'
      }.
      Purpose of use, consent and the operator's own rules only take away from what is shown here;
      break-glass widens which patients a role reaches, never what it sees of them. Every release of
      PHI is recorded.
    </p>`;
}
