import type { ProblemCode } from '../../directives/marks/problem.ts';
import type { RuleText } from './rule.ts';

/** What composition refuses, as `serve` does too: title and help of every code. */
const TEXTS: Readonly<Record<ProblemCode, Pick<RuleText, 'title' | 'help'>>> = {
  INVALID_SDL: {
    title: 'A schema is no GraphQL',
    help: `The text can't be parsed, so nothing can be said of this graph yet. The line is where parsing stopped, which
may be after the mistake.`,
  },
  LINK_INVALID: {
    title: 'The phi specification is linked in a way that does not work',
    help: `A subgraph links it once, by @link, and imports @phi, @role and @patient (each under any name) or the enums
Category and Deidentify: @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"]).`,
  },
  LINK_LOOK_ALIKE: {
    title: 'Another specification brings in the same names',
    help: `A @link with another URL imports @phi, @role or @patient, or is called phi. Its marks look like protection and
would protect nothing. Correct the URL; if the other specification is meant, give its elements other names.`,
  },
  LINK_VERSION: {
    title: 'A version of the phi specification that this gateway does not know',
    help: `A newer version can require things that this gateway doesn't enforce. Upgrade the gateway before its subgraphs, or
link a version that the gateway knows and contain the definitions of that version. Subgraphs on different minor versions
that the gateway knows compose.`,
  },
  MARK_NOT_LINKED: {
    title: 'A mark without @link',
    help: `Apollo's composition leaves out, without a word, directives that are defined in a subgraph but not linked: the
field would be served unprotected. Link the specification and name the directive in @composeDirective.`,
  },
  MARK_NOT_COMPOSED: {
    title: 'A mark without @composeDirective',
    help: `Apollo's composition leaves out, without a word, directives that no @composeDirective names: the field would be
served unprotected. Add @composeDirective(name: "@phi") and so on, under the name that the subgraph uses.`,
  },
  DEFINITION_DIFFERS: {
    title: "A definition differs from the specification's",
    help: `The subgraph defines a directive or an enum of the specification in its own way, or as a version does that this
gateway doesn't know: a mark may mean something else to its author than to the gateway. Replace it with the text of
directives/phi.graphql; if it is from a newer version, upgrade the gateway first.`,
  },
  MARK_INVALID: {
    title: 'A mark that can not be read',
    help: `An argument of @phi, @role or @patient is missing, unknown, given twice or of another type. A mark that can't be
read is never taken for one that says less.`,
  },
  MARK_ON_EXTERNAL: {
    title: 'A mark on an @external copy only',
    help: `Composition reads a field's directives where the field is defined, not where it is @external, and drops the
others without a word. Put the mark into the subgraph that defines the field; repeating it on the copy does no harm.`,
  },
  METHODS_DIFFER: {
    title: 'Two de-identification methods for one value',
    help: `Several @phi apply to one value and name different methods, in one place, in two subgraphs, or on an interface
and a type that implements it. Which one would hold is nobody's guess: name one.`,
  },
  METHOD_UNFIT: {
    title: 'A method that the type can not hold',
    help: `What a method leaves of a value has to fit the field's type: YEAR goes with String, Int, Date and DateTime,
AGE_90_PLUS with Int and String, ZIP3, LAST4 and INITIALS with String, PSEUDONYM with String and ID.`,
  },
  SUPPRESS_NON_NULL: {
    title: 'A value that is suppressed for somebody and never null',
    help: `For a caller whose roles see a value de-identified, SUPPRESS leaves null; on a non-null field that takes the
whole object away. Make the field nullable, name a method that leaves a value, or name no deidentified roles.`,
  },
  PATIENT_PATHS_DIFFER: {
    title: 'Two @patient paths for one type',
    help: `Subgraphs, or a type and an interface above it, name different paths to the patient whose record an object is.
Every door to an object has to lead to the same decision: name one path everywhere.`,
  },
  PATIENT_PATH_INVALID: {
    title: 'A @patient path that does not lead to one id',
    help: `The path goes through fields that exist, hold one value, take no arguments, and ends in the patient's id, such as
@patient(id: "subject.id"). On an argument or an input field @patient stands without a path, on the id itself.`,
  },
  FIELD_SET_INVALID: {
    title: 'A selection that can not be read, or reads what does not exist',
    help: `The fields of a @key, a @requires or a @fromContext decide what a field is computed from, and so who may see it.
The selection has to parse, name fields that exist, and not lead back to the field itself.`,
  },
  REQUIRES_CONFLICT: {
    title: 'Two @requires that need one field with different arguments',
    help: `A query that selects both fields would fetch the field that they are computed from once, with the arguments of one
of them: the other one would be computed from a wrong value, without an error. Use the same arguments in every @requires
of the type, or make a field of its own for each, such as priceInUsd and priceInEur.`,
  },
  PSEUDONYM_ARGUMENT: {
    title: 'An input takes an identifier that is a pseudonym to somebody',
    help: `Who sees an identifier only as a PSEUDONYM and may ask by the true one finds the record behind the pseudonym. The
argument or input field needs the identifier's marks: then only those who see it in full can use it.`,
  },
  PRIVATE_NAME: {
    title: "A name with the gateway's private prefix",
    help: `The gateway fetches what it needs to decide under names that start with this prefix, and drops them before it
answers. A type, a field or an argument of the graph must not be taken for one.`,
  },
  NOT_SUPPORTED: {
    title: 'A federation directive that the gateway can not serve',
    help: `Apollo Gateway refuses a supergraph with this directive, or would ignore it. The finding says what to write
instead.`,
  },
  COMPOSITION: {
    title: "Apollo's composition refuses the graph",
    help: `The subgraphs don't fit together, whatever their marks are. The message is Apollo's own:
https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/errors`,
  },
  POLICY_DIFFERS: {
    title: 'The supergraph says otherwise than its subgraphs',
    help: `What the marks of the composed graph require is compared, coordinate by coordinate, with what the subgraphs' own
marks require. A difference means that composition has lost or changed one: write the marks alike in every subgraph.`,
  },
};

/** One rule a code of composition. All are errors: such a graph isn't served. */
export const COMPOSITION_RULES: readonly RuleText[] = Object.entries(TEXTS).map(([code, text]) => ({
  code,
  severity: 'error',
  ...text,
}));
