import { buildASTSchema, isInterfaceType, isObjectType, parse, type GraphQLSchema } from 'graphql';
import { noteArguments } from '../directives/operation/takes-arguments.ts';

/** A schema for clients as text, which can be sent between threads and is read without Apollo's packages. */
export interface ClientSchemaText {
  readonly sdl: string;
  /** Type and name of each field whose arguments are all hidden from clients, see {@link noteArguments}. */
  readonly hiddenArguments: readonly (readonly [type: string, field: string])[];
}

/** Builds the schema, whose text federation has validated. It keeps no syntax tree. */
export function readClientSchema({ sdl, hiddenArguments }: ClientSchemaText): GraphQLSchema {
  const schema = buildASTSchema(parse(sdl, { noLocation: true }), { assumeValidSDL: true });
  for (const [typeName, name] of hiddenArguments) {
    const type = schema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!field) throw new TypeError(`there is no field ${typeName}.${name}`);
    noteArguments(field);
  }
  return schema;
}
