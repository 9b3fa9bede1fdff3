import type { ProblemCode } from '../../directives/marks/problem.ts';
import type { RuleText } from './rule.ts';

/** Title and help of every problem that composition reports. `serve` refuses these too. */
const TEXTS: Readonly<Record<ProblemCode, Pick<RuleText, 'title' | 'help'>>> = {
  INVALID_SDL: {
    title: 'A schema is not valid GraphQL',
    help: `The text can't be parsed, so the graph can't be checked further; the line is where parsing stopped, which can be
after the mistake. The schema may also define a name twice, or extend a type as a different kind. Composition would use
only one of the definitions, and only its marks.`,
  },
  LINK_INVALID: {
    title: 'The phi specification is linked in a way that does not work',
    help: `A subgraph links it once, by @link, and imports @phi, @role and @patient (each under any name) or the enums
Category and Deidentify: @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"]).`,
  },
  LINK_LOOK_ALIKE: {
    title: 'Another specification has the same names',
    help: `A @link with another URL imports @phi, @role or @patient, or has the name phi. Its marks would protect nothing.
Correct the URL. If you mean the other specification, import its elements under other names.`,
  },
  LINK_VERSION: {
    title: 'A version of the phi specification that this gateway does not know',
    help: `A newer version can require things that this gateway doesn't enforce. Upgrade the gateway before its subgraphs, or
link a version that the gateway knows and contain the definitions of that version. Subgraphs on different minor versions
that the gateway knows compose.`,
  },
  MARK_NOT_LINKED: {
    title: 'A mark without @link',
    help: `Apollo's composition silently drops directives that are defined in a subgraph but not linked: the field would be
served unprotected. Link the specification and name the directive in @composeDirective.`,
  },
  MARK_NOT_COMPOSED: {
    title: 'A mark without @composeDirective',
    help: `Apollo's composition silently drops directives that no @composeDirective names: the field would be served
unprotected. Add @composeDirective(name: "@phi") and so on, under the name that the subgraph uses.`,
  },
  DEFINITION_DIFFERS: {
    title: "A definition differs from the specification's",
    help: `The subgraph defines a directive or an enum of the specification in its own way, or as a version does that this
gateway doesn't know: a mark may mean something else to its author than to the gateway. Replace it with the text of
directives/phi.graphql; if it is from a newer version, upgrade the gateway first.`,
  },
  MARK_INVALID: {
    title: 'An invalid mark',
    help: `An argument of @phi, @role or @patient is missing, unknown, given twice or of another type. An invalid mark
is never read as a weaker one.`,
  },
  MARK_ON_EXTERNAL: {
    title: 'A mark on an @external copy only',
    help: `Composition reads a field's directives where the field is defined and silently drops those on @external copies.
Put the mark into the subgraph that defines the field. Repeating it on the copy does no harm.`,
  },
  METHODS_DIFFER: {
    title: 'Two de-identification methods for one value',
    help: `Several @phi apply to one value and name different methods, in one place, in two subgraphs, or on an interface
and a type that implements it. Name one method.`,
  },
  METHOD_UNFIT: {
    title: 'A method that does not fit the type',
    help: `The result of a method must fit the field's type: YEAR goes with String, Int, Date, DateTime and declared date scalars, AGE_90_PLUS with Int and String, ZIP3, LAST4 and INITIALS with String, PSEUDONYM with String and ID.
A custom scalar such as LocalDate is a date scalar if graph.dateScalars of the configuration names its format, or if its
@specifiedBy names a known specification of ISO 8601 dates.`,
  },
  SUPPRESS_NON_NULL: {
    title: 'A non-null value that is suppressed for some callers',
    help: `SUPPRESS makes a value null for callers who see it de-identified. On a non-null field this makes the whole object
null. Make the field nullable, name a method that shows a value, or remove the deidentified roles.`,
  },
  PATIENT_PATHS_DIFFER: {
    title: 'Two @patient paths for one type',
    help: `Subgraphs, or a type and an interface above it, name different paths to an object's patient. Every operation must
reach the same decision about an object: name one path everywhere.`,
  },
  PATIENT_PATH_INVALID: {
    title: 'A @patient path that does not lead to one id',
    help: `The path must consist of existing single-valued fields without arguments and end in the patient's id, such as
@patient(id: "subject.id"). On an argument or an input field, @patient has no path and is on the id itself.`,
  },
  FIELD_SET_INVALID: {
    title: 'An invalid field set, or one with a missing field',
    help: `The field set of a @key, @requires or @fromContext decides what a field is computed from, and so who may see it. It
must parse, name existing fields and not lead back to the field itself.`,
  },
  REQUIRES_CONFLICT: {
    title: 'Two @requires that need one field with different arguments',
    help: `A query that selects both fields fetches the field that they are computed from once, with the arguments of one of
them: the other one is computed from a wrong value, without an error. Use the same arguments in every @requires of the
type, or define a separate field for each, such as priceInUsd and priceInEur.`,
  },
  PSEUDONYM_ARGUMENT: {
    title: 'An input takes an identifier that some callers see as a pseudonym',
    help: `A caller who sees an identifier only as a PSEUDONYM, but may query by the true identifier, can find the record of
the pseudonym. Add the identifier's marks to the argument or input field: then only callers who see it in full can use
it.`,
  },
  PRIVATE_NAME: {
    title: "A name with the gateway's private prefix",
    help: `The gateway uses response keys with this prefix for data that it needs to decide, and removes them from the
response. Types, fields and arguments must not have names with this prefix.`,
  },
  NOT_SUPPORTED: {
    title: 'An unsupported federation directive, or Apollo Connectors',
    help: `Apollo Gateway refuses a supergraph with this directive, or ignores what the directive protects. It cannot call the
REST APIs of Apollo Connectors. The finding says what to write instead.`,
  },
  COMPOSITION: {
    title: "Apollo's composition fails",
    help: `The subgraphs don't compose, independently of their marks. The message is Apollo's:
https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/errors`,
  },
  POLICY_DIFFERS: {
    title: 'The supergraph and its subgraphs have different policies',
    help: `The requirements of the supergraph and of its subgraphs are compared for each coordinate. A difference means that
composition lost or changed a mark: write the marks alike in every subgraph.`,
  },
};

/** One rule per problem code. All are errors. */
export const COMPOSITION_RULES: readonly RuleText[] = Object.entries(TEXTS).map(([code, text]) => ({
  code,
  severity: 'error',
  ...text,
}));
