import type { DocumentNode, NameNode } from 'graphql';
import { lineOf } from '../directives/marks/line.ts';
import { argumentsOf, fieldsOf, typeNodes } from '../directives/marks/schema-elements.ts';
import { isPrivateKey } from '../directives/operation/private-key.ts';
import type { DocumentProblem } from '../directives/marks/problem.ts';

/** Reports types, fields and arguments whose names have the prefix of the gateway's private response keys. */
export function checkPrivateNames(document: DocumentNode): DocumentProblem[] {
  const names = typeNodes(document).flatMap((type): NameNode[] => [
    type.name,
    ...fieldsOf(type).flatMap((field) => [
      field.name,
      ...argumentsOf(field).map((argument) => argument.name),
    ]),
  ]);
  return names
    .filter((name) => isPrivateKey(name.value))
    .map((name) => ({
      code: 'PRIVATE_NAME',
      coordinate: name.value,
      line: lineOf(name),
      message: `The name ${name.value} has the gateway's private prefix.`,
      mend: 'Give it another name.',
    }));
}
