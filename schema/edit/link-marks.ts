import { Kind, visit, type DocumentNode, type ValueNode } from 'graphql';
import { FEDERATION } from '../../directives/marks/federation-directives.ts';
import { createDirectiveFinder } from '../../directives/marks/linked-directives.ts';
import { localDirectiveNames, readLinks, type SpecLink } from '../../directives/marks/links.ts';
import { readLocalNames } from '../../directives/marks/local-names.ts';
import { schemaNodes } from '../../directives/marks/schema-elements.ts';
import {
  MARK_NAMES,
  newestLinkText,
  SPEC_VERSIONS,
  type MarkName,
} from '../../directives/marks/spec-versions.ts';
import type { SchemaText } from '../schema-files.ts';
import { phiGraphqlText } from './phi-graphql-text.ts';
import { indentationAt, lineBreakAt, type Insertion } from './text-edit.ts';

/** The names, without `@`, that a schema uses for the directives. */
export type MarkLocals = Readonly<Record<MarkName, string>>;

/** What makes marks count in a schema: its link to the specification, and the directives that composition keeps. */
export type LinkedMarks =
  | {
      readonly locals: MarkLocals;
      readonly insertions: readonly Insertion[];
      readonly isAdded: boolean;
    }
  | { readonly problem: string };

/**
 * Completes the link to the specification that a schema has, so that composition keeps the directives to write, or adds one with
 * the definitions of the directives.
 */
export function linkMarks(
  { sdl, files }: SchemaText,
  document: DocumentNode,
  written: readonly MarkName[],
): LinkedMarks {
  const { link, directives } = readLocalNames(document);
  const federation = readLinks(document).find(({ identity }) => identity === FEDERATION) ?? null;
  if (federation && federation.minor < 1)
    return {
      problem: `It links version ${federation.major}.${federation.minor} of Apollo Federation, which has no @composeDirective. Link v2.1 or newer.`,
    };
  if (!link) {
    const taken = ownDirectives(document).find((name) => MARK_NAMES.some((mark) => mark === name));
    if (taken !== undefined)
      return { problem: `It has a directive @${taken} of its own. Rename it first.` };
  }
  const localOf = (mark: MarkName) =>
    [...directives].findLast(([, name]) => name === mark)?.[0] ?? mark;
  const locals = { phi: localOf('phi'), role: localOf('role'), patient: localOf('patient') };
  const composed = composedNames(document);
  const missing = (link ? written.map((mark) => locals[mark]) : MARK_NAMES).filter(
    (name) => !composed.has(`@${name}`),
  );
  const composing = composeNameOf(federation, sdl);
  const added = [
    ...(link ? [] : [newestLinkText(SPEC_VERSIONS)]),
    ...missing.map((name) => `@${composing.name}(name: "@${name}")`),
  ];
  const inSchema = schemaInsertion(added, { sdl, document, federation });
  const file = files.findLast(({ start }) => start <= inSchema.offset);
  const end = file ? file.start + file.length : sdl.length;
  return {
    locals,
    insertions: [
      ...(missing.length > 0 ? composing.insertions : []),
      ...(added.length === 0 ? [] : [inSchema]),
      ...(link ? [] : definitions(sdl, end, document)),
    ],
    isAdded: !link,
  };
}

function composedNames(document: DocumentNode): ReadonlySet<string> {
  const applied = createDirectiveFinder(document, FEDERATION);
  return new Set(
    schemaNodes(document)
      .flatMap(({ directives }) => applied('composeDirective', directives))
      .flatMap(({ arguments: given = [] }) => given)
      .flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : [])),
  );
}

