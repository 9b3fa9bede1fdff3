/** The parts of @apollo/federation-internals in use. This is the only module that imports it. */
export {
  errorCauses,
  operationFromDocument,
  printSchema,
  Supergraph,
} from '@apollo/federation-internals';
