import { html } from '../../schema/html.ts';

/**
 * The page that asks whether to end the session at the demo's identity provider. The provider's own would fetch a
 * font from another host. `form` is the provider's, with the token that proves where the answer comes from.
 */
export function signOutPage(form: string): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Demo sign-out</title>
    </head>
    <body>
      <main>
        <h1>Demo sign-out</h1>
        ${{ markup: form }}
        <p>
          <button name="logout" value="yes" form="op.logoutForm" autofocus>
            Sign out here too
          </button>
          <button form="op.logoutForm">Stay signed in here</button>
        </p>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${markup}\n`;
}
