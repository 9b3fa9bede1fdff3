import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
} from 'graphql';
import { SPEC_IDENTITY } from '../spec.ts';

/** A definition of the specification: a directive or an enum. */
export type SpecDefinition = DirectiveDefinitionNode | EnumTypeDefinitionNode;

/** One published version of the specification. Schemas contain its text, so its definitions never change. */
export interface SpecVersion {
  readonly major: number;
  readonly minor: number;
  /** The definitions under their canonical names, without descriptions. */
  readonly definitions: readonly SpecDefinition[];
}

/** The versions that a gateway knows, oldest first, all of one major version. */
export type SpecVersions = readonly [SpecVersion, ...SpecVersion[]];

/** The locations of `@phi` and `@role`. */
const ANYWHERE =
  'FIELD_DEFINITION | OBJECT | INTERFACE | UNION | SCALAR | ENUM | ENUM_VALUE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION';

const V1_0 = specVersion(
  { major: 1, minor: 0 },
  `
  directive @phi(category: phi__Category! = CLINICAL, deidentify: phi__Deidentify! = SUPPRESS) repeatable on ${ANYWHERE}
  directive @role(anyOf: [String!]!, deidentified: [String!]! = []) repeatable on ${ANYWHERE}
  directive @patient(id: String! = "") on OBJECT | INTERFACE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
  enum phi__Category {
    NAME GEOGRAPHY DATE PHONE FAX EMAIL SSN RECORD_NUMBER HEALTH_PLAN ACCOUNT LICENSE VEHICLE DEVICE URL IP_ADDRESS
    BIOMETRIC PHOTO OTHER_ID CLINICAL MENTAL_HEALTH SUBSTANCE_USE SEXUAL_HEALTH GENETIC FINANCIAL
  }
  enum phi__Deidentify { SUPPRESS YEAR AGE_90_PLUS ZIP3 LAST4 INITIALS PSEUDONYM }
  `,
);

/**
 * Every published version. A subgraph may link any of them and contain the definitions of any of them; composition
 * rewrites all subgraphs to the newest. To publish a minor version, append it here, make `directives/phi.graphql`
 * its text and read its new arguments in `read-marks.ts`: an argument that isn't read there is refused.
 */
export const SPEC_VERSIONS: SpecVersions = [V1_0];

/** The directives of the specification, without `@`. */
export const MARK_NAMES = ['phi', 'role', 'patient'] as const;

/** A directive of the specification. */
export type MarkName = (typeof MARK_NAMES)[number];

/** The enums of the specification without their prefix. A schema prefixes them or imports them. */
export const SPEC_ENUMS = ['Category', 'Deidentify'] as const;

/** Creates a version from its number and its schema text, of which descriptions are left out. */
export function specVersion(
  { major, minor }: Pick<SpecVersion, 'major' | 'minor'>,
  sdl: string,
): SpecVersion {
  const { definitions }: DocumentNode = visit(parse(sdl, { noLocation: true }), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  return Object.freeze({ major, minor, definitions: definitions.filter(isSpecDefinition) });
}

/** The newest of the known versions. */
export function newestVersion(versions: SpecVersions): SpecVersion {
  return versions.reduce((_older, newer) => newer);
}

/** The URL by which a schema links a version. */
export function specUrl({ major, minor }: Pick<SpecVersion, 'major' | 'minor'>): string {
  return `${SPEC_IDENTITY}/v${major}.${minor}`;
}

/** The `@link` that a schema should contain, as SDL text: it links the newest version and imports all directives. */
export function newestLinkText(versions: SpecVersions): string {
  return `@link(url: "${specUrl(newestVersion(versions))}", import: ["@phi", "@role", "@patient"])`;
}

/** Whether a definition is of a kind that the specification has. */
export function isSpecDefinition(node: DefinitionNode): node is SpecDefinition {
  return node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION;
}
