import { parse, print, separateOperations } from 'graphql';
import type { DocumentNode } from 'graphql';
import text from './operations.graphql?raw';
import type { Operations } from './operations.types.ts';

export type OperationName = keyof Operations;
export type ResultOf<Name extends OperationName> = Operations[Name]['result'];
export type VariablesOf<Name extends OperationName> = Operations[Name]['variables'];

const DOCUMENTS = separateOperations(parse(text, { noLocation: true }));

/** The document of an operation, with the fragments that it uses. */
export function documentOf(name: OperationName): DocumentNode {
  const document = DOCUMENTS[name];
  if (document === undefined) throw new TypeError(`There is no operation ${name}.`);
  return document;
}

/** The text of an operation, as the report API receives it. */
export function queryOf(name: OperationName): string {
  return print(documentOf(name));
}
