/**
 * Lets Apollo's editor extension complete and check the operation that the demo's gateway sends to the subgraph
 * of encounters. Each subgraph's schema is a project of its own: `schema/health/NAME/apollo.config.js`.
 */
export default {
  client: {
    service: {
      name: 'encounters-operations',
      localSchemaFile: [
        './directives/phi.graphql',
        './schema/federation.graphql',
        './schema/health/encounters/schema.graphql',
      ],
    },
    includes: ['gateway/demo/care-team.graphql'],
  },
};
