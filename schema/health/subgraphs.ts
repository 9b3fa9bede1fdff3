/** The five example subgraphs and their default ports. */
export const HEALTH_SUBGRAPHS = [
  { name: 'patients', port: 4101 },
  { name: 'encounters', port: 4102 },
  { name: 'clinical', port: 4103 },
  { name: 'medications', port: 4104 },
  { name: 'claims', port: 4105 },
] as const;

/** The name of one of the example subgraphs. */
export type HealthSubgraphName = (typeof HEALTH_SUBGRAPHS)[number]['name'];
