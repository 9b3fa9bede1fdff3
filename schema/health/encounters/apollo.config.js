/**
 * Lets Apollo's editor extension complete and check the directives in this subgraph's schema. Its one kind of
 * project that does so is a client's, whose own schema is that of this folder.
 */
export default {
  client: {
    service: {
      name: 'encounters',
      localSchemaFile: ['../../../directives/phi.graphql', '../../federation.graphql'],
    },
    includes: ['schema.graphql'],
  },
};
