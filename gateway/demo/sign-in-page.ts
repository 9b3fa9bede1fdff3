import { hash } from 'node:crypto';
import { html } from '../../schema/html.ts';
import type { Html } from '../../schema/html.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import type { DemoAccount, DemoRole } from './accounts.ts';

/**
 * The sign-in page of the demo's identity provider: a button for each account, submitted to `action`. It asks for no
 * password.
 */
export function signInPage(action: string): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="referrer" content="same-origin" />
      <title>Demo sign-in</title>
      ${STYLE}
    </head>
    <body>
      <main>
        <h1>Demo sign-in</h1>
        <p>
          This is the demo’s identity provider. Choose who you want to be: no password is needed
          here. In a hospital, its own sign-in stands in this place.
        </p>
        <form method="post" action="${action}">
          <ul>
            ${DEMO_ACCOUNTS.toSorted((a, b) => RANK.indexOf(a.role) - RANK.indexOf(b.role)).map(choice)}
          </ul>
        </form>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${markup}\n`;
}

/** The accounts that may use the console come first. */
const RANK: readonly DemoRole[] = [
  'privacy_officer',
  'patient',
  'researcher',
  'billing',
  'nurse',
  'physician',
];

const NOTES: ReadonlyMap<string, string> = new Map([
  ['privacy_officer', 'sees every report'],
  ['second_privacy_officer', 'approves changes of rules'],
  ['patient', 'sees who has seen their own record'],
]);

function choice({ account }: DemoAccount): Html {
  const name = account.replaceAll('_', ' ');
  return html`<li>
    <button name="account" value="${account}">
      <strong>${name.charAt(0).toUpperCase()}${name.slice(1)}</strong>
      <span>${NOTES.get(account) ?? 'sees no report'}</span>
    </button>
  </li>`;
}

const CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 12vh auto 0; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
button { width: 100%; font: inherit; text-align: left; padding: .6rem .9rem; border: 1px solid #8888; border-radius: .4rem; background: Canvas; color: CanvasText; cursor: pointer; display: flex; justify-content: space-between; gap: 1rem; }
button:hover { border-color: CanvasText; }
button:focus-visible { outline: 3px solid #2f6fd6; outline-offset: 2px; }
`;

const STYLE: Html = { markup: `<style>${CSS}</style>` };

/** No scripts, and only the style above. It does not restrict `form-action`, since the form ends at the client. */
export const SIGN_IN_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', CSS, 'base64')}'; frame-ancestors 'none'; base-uri 'none'`;
