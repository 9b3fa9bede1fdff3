import type { Audience, Mark } from './audiences.ts';

/** A type of the schema, before it is printed. */
export interface TypeText {
  readonly name: string;
  readonly description: string;
  /** Findings of `check` that are accepted, each with its reason. */
  readonly accepted: readonly string[];
  readonly directives: readonly string[];
  readonly fields: readonly FieldText[];
}

export interface FieldText {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly accepted: readonly string[];
  readonly inputs: readonly InputText[];
  readonly directives: readonly string[];
}

export interface InputText {
  readonly name: string;
  readonly type: string;
  readonly directives: readonly string[];
}

const WIDTH = 100;

/** Prints a type with its fields. */
export function printType({ name, description, accepted, directives, fields }: TypeText): string {
  return [
    ...accepted.map((each) => `# phi-gateway-ignore ${each}\n`),
    ...(description === '' ? [] : [`${printText(description)}\n`]),
    `${withDirectives(`type ${name}`, directives, '  ')} {\n`,
    fields.map(printField).join(''),
    '}\n',
  ].join('');
}

export function printUnion(name: string, types: readonly string[]): string {
  const line = `union ${name} = ${types.join(' | ')}`;
  return line.length <= WIDTH ? `${line}\n` : `union ${name} =\n  | ${types.join('\n  | ')}\n`;
}

/** The directives of a mark; `@role` only where the audience is not that of the type around it. */
export function markDirectives(
  { categories, method, audience }: Mark,
  around: Audience | null = null,
): readonly string[] {
  const isHidden = method === 'SUPPRESS' || audience.deidentified.length === 0;
  const phi = categories.map((category) => {
    if (category === 'CLINICAL' && isHidden) return '@phi';
    return `@phi(category: ${category}${isHidden ? '' : `, deidentify: ${method}`})`;
  });
  return isSame(audience, around) ? phi : [...phi, roleDirective(audience)];
}

export function roleDirective({ full, deidentified }: Audience): string {
  const hidden = deidentified.length > 0 ? `, deidentified: ${listOf(deidentified)}` : '';
  return `@role(anyOf: ${listOf(full)}${hidden})`;
}

function listOf(roles: readonly string[]): string {
  return `[${roles.map((role) => `"${role}"`).join(', ')}]`;
}

function isSame(one: Audience, other: Audience | null): boolean {
  return (
    other !== null &&
    one.deidentified.join() === other.deidentified.join() &&
    one.full.join() === other.full.join()
  );
}

function printField(field: FieldText): string {
  const { description, accepted, directives } = field;
  return [
    ...accepted.map((each) => `  # phi-gateway-ignore ${each}\n`),
    ...(description === '' ? [] : [`  ${printText(description)}\n`]),
    `  ${withDirectives(fieldHead(field), directives, '    ')}\n`,
  ].join('');
}

/** The name, the inputs and the type of a field: in one line if they fit. */
function fieldHead({ name, inputs, type }: FieldText): string {
  if (inputs.length === 0) return `${name}: ${type}`;
  const list = inputs.map((each) => [`${each.name}: ${each.type}`, ...each.directives].join(' '));
  const line = `${name}(${list.join(', ')}): ${type}`;
  if (line.length + 2 <= WIDTH) return line;
  const lines = inputs.map(
    (each) => `    ${withDirectives(`${each.name}: ${each.type}`, each.directives, '      ')}\n`,
  );
  return `${name}(\n${lines.join('')}  ): ${type}`;
}

/** Adds directives, as Prettier does: each in a line of its own if they do not fit behind the head. */
function withDirectives(head: string, directives: readonly string[], indent: string): string {
  if (directives.length === 0) return head;
  const line = [head, ...directives].join(' ');
  const last = line.slice(line.lastIndexOf('\n') + 1);
  // The indent of a field or an input, or the brace after a type.
  if (Math.max(2, indent.length - 2) + last.length <= WIDTH) return line;
  return [head, ...directives.map((each) => indent + withArguments(each, indent))].join('\n');
}

/** A directive with an argument in each line if it is too long. */
function withArguments(directive: string, indent: string): string {
  const [, name, list] = /^(@\w+)\((.+)\)$/.exec(directive) ?? [];
  if (indent.length + directive.length <= WIDTH || name === undefined || list === undefined)
    return directive;
  const lines = list.split(/, (?=\w+:)/).map((each) => `${indent}  ${each}\n`);
  return `${name}(\n${lines.join('')}${indent})`;
}

function printText(text: string): string {
  return JSON.stringify(text);
}
