import { isShown, shownText, type Shown } from '../views/shown.ts';
import { html, type Html } from '../html.ts';

/** A table cell for a view, distinguished by sign, word and color. */
export function viewCell(shows: Shown): Html {
  if (shows === 'none') return html`<td class="view none">–</td>`;
  if (shows === 'no patient') return html`<td class="view none">${shownText(shows)}</td>`;
  const look = shows === 'full' ? 'full' : isShown(shows) ? 'part' : 'null';
  return html`<td class="view ${look}">${shownText(shows)}</td>`;
}
