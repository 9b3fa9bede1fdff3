import type { DocumentNode } from 'graphql';
import { localDirectiveNames, readLinks, type SpecLink } from './links.ts';
import type { DocumentProblem } from './problem.ts';
import {
  MARK_NAMES,
  newestVersion,
  SPEC_ENUMS,
  SPEC_VERSIONS,
  newestLinkText,
  type MarkName,
  type SpecVersions,
} from './spec-versions.ts';
import { SPEC_IDENTITY } from '../spec.ts';

/** The local names that one schema uses for the specification's elements. */
export interface LocalNames {
  /** Null if the schema doesn't link the specification. */
  readonly link: SpecLink | null;
  /** Local directive name, without `@` → directive of the specification. */
  readonly directives: ReadonlyMap<string, MarkName>;
  /** Local type name → canonical type name, such as `phi__Category`. */
  readonly types: ReadonlyMap<string, string>;
  readonly problems: readonly DocumentProblem[];
}

/**
 * Finds the `@link` of the phi specification by its URL, and the names that the schema gives its elements: imported
 * (`@phi`), renamed (`@sensitive`) or prefixed (`@phi__role`). Reports unknown versions, unknown imports, a second
 * link, and links to other URLs that look like one ({@link isLookAlike}).
 */
export function readLocalNames(
  document: DocumentNode,
  versions: SpecVersions = SPEC_VERSIONS,
): LocalNames {
  const links = readLinks(document);
  const phiLinks = links.filter((link) => link.identity === SPEC_IDENTITY);
  const fix = `Write ${newestLinkText(versions)}.`;
  const problems = [
    ...links
      .filter((link) => link.identity !== SPEC_IDENTITY && isLookAlike(link))
      .map((link) => lookAlikeProblem(link, fix)),
    ...phiLinks.flatMap((link) => findVersionProblems(link, versions)),
    ...phiLinks.flatMap((link) => findLinkProblems(link, fix)),
    ...phiLinks
      .slice(1)
      .map((link) => invalidLink(link, 'The phi specification is linked twice.', fix)),
  ];
  const directives = new Map<string, MarkName>();
  // The canonical names, such as `phi__Category`, count without a link as well.
  const types = new Map(SPEC_ENUMS.map((name) => [`phi__${name}`, `phi__${name}`]));
  for (const link of phiLinks) {
    for (const name of MARK_NAMES) {
      for (const local of localDirectiveNames(link, name)) directives.set(local, name);
    }
    for (const name of SPEC_ENUMS) types.set(`${link.namespace}__${name}`, `phi__${name}`);
    for (const { name, as } of link.imports) {
      if (SPEC_ENUMS.some((known) => known === name)) types.set(as, `phi__${name}`);
    }
  }
  return { link: phiLinks[0] ?? null, directives, types, problems };
}

/** Whether the gateway knows the version that a link names. */
export function isKnownVersion({ major, minor }: SpecLink, versions: SpecVersions): boolean {
  return versions.some((known) => known.major === major && known.minor === minor);
}

/**
 * Whether a link to another URL could be mistaken for one of the phi specification: its URL ends in
 * `/phi/v…`, it has `as: "phi"`, or it imports `@phi`, `@role` or `@patient` or uses one of these as a local name.
 */
function isLookAlike(link: SpecLink): boolean {
  return (
    link.name === 'phi' ||
    link.namespace === 'phi' ||
    link.imports.some(({ name, as }) =>
      MARK_NAMES.some((mark) => name === `@${mark}` || as === `@${mark}`),
    )
  );
}

function lookAlikeProblem(link: SpecLink, fix: string): DocumentProblem {
  return {
    code: 'LINK_LOOK_ALIKE',
    coordinate: null,
    line: link.line,
    column: link.column,
    message: `Another specification, ${link.identity}, has the names of the phi specification's elements.`,
    fix: `${fix} If you mean the other specification, import its elements under other names.`,
  };
}

function findVersionProblems(link: SpecLink, versions: SpecVersions): DocumentProblem[] {
  if (isKnownVersion(link, versions)) return [];
  const { major, minor } = newestVersion(versions);
  const isNewer = link.major === major && link.minor > minor;
  return [
    {
      code: 'LINK_VERSION',
      coordinate: null,
      line: link.line,
      column: link.column,
      message: isNewer
        ? `The schema links v${link.major}.${link.minor} of the phi specification; this gateway knows versions up to v${major}.${minor}.`
        : `This gateway doesn't know v${link.major}.${link.minor} of the phi specification.`,
      fix: isNewer
        ? `Upgrade the gateway before its subgraphs, or go back to the definitions of v${major}.${minor} and write ${newestLinkText(versions)}.`
        : `Write ${newestLinkText(versions)}.`,
    },
  ];
}

function findLinkProblems(link: SpecLink, fix: string): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  // `@core` is an earlier name of `@link`, and `@link` can be renamed.
  if (link.directive !== 'link') {
    problems.push(
      invalidLink(
        link,
        `The phi specification is linked by @${link.directive}, not by @link.`,
        fix,
      ),
    );
  }
  for (const { name, as } of link.imports) {
    const isMark = MARK_NAMES.some((mark) => name === `@${mark}`);
    const isEnum = SPEC_ENUMS.some((known) => known === name);
    if (!isMark && !isEnum) {
      problems.push(invalidLink(link, `The phi specification has no element "${name}".`, fix));
    } else if (isMark !== as.startsWith('@')) {
      // The local name of a directive begins with @, that of an enum does not.
      problems.push(invalidLink(link, `"${name}" can't be imported as "${as}".`, fix));
    }
  }
  return problems;
}

function invalidLink(link: SpecLink, message: string, fix: string): DocumentProblem {
  return {
    code: 'LINK_INVALID',
    coordinate: null,
    line: link.line,
    column: link.column,
    message,
    fix,
  };
}
