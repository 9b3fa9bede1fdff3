import { CATEGORIES } from '../../directives/spec.ts';
import { CATEGORY_TEXT } from '../views/category-text.ts';
import { isShown } from '../views/shown.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Matrix } from './build-matrix.ts';
import { html, NO_HTML, type Html } from '../html.ts';
import { suspectsSummary } from './suspects.ts';

/** The graph and version that a matrix describes. */
export interface MatrixSubject {
  readonly title: string;
  /** ISO date. */
  readonly date: string;
  /** SHA-256, hex. */
  readonly policyHash: string;
  /** SHA-256 of the supergraph's text, hex. */
  readonly schemaHash: string;
  readonly version: string;
  readonly subgraphs: readonly string[];
}

/** The first part of the page: facts, roles and categories. */
export function matrixFront(matrix: Matrix, subject: MatrixSubject, options: ViewOptions): Html {
  return html`<header>
      <h1>${subject.title}</h1>
      <p class="soft">
        Every element of the graph that holds protected health information (PHI), and what each role
        sees of it, as the gateway decides.
      </p>
      ${facts(matrix, subject, options)}
    </header>
    ${warnings(matrix, options)}
    <div class="side">
      <section>
        <h2>Roles</h2>
        ${roles(matrix, options)}
      </section>
      <section>
        <h2>Categories</h2>
        ${categories(matrix)}
      </section>
    </div>`;
}

function facts(
  { groups, unmarked, suspects }: Matrix,
  { date, policyHash, schemaHash, version, subgraphs }: MatrixSubject,
  { defaultRoles, unmarked: rule, mode }: ViewOptions,
): Html {
  const count = groups.flatMap(({ rows }) => rows.filter(({ mark }) => mark === 'PHI')).length;
  const open =
    rule === 'allow'
      ? 'open to any authenticated caller'
      : 'closed to every caller (unmarked: deny)';
  return html`<dl>
    <dt>Date</dt>
    <dd>${date}</dd>
    <dt>Policy</dt>
    <dd>
      <code>${policyHash}</code> (SHA-256 of everything the marks decide; each ledger record
      contains it)
    </dd>
    <dt>Schema</dt>
    <dd><code>${schemaHash}</code> (SHA-256 of the supergraph as it was composed for this page)</dd>
    <dt>Graph</dt>
    <dd>
      ${subgraphs.length > 0 ? `subgraphs ${subgraphs.join(', ')}; ` : ''}phi-gateway ${version}
    </dd>
    <dt>Holds PHI</dt>
    <dd>${count} elements</dd>
    <dt>No mark</dt>
    <dd>${unmarked} fields, ${open}</dd>
    <dt>Looks like PHI</dt>
    <dd>${suspectsSummary(suspects)}</dd>
    <dt>Default roles</dt>
    <dd>
      ${defaultRoles.length > 0 ? defaultRoles.join(', ') : 'none'} (they see PHI for which the
      marks name no role)
    </dd>
    <dt>Mode</dt>
    <dd>${MODES[mode]}</dd>
  </dl>`;
}

const MODES: Readonly<Record<ViewOptions['mode'], string>> = {
  filter: 'denied fields are null in the response (filter)',
  reject: 'an operation with a denied field is refused (reject)',
  'dry-run': 'nothing is denied (dry-run)',
};

function warnings({ suspects }: Matrix, { mode, reach }: ViewOptions): Html {
  const isSuspect = suspects === null || suspects.some(({ reason }) => reason === null);
  return html`${
    isSuspect
      ? html`<p class="warn">
          ${sentence(suspectsSummary(suspects))} See the list before the signatures.
        </p>`
      : NO_HTML
  }${
    mode === 'dry-run'
      ? html`<p class="warn">Dry run: nothing is denied. This page shows what would be denied.</p>`
      : NO_HTML
  }${
    reach === null
      ? html`<p class="warn">
          Made without the gateway's configuration: the patients that a role reaches are not known
          here.
        </p>`
      : NO_HTML
  }`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function roles({ roles: names, groups }: Matrix, { reach }: ViewOptions): Html {
  const rows = groups.flatMap((group) => group.rows.filter(({ mark }) => mark === 'PHI'));
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Role</th>
        <th scope="col">Reaches</th>
        <th scope="col">In full</th>
        <th scope="col">De-identified</th>
        <th scope="col">Not at all</th>
      </tr>
    </thead>
    <tbody>
      ${names.map((role) => {
        const shows = rows.map(({ byRole }) => byRole.get(role) ?? 'none');
        const full = shows.filter((each) => each === 'full').length;
        const some = shows.filter((each) => each !== 'full' && isShown(each)).length;
        return html`<tr>
          <th scope="row">${role}</th>
          <td>${reachText(role, reach)}</td>
          <td>${full}</td>
          <td>${some}</td>
          <td>${shows.length - full - some}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function reachText(role: string, reach: ReadonlyMap<string, string> | null): string {
  if (reach === null) return 'not known';
  const patients = reach.get(role);
  switch (patients) {
    case undefined:
      return 'no patient';
    case 'all':
      return 'every patient';
    case 'self':
      return "the caller's own record";
    case 'care-team':
      return 'patients whose care team the caller is on';
    default:
      return `what a claim of the token names: ${patients}`;
  }
}

function categories({ groups }: Matrix): Html {
  const all = groups.flatMap(({ rows }) => rows);
  const used = CATEGORIES.map((category) => ({
    category,
    count: all.filter((row) => row.categories.includes(category)).length,
  })).filter(({ count }) => count > 0);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Category</th>
        <th scope="col">Means</th>
        <th scope="col">Elements</th>
      </tr>
    </thead>
    <tbody>
      ${used.map(
        ({ category, count }) =>
          html`<tr>
            <th scope="row">${category}</th>
            <td>${CATEGORY_TEXT[category]}</td>
            <td>${count}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
