import { Kind, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/*
 * Serves `t0s(first:)` of the generated graph: a list of that many objects. Each distinct request is executed once and then
 * answered from memory, so that the subgraph costs little beside what is measured.
 */

const answers = new Map<string, string>();

const server = createServer((request, response) => {
  void serve(request, response);
});
server.listen(Number(process.argv[2]), '127.0.0.1');

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const answered = answers.get(body) ?? answer(body);
  answers.set(body, answered);
  response.setHeader('content-type', 'application/json');
  response.end(answered);
}

interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

function answer(body: string): string {
  const { query, variables } = JSON.parse(body) as Asked;
  const [operation] = parse(query, { noLocation: true }).definitions as OperationDefinitionNode[];
  const data = fieldsOf(operation).map((field) => {
    const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    const length =
      first?.kind === Kind.VARIABLE
        ? Number(variables?.[first.name.value])
        : Number(first?.kind === Kind.INT ? first.value : 1);
    return [keyOf(field), Array.from({ length }, (_, index) => objectOf(field, index))] as const;
  });
  return JSON.stringify({ data: Object.fromEntries(data) });
}

function objectOf(parent: FieldNode, index: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fieldsOf(parent).map((field) => [
      keyOf(field),
      field.name.value === '__typename' ? 'T0' : `${field.name.value} of ${index}`,
    ]),
  );
}

function fieldsOf(node: FieldNode | OperationDefinitionNode | undefined): readonly FieldNode[] {
  return (node?.selectionSet?.selections ?? []).filter((each) => each.kind === Kind.FIELD);
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
