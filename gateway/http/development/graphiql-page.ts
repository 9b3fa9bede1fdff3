import { html, type Html } from '../../../schema/html.ts';

/** Writes the page around GraphiQL, with the choice of the caller above it. */
export function graphiqlPage({
  roles,
  issuers,
}: {
  readonly roles: readonly string[];
  /** The issuers of tokens for development. */
  readonly issuers: readonly string[];
}): string {
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>GraphiQL of phi-gateway</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/graphiql/graphiql.css" />
      <link rel="stylesheet" href="/graphiql/page.css" />
      <script defer src="/graphiql/graphiql.js"></script>
      <script type="module" src="/graphiql/page.js"></script>
    </head>
    <body>
      <form id="caller" aria-label="Caller" autocomplete="off">
        <strong>Development mode</strong>
        <label>
          Issuer
          <select name="issuer">
            ${issuers.map(option)}
            <option value="">own token</option>
          </select>
        </label>
        <label>
          Role
          <select name="role">
            ${roles.map(option)}
            <option value="">none</option>
          </select>
        </label>
        <label>Subject <input name="subject" size="12" value="developer" /></label>
        <label>Claims <input name="claims" size="32" placeholder="${CLAIMS_EXAMPLE}" /></label>
        <label>Token <input name="token" size="32" /></label>
        <button>Use</button>
        <output role="alert"></output>
      </form>
      <div id="graphiql"></div>
    </body>
  </html>`;
  return `<!doctype html>\n${markup}\n`;
}

function option(value: string): Html {
  return html`<option>${value}</option>`;
}

const CLAIMS_EXAMPLE = '{ "patient": "…" }';

/** Its style. */
export const GRAPHIQL_PAGE_STYLE = `
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.5 system-ui, sans-serif; color-scheme: light dark; }
#caller { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .4rem 1rem; background: #7a1f1f; color: #fff; }
#caller input, #caller select, #caller button { font: inherit; }
#caller label[hidden] { display: none; }
#graphiql { flex: 1; min-height: 0; }
`;
