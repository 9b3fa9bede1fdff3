import { DEIDENTIFY_METHODS } from '../../directives/spec.ts';
import { METHOD_TEXT } from '../views/method-text.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Matrix } from './build-matrix.ts';
import { html, NO_HTML, type Html } from '../html.ts';
import { viewCell } from './view-cell.ts';

/** The meaning of the cells, and what they don't show. */
export function matrixLegend({ groups }: Matrix, { unreached }: ViewOptions): Html {
  const used = new Set(
    groups.flatMap(({ rows }) => rows.flatMap((row) => [...row.byRole.values()])),
  );
  const methods = DEIDENTIFY_METHODS.filter((method) => method !== 'SUPPRESS' && used.has(method));
  return html`<table class="legend">
      <tbody>
        <tr>
          ${viewCell('full')}
          <td>The unchanged value. An argument, input field or enum value may be used.</td>
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
            An object without any field that is shown in full. Entities in it (types with a @key)
            have rows of their own.
          </td>
        </tr>
        <tr>
          ${viewCell('SUPPRESS')}
          <td>Null without an error. Not fetched, and recorded as suppressed.</td>
        </tr>
        <tr>
          ${viewCell('none')}
          <td>
            Null with an error. Not fetched, and recorded as denied. A denied argument or input
            field denies the field that it belongs to.
          </td>
        </tr>
        ${
          used.has('no patient')
            ? html`<tr>
                ${viewCell('no patient')}
                <td>
                  As “–”. The marks name the role, but the element names no patient, so only roles
                  that reach every patient see it. A @patient path on its type gives it one.
                </td>
              </tr>`
            : NO_HTML
        }
      </tbody>
    </table>
    <p>
      Each cell is the decision of the gateway's rules for a caller with that role alone, of a
      patient that the role reaches.
      <strong>Roles add up:</strong> a value with several marks can be visible to a caller with two
      roles although neither role alone sees it. Such rows have a † and a smallest combination that
      sees more than any single role. If a row also needs a scope or a policy, its cells are for
      callers that have it.
    </p>
    <p>
      A role counts only for the patients it reaches. Objects of other patients are
      ${unreached === 'hide' ? "omitted, as if the patients didn't exist" : 'denied with an error'}.
      Purpose of use, consent and custom rules can only reduce what this page shows. Break-glass
      adds patients to those that a role reaches, and no fields. Every release of PHI is recorded.
    </p>`;
}
