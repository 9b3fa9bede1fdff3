/** What of Apollo's supergraphs the gateway uses. This module alone knows the library. */
export { errorCauses, operationFromDocument, Supergraph } from '@apollo/federation-internals';