/** The local name of `@composeDirective`. It is added to the imports of the link to federation, if these are a list. */
function composeNameOf(
  federation: SpecLink | null,
  sdl: string,
): { readonly name: string; readonly insertions: readonly Insertion[] } {
  if (!federation) return { name: 'composeDirective', insertions: [] };
  const names = [...localDirectiveNames(federation, 'composeDirective')];
  const imported = federation.imports.some(({ name }) => name === '@composeDirective');
  if (imported) return { name: names.at(-1) ?? 'composeDirective', insertions: [] };
  const list = importsOf(federation.node);
  const last = list?.kind === Kind.LIST ? list.values.at(-1) : undefined;
  if (!last?.loc) return { name: names[0] ?? 'composeDirective', insertions: [] };
  const separator = indentationAt(sdl, last.loc.start);
  const text =
    separator === null
      ? ', "@composeDirective"'
      : `${lineBreakAt(sdl, last.loc.end)}${separator}"@composeDirective"`;
  return { name: 'composeDirective', insertions: [{ offset: last.loc.end, text }] };
}

function importsOf({ arguments: given }: SpecLink['node']): ValueNode | undefined {
  return given?.find(({ name }) => name.value === 'import')?.value;
}

/** After the directives of the schema that links federation; without one, as an extension at the top of the text. */
function schemaInsertion(
  added: readonly string[],
  {
    sdl,
    document,
    federation,
  }: {
    readonly sdl: string;
    readonly document: DocumentNode;
    readonly federation: SpecLink | null;
  },
): Insertion {
  const schema = schemaNodes(document).find(({ directives }) =>
    directives?.some((node) => node === federation?.node),
  );
  const last = schema?.directives?.at(-1)?.loc;
  if (last) {
    const separator = `${lineBreakAt(sdl, last.end)}${indentationAt(sdl, last.start) ?? '  '}`;
    return { offset: last.end, text: added.map((text) => `${separator}${text}`).join('') };
  }
  const names = federationDirectives(document).map((name) => `"@${name}", `);
  const lines = [
    'extend schema',
    ...(federation
      ? []
      : [`  @link(url: "${FEDERATION}/v2.9", import: [${names.join('')}"@composeDirective"])`]),
    ...added.map((text) => `  ${text}`),
  ];
  const offset = topOf(sdl);
  const end = lineBreakAt(sdl, offset);
  return { offset, text: `${lines.join(end)}${end}${end}` };
}

/** The place after a byte order mark and a comment at the top that an empty line separates from the first definition. */
function topOf(sdl: string): number {
  const header = /^\uFEFF?(?:[ \t]*#[^\n\r]*(?:\r\n|[\n\r]))+(?:[ \t]*(?:\r\n|[\n\r]))+/.exec(sdl);
  return header?.[0].length ?? (sdl.startsWith('\uFEFF') ? 1 : 0);
}

/** Federation's directives that a schema without a link to federation uses, as Federation 1 allowed. */
function federationDirectives(document: DocumentNode): readonly string[] {
  const used = new Set<string>();
  visit(document, { Directive: ({ name }) => void used.add(name.value) });
  return IMPORTABLE.filter((name) => used.has(name));
}

const IMPORTABLE = [
  'key',
  'requires',
  'provides',
  'external',
  'extends',
  'shareable',
  'inaccessible',
  'override',
  'tag',
] as const;

/** The names of the directives that a schema defines or applies. */
function ownDirectives(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    DirectiveDefinition: ({ name }) => void names.add(name.value),
    Directive: ({ name }) => void names.add(name.value),
  });
  return [...names];
}

/** The text of the specification at the end of the file with the link: servers do not start without definitions. */
function definitions(sdl: string, offset: number, document: DocumentNode): readonly Insertion[] {
  const isDefined = document.definitions.some(
    (node) => 'name' in node && node.name?.value === 'phi__Category',
  );
  if (isDefined) return [];
  const end = lineBreakAt(sdl.slice(0, offset), offset);
  const text = phiGraphqlText().trimEnd().replaceAll('\n', end);
  const separator = /[\n\r]$/.test(sdl.slice(0, offset)) ? end : `${end}${end}`;
  return [{ offset, text: `${separator}${text}${end}` }];
}
