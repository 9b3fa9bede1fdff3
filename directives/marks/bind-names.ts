import type { DocumentNode } from 'graphql';
import { localDirectiveNames, readLinks, type SpecLink } from './links.ts';
import type { Finding } from './problem.ts';
import { MARK_NAMES, SPEC_ENUMS, type MarkName } from './spec-definitions.ts';
import { SPEC_IDENTITY, SPEC_VERSION } from '../spec.ts';

/** Which local names of one schema stand for the specification's elements. */
export interface BoundNames {
  /** Null where the schema doesn't link the specification. */
  readonly link: SpecLink | null;
  /** Local directive name, without `@` → directive of the specification. */
  readonly directives: ReadonlyMap<string, MarkName>;
  /** Local type name → canonical type name, such as `phi__Category`. */
  readonly types: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

const WRITE = `Write @link(url: "${SPEC_IDENTITY}/v${SPEC_VERSION.major}.${SPEC_VERSION.minor}", import: ["@phi", "@role", "@patient"]).`;

/**
 * Finds the `@link` of the phi specification by its URL and what the schema calls its elements: imported,
 * renamed or prefixed. Reports unknown versions, unknown imports, second links, and links of other URLs that
 * bring in the same names.
 */
export function bindNames(document: DocumentNode): BoundNames {
  const links = readLinks(document);
  const ours = links.filter((link) => link.identity === SPEC_IDENTITY);
  const findings = [
    ...links.filter((link) => link.identity !== SPEC_IDENTITY && isLookAlike(link)).map(lookAlike),
    ...ours.flatMap(linkFindings),
    ...ours.slice(1).map((link) => invalid(link, 'The phi specification is linked twice.')),
  ];
  const directives = new Map<string, MarkName>();
  const types = new Map(SPEC_ENUMS.map((name) => [`phi__${name}`, `phi__${name}`]));
  for (const link of ours) {
    for (const name of MARK_NAMES) {
      for (const local of localDirectiveNames(link, name)) directives.set(local, name);
    }
    for (const name of SPEC_ENUMS) types.set(`${link.namespace}__${name}`, `phi__${name}`);
    for (const { name, as } of link.imports) {
      if (SPEC_ENUMS.some((known) => known === name)) types.set(as, `phi__${name}`);
    }
  }
  return { link: ours[0] ?? null, directives, types, findings };
}

function isLookAlike(link: SpecLink): boolean {
  return (
    link.name === 'phi' ||
    link.namespace === 'phi' ||
    link.imports.some(({ name, as }) =>
      MARK_NAMES.some((mark) => name === `@${mark}` || as === `@${mark}`),
    )
  );
}

function lookAlike(link: SpecLink): Finding {
  return {
    code: 'LINK_LOOK_ALIKE',
    coordinate: null,
    line: link.line,
    message: `Another specification, ${link.identity}, brings in names of the phi specification.`,
    mend: `${WRITE} If the other one is meant, give its elements other names.`,
  };
}

function linkFindings(link: SpecLink): Finding[] {
  const findings: Finding[] = [];
  if (link.major !== SPEC_VERSION.major || link.minor > SPEC_VERSION.minor) {
    findings.push({
      code: 'LINK_VERSION',
      coordinate: null,
      line: link.line,
      message: `Version v${link.major}.${link.minor} of the phi specification is unknown to this gateway.`,
      mend: WRITE,
    });
  }
  if (link.directive !== 'link') {
    findings.push(invalid(link, `The phi specification is linked by @${link.directive}.`));
  }
  for (const { name, as } of link.imports) {
    const isMark = MARK_NAMES.some((mark) => name === `@${mark}`);
    const isEnum = SPEC_ENUMS.some((known) => known === name);
    if (!isMark && !isEnum) {
      findings.push(invalid(link, `The phi specification has no element "${name}".`));
    } else if (isMark !== as.startsWith('@')) {
      findings.push(invalid(link, `"${name}" can't be imported as "${as}".`));
    }
  }
  return findings;
}

function invalid(link: SpecLink, message: string): Finding {
  return { code: 'LINK_INVALID', coordinate: null, line: link.line, message, mend: WRITE };
}
