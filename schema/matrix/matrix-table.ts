import type { Element } from '../views/elements.ts';
import { entitlementText } from '../views/entitlement.ts';
import { shownText } from '../views/shown.ts';
import type { Matrix, MatrixGroup, MatrixRow } from './build-matrix.ts';
import { html, NO_HTML, type Html } from '../html.ts';
import { viewCell } from './view-cell.ts';

/** The number of roles from which their names are printed vertically. */
const MIN_VERTICAL_ROLES = 9;

/** The rows of a matrix as a table. The header repeats on each printed page. */
export function matrixTable({ roles, groups }: Matrix): Html {
  const columns = 2 + roles.length;
  return html`<table class="matrix ${roles.length >= MIN_VERTICAL_ROLES ? 'many' : ''}">
    <thead>
      <tr>
        <th scope="col">Element</th>
        <th scope="col">Category</th>
        ${roles.map((role) => html`<th scope="col" class="role"><span>${role}</span></th>`)}
      </tr>
    </thead>
    ${groups.map(
      (group) =>
        html`<tbody>
          ${typeRow(group, columns)}${group.rows.map(elementRow)}
        </tbody> `,
    )}
  </table>`;
}

function typeRow({ type, patient }: MatrixGroup, columns: number): Html {
  const whose =
    patient === null ? NO_HTML : html`<small>record of the patient at ${type}.${patient}</small>`;
  return html`<tr class="type">
    <th scope="rowgroup" colspan="${columns}">${type}${whose}</th>
  </tr>`;
}

function elementRow({
  element,
  mark,
  categories,
  byRole,
  combination,
  isSeen,
  also,
}: MatrixRow): Html {
  const together = combination
    ? html`<br /><small
          >† ${combination.entitlements.map(entitlementText).join(' + ')} together:
          ${shownText(combination.shows)}</small
        >`
    : NO_HTML;
  const needs = also === '' ? NO_HTML : html`<br /><small>needs ${also} too</small>`;
  const unseen = isSeen ? NO_HTML : html`<br /><small>no combination of roles sees it</small>`;
  const category = mark === 'PHI' ? categories.join(', ') : mark === 'other' ? 'no PHI' : 'no mark';
  return html`<tr>
    <th scope="row">${label(element)}${needs}${together}${unseen}</th>
    <td>${category}</td>
    ${[...byRole.values()].map(viewCell)}
  </tr>`;
}

/** The whole coordinate, because the row of the type may be on the previous page. */
function label({ at, kind }: Element): Html {
  const dot = at.indexOf('.');
  if (dot < 0) return html`<small>the objects themselves</small>`;
  const what = kind === 'field' ? NO_HTML : html` <small>${kind}</small>`;
  return html`<code><span class="soft">${at.slice(0, dot + 1)}</span>${at.slice(dot + 1)}</code
    >${what}`;
}
