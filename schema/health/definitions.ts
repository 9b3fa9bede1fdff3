import { CLAIMS } from './claims/claims-subgraph.ts';
import { CLINICAL } from './clinical/clinical-subgraph.ts';
import { ENCOUNTERS } from './encounters/encounters-subgraph.ts';
import { MEDICATIONS } from './medications/medications-subgraph.ts';
import { PATIENTS } from './patients/patients-subgraph.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';
import type { HealthSubgraphName } from './subgraphs.ts';

/** Every example subgraph by its name. */
export const SUBGRAPH_DEFINITIONS: Readonly<Record<HealthSubgraphName, SubgraphDefinition>> = {
  patients: PATIENTS,
  encounters: ENCOUNTERS,
  clinical: CLINICAL,
  medications: MEDICATIONS,
  claims: CLAIMS,
};
