/**
 * A schema of the size of GitHub's: 64,000 lines with connections, inputs, filters and descriptions, and a few patients. For
 * measuring how long `check` takes.
 */
export function largeSchema(lines: number): string {
  const parts: string[] = [
    'type Patient { id: ID! name: String birthDate: String visits: [Visit!] }',
    'type Visit { id: ID! patient: Patient diagnosis: String }',
  ];
  const roots: string[] = ['patient(id: ID!): Patient'];
  const mutations: string[] = [];
  let written = 0;
  for (let index = 0; written < lines; index += 1) {
    const name = `${WORDS[index % WORDS.length]}${WORDS[(index * 7 + 3) % WORDS.length]}${index}`;
    const other = `${WORDS[(index + 1) % WORDS.length]}${WORDS[((index + 1) * 7 + 3) % WORDS.length]}${index + 1}`;
    const text = typesOf(name, index === 0 ? name : other);
    parts.push(text);
    written += text.split('\n').length;
    roots.push(`find${name}(id: ID!): ${name}`);
    mutations.push(`update${name}(input: Update${name}Input!): ${name}`);
    if (written >= lines) parts.push(`type ${other} { id: ID! }`);
  }
  return [
    ...parts,
    `type Query {\n${roots.join('\n')}\n}`,
    `type Mutation {\n${mutations.join('\n')}\n}`,
  ].join('\n');
}

const WORDS = [
  'Repository',
  'Issue',
  'Release',
  'Branch',
  'Commit',
  'Team',
  'Project',
  'Review',
  'Label',
  'Milestone',
  'Package',
  'Workflow',
  'Check',
  'Deployment',
  'Discussion',
  'Gist',
  'Audit',
  'Billing',
  'Sponsor',
  'Ruleset',
];

function typesOf(name: string, other: string): string {
  const fields = described(FIELDS.map((field) => `${field}: String`));
  return `
"Something that is named ${name}."
type ${name} {
  id: ID!
${fields}
  next(first: Int, after: String, orderBy: ${name}Order, where: ${name}Filter): ${name}Connection
  other: ${other}
}
type ${name}Connection {
  edges: [${name}Edge]
  totalCount: Int!
}
type ${name}Edge {
  cursor: String!
  node: ${name}
}
input ${name}Order {
  field: ${name}OrderField!
  direction: String!
}
enum ${name}OrderField {
  CREATED_AT
  NAME
}
input ${name}Filter {
  and: [${name}Filter!]
  or: [${name}Filter!]
${described(FIELDS.map((field) => `${field}_contains: String`))}
}
input Update${name}Input {
${described(FIELDS.map((field) => `${field}: String`))}
}`;
}

/** Fields with descriptions in blocks, as GitHub writes them. */
function described(fields: readonly string[]): string {
  return fields.map((field) => `\n  """\n  Describes it: ${field}.\n  """\n  ${field}`).join('\n');
}

const FIELDS = [
  'name',
  'title',
  'description',
  'createdAt',
  'url',
  'state',
  'number',
  'body',
  'email',
  'databaseId',
  'resourcePath',
  'viewerCanUpdate',
];
