/*
 * The script of the page at `/graphiql` of a gateway in development mode: it sends the requests of GraphiQL as the caller in
 * the form above it. GraphiQL itself is a script that the page loads before this one.
 */

import { postJson } from './post-json.ts';

declare global {
  interface Window {
    MonacoEnvironment: { readonly getWorkerUrl: (id: string, label: string) => string };
    readonly YogaGraphiQL: {
      readonly renderYogaGraphiQL: (element: Element, options: object) => void;
    };
  }
}

const WORKERS: ReadonlyMap<string, string> = new Map([
  ['editorWorkerService', '/graphiql/editor-worker.js'],
  ['graphql', '/graphiql/graphql-worker.js'],
  ['json', '/graphiql/json-worker.js'],
]);

const form = find('#caller', HTMLFormElement);
const notice = find('#caller output', HTMLOutputElement);
/** Empty for a token of the user's own. */
const issuer = find('[name=issuer]', HTMLSelectElement);
const role = find('[name=role]', HTMLSelectElement);
const subject = find('[name=subject]', HTMLInputElement);
const claims = find('[name=claims]', HTMLInputElement);
const ownToken = find('[name=token]', HTMLInputElement);

/** What is typed is kept for this tab: other tabs can be other callers. */
const fields = [issuer, role, subject, claims, ownToken];
for (const field of fields)
  field.value = sessionStorage.getItem(`caller.${field.name}`) ?? field.value;
const isOwn = issuer.value === '';
for (const field of [role, subject, claims]) hideLabel(field, isOwn);
hideLabel(ownToken, !isOwn);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  changeCaller();
});
for (const select of [issuer, role]) select.addEventListener('change', changeCaller);

window.MonacoEnvironment = { getWorkerUrl: (_id, label) => WORKERS.get(label) ?? '' };
window.YogaGraphiQL.renderYogaGraphiQL(find('#graphiql', HTMLElement), {
  fetcher: send,
  title: 'phi-gateway',
  logo: ' ',
  shouldPersistHeaders: false,
});

/** Loads the page anew, since another caller may use another part of the schema. */
function changeCaller(): void {
  for (const field of fields) sessionStorage.setItem(`caller.${field.name}`, field.value);
  location.reload();
}

/** Sends a request with a new token, so that none expires while the page is open. */
async function send(
  request: object,
  options?: { readonly headers?: Readonly<Record<string, string>> },
): Promise<unknown> {
  notice.value = '';
  let token = ownToken.value;
  if (!isOwn) {
    const further = parseClaims();
    if (further === null) {
      notice.value = NO_JSON;
      return { errors: [{ message: NO_JSON }] };
    }
    const response = await requestToken(further);
    if (!response.ok) {
      notice.value = 'There is no token: see the response.';
      return response.json();
    }
    token = await response.text();
  }
  const headers = { authorization: `Bearer ${token}`, ...options?.headers };
  return (await postJson('/graphql', request, headers)).json();
}

/** The further claims; null if they are not JSON. */
function parseClaims(): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(claims.value === '' ? '{}' : claims.value) as unknown };
  } catch {
    return null;
  }
}

const NO_JSON = 'Claims must be a JSON object, such as { "patient": "p1" }.';

function requestToken(further: { readonly value: unknown }): Promise<Response> {
  return postJson('/graphiql/token', {
    issuer: issuer.value,
    role: role.value === '' ? null : role.value,
    subject: subject.value,
    claims: further.value,
  });
}

function hideLabel(field: HTMLElement, isHidden: boolean): void {
  const label = field.closest('label');
  if (label) label.hidden = isHidden;
}

function find<Kind extends Element>(selector: string, kind: abstract new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${selector}`);
  return found;
}
