import type { Alternatives } from '../../directives/marks/alternatives.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import { alternativesText } from '../views/alternatives-text.ts';
import { entitlementText, type Entitlement } from '../views/entitlement.ts';
import { METHOD_TEXT } from '../views/method-text.ts';
import { printable } from '../printable.ts';
import { shownText, type Shown } from '../views/shown.ts';
import type { Because, ExplainedAccess, Explanation } from './explain.ts';
import type { MarkRelation, TraceStep } from './trace.ts';

/** The views of an explained coordinate. */
export interface ExplainedViews {
  readonly callers: readonly {
    readonly roles: readonly string[];
    readonly shows: Shown;
    /** The patients that the roles reach; null without a configuration. */
    readonly reach: string | null;
  }[];
  /** A smallest combination of entitlements that sees more than any single role; null if none exists. */
  readonly combination: {
    readonly entitlements: readonly Entitlement[];
    readonly shows: Shown;
  } | null;
  /** The configured default roles, which see PHI without a `@role`. */
  readonly defaultRoles: readonly string[];
  /** Whether a dry run shows everything to every caller. */
  readonly isDryRun: boolean;
}

/** Formats an explanation for a terminal. `printOrigin` formats where a mark or element is defined; null if that is unknown. */
export function printExplanation(
  explanation: Explanation,
  views: ExplainedViews,
  printOrigin: (origin: Origin) => string | null,
): string {
  const sourceOf = (because: Because) => sourceText(because, explanation, printOrigin);
  const lines = [
    headLine(explanation, printOrigin),
    '',
    ...requirementLines(explanation, views.defaultRoles, sourceOf),
    ...phiLines(explanation, sourceOf),
    ...deidentifiedLines(explanation, printOrigin),
    ...whoseLines(explanation),
    ...viewLines(
      views,
      explanation.access.some(({ kind }) => kind !== 'authenticated'),
    ),
  ];
  return printable(`${lines.join('\n')}\n`);
}

/** The path and the positions of one reason. */
export function sourceText(
  { path, origins }: Because,
  explanation: Explanation,
  printOrigin: (origin: Origin) => string | null,
): string {
  const places = origins.flatMap((origin) => printOrigin(origin) ?? []);
  const chain = path.map((step) => stepText(step, explanation)).join(' → ');
  return places.length > 0 ? `${chain} (${places.join(', ')})` : chain;
}

/** One part of a requirement, in words. */
export interface RequirementText {
  readonly text: string;
  readonly because: readonly Because[];
}

/** Every part of a requirement, in words; for an unmarked coordinate, one part without a reason. */
export function requirementTexts(
  { marked, clauses, access, forDefaultRoles }: Explanation,
  defaultRoles: readonly string[],
): readonly RequirementText[] {
  if (marked !== 'marked') return [{ text: UNMARKED[marked], because: [] }];
  return [
    ...clauses.map(({ anyOf, deidentified, because }) => ({
      text: `${roleList(anyOf)}${deidentified.length > 0 ? `; de-identified: ${roleList(deidentified)}` : ''}`,
      because,
    })),
    ...access.map(({ kind, anyOf, because }) => ({ text: accessText(kind, anyOf), because })),
    ...(forDefaultRoles.length > 0
      ? [
          {
            text: `${roleList(defaultRoles)}: the default roles, for PHI without a @role`,
            because: forDefaultRoles,
          },
        ]
      : []),
  ];
}

const UNMARKED = {
  open: 'open: no mark, so any authenticated caller sees it',
  closed: 'closed: no mark, and authorization.unmarked is deny',
} as const;

function headLine(
  { coordinate, element, origin }: Explanation,
  printOrigin: (origin: Origin) => string | null,
): string {
  const type = element?.type ? `: ${element.type}` : '';
  const where = printOrigin(origin);
  return [
    `${coordinate}${type}`,
    element ? element.kind : '@inaccessible: clients can not use it',
    ...(where === null ? [] : [where]),
  ].join('   ');
}

function requirementLines(
  explanation: Explanation,
  defaultRoles: readonly string[],
  sourceOf: (because: Because) => string,
): string[] {
  const parts = requirementTexts(explanation, defaultRoles);
  if (explanation.marked !== 'marked') return parts.map(({ text }) => text);
  return [
    parts.length > 1 ? 'needs all of' : 'needs',
    ...parts.flatMap(({ text, because }) => [
      `  ${text}`,
      ...because.map((each) => `      ${sourceOf(each)}`),
    ]),
  ];
}

