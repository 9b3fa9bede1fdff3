/** The parts of @apollo/federation-internals in use. This is the only module that imports it. */
export {
  buildSubgraph,
  defaultPrintOptions,
  errorCauses,
  operationFromDocument,
  printSchema,
  shallowOrderPrintedDefinitions,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
