import { html, NO_HTML, type Html } from '../html.ts';
import type { Matrix } from './build-matrix.ts';
import type { Suspect } from './suspects.ts';

/** The section about values without marks, for the page to sign. */
export function matrixSuspects({ suspects }: Matrix): Html {
  if (suspects === null) {
    return html`<section class="suspects">
      <h2>Not marked, but looks like PHI</h2>
      <p class="warn">
        Not searched: this page was made from a supergraph without the schemas of its subgraphs. It
        may have PHI without marks, which is neither restricted nor recorded.
      </p>
    </section>`;
  }
  const open = suspects.filter(({ reason }) => reason === null);
  const explained = suspects.filter(({ reason }) => reason !== null);
  return html`<section class="suspects">
    <h2>Not marked, but looks like PHI</h2>
    ${
      open.length === 0
        ? html`<p>
            Nothing was found. The search goes by names, types and descriptions, and can miss PHI.
          </p>`
        : html`<p>
              These are not in the table above: the gateway does not treat them as PHI and does not
              record who sees them. Their authors mark them, or write the reason why they are not
              PHI. The search goes by names, types and descriptions, and can miss PHI.
            </p>
            ${suspectTable(open, 'Why')}`
    }
    ${
      explained.length === 0
        ? NO_HTML
        : html`<h2>Looks like PHI, but is not PHI according to its authors</h2>
            ${suspectTable(explained, 'Reason of the authors')}`
    }
  </section>`;
}

function suspectTable(suspects: readonly Suspect[], why: string): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Element</th>
        <th scope="col">Confidence</th>
        <th scope="col">Seen by</th>
        <th scope="col">${why}</th>
      </tr>
    </thead>
    <tbody>
      ${suspects.map(
        ({ element, confidence, seenBy, message, signs, reason }) =>
          html`<tr>
            <th scope="row"><code>${element.at}</code></th>
            <td>${confidence ?? '–'}</td>
            <td>${seenBy}</td>
            <td>
              ${reason ?? [message, signs.join('; ')].filter((each) => each !== '').join(' ')}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