function accessText(kind: ExplainedAccess['kind'], anyOf: Alternatives): string {
  return kind === 'authenticated'
    ? 'an authenticated caller, as all are (@authenticated)'
    : `${alternativesText(anyOf)} (@${kind})`;
}

function phiLines(
  { categories, marked }: Explanation,
  sourceOf: (because: Because) => string,
): string[] {
  if (categories.length === 0) {
    return marked === 'marked' ? ['no PHI by itself'] : [];
  }
  return [
    'PHI',
    ...categories.flatMap(({ category, because }) => [
      `  ${category}`,
      ...because.map((each) => `      ${sourceOf(each)}`),
    ]),
  ];
}

function deidentifiedLines(
  { deidentified, clauses }: Explanation,
  printOrigin: (origin: Origin) => string | null,
): string[] {
  if (!deidentified || clauses.every((clause) => clause.deidentified.length === 0)) return [];
  const { method, reason, dateFormat } = deidentified;
  return [
    'de-identified',
    `  ${method} shows ${METHOD_TEXT[method]}`,
    `      ${reasonText(reason, printOrigin)}`,
    ...(dateFormat === null ? [] : [`      its dates are in the format ${dateFormat}`]),
  ];
}

function reasonText(
  reason: NonNullable<Explanation['deidentified']>['reason'],
  printOrigin: (origin: Origin) => string | null,
): string {
  switch (reason.kind) {
    case 'own':
    case 'leaf type': {
      const where = printOrigin(reason.mark.origin);
      return `named on ${reason.mark.at}${where === null ? '' : ` (${where})`}`;
    }
    case 'source':
      return `computed from ${reason.at}, which some roles see only de-identified, without a method of its own`;
    case 'implementer':
      return `the method of its implementer ${reason.at}`;
    case 'implementers differ':
      return 'its implementers have different methods';
    case 'unnamed':
      return 'no mark names a method';
    default:
      return reason satisfies never;
  }
}

function whoseLines({ whose, element }: Explanation): string[] {
  const namesNoPatient = element?.namesNoPatient === true;
  switch (whose?.kind) {
    case undefined:
      return namesNoPatient ? ['whose record', `  unknown: ${ONLY_ALL}`] : [];
    case 'path':
      return ['whose record', `  the patient at ${whose.path}`];
    case 'above':
      return [
        'whose record',
        `  the patient of the object above${namesNoPatient ? `, but none above names one: ${ONLY_ALL}` : ''}`,
      ];
    case 'unknown':
      return [
        'whose record',
        `  unknown${namesNoPatient ? '' : ', unless an argument names the patient'}: ${ONLY_ALL}`,
      ];
    case 'input':
      return ['whose record', '  it names a patient that a role of the caller must reach'];
    default:
      return whose satisfies never;
  }
}

const ONLY_ALL = 'only roles that reach all patients see its PHI';

function viewLines(
  { callers, combination, isDryRun }: ExplainedViews,
  needsScopesOrPolicies: boolean,
): string[] {
  if (callers.length === 0 && !combination) return [];
  const rows = callers.map(({ roles, shows, reach }) => [
    roles.join(' + '),
    shownText(shows),
    reach === null ? '' : `reach: ${reach}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const together = combination?.entitlements.map(entitlementText).join(' + ');
  const given = needsScopesOrPolicies ? ', with the scopes and policies above' : '';
  return [
    `who sees it${given}`,
    ...rows.map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd(),
    ),
    ...(combination
      ? [`  more than any role alone: ${together}   ${shownText(combination.shows)}`]
      : []),
    ...(isDryRun ? ['  but nothing is denied: authorization.mode is dry-run'] : []),
  ];
}

function roleList(roles: readonly string[]): string {
  if (roles.length === 0) return 'no role';
  return roles.length === 1
    ? roles.join()
    : `${roles.slice(0, -1).join(', ')} or ${roles.at(-1) ?? ''}`;
}

function stepText({ relation, at }: TraceStep, { element }: Explanation): string {
  return STEP_TEXTS[relation](at, element?.kind === 'argument' || element?.kind === 'input field');
}

const STEP_TEXTS: Readonly<Record<MarkRelation, (at: string, isInput: boolean) => string>> = {
  itself: () => 'its own mark',
  'its type': (at) => `its type ${at}`,
  'what it holds': (at, isInput) =>
    isInput ? `the type ${at} that it takes` : `what it returns, ${at}`,
  'an interface above': (at) =>
    at.includes('.') ? `${at}, the same on an interface above` : `the interface ${at} above it`,
  'computed from': (at) => `computed from ${at}`,
  'implemented by': (at) => `implemented by ${at}`,
};
