import { html } from '../reports/html/html.ts';

/**
 * The page that asks whether to end the session at the demo's identity provider. The provider's own would fetch a
 * font from somebody else. `form` is the provider's, with the token that proves where the answer comes from.
 */
export function signOffPage(form: string): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Demo sign-off</title>
    </head>
    <body>
      <main>
        <h1>Demo sign-off</h1>
        ${{ markup: form }}
        <p>
          <button name="logout" value="yes" form="op.logoutForm" autofocus>
            Sign off here too
          </button>
          <button form="op.logoutForm">Stay signed in here</button>
        </p>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${markup}\n`;
}
