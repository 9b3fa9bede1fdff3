/** Lets Apollo's editor extension and GraphQL language servers complete and check the directives. */
export default {
  service: {
    name: 'phi-gateway',
    localSchemaFile: ['./directives/phi.graphql', './schema/health/**/*.graphql'],
  },
};
