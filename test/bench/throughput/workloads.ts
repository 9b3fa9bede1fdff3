/** One request that every gateway is measured with. */
export interface Workload {
  readonly name: 'wide' | 'entity' | 'list';
  /** What it stands for. */
  readonly about: string;
  readonly body: string;
}

const PARTS = `
  fragment Person on Patient { id name mrn birthDate }
  fragment Drug on Medication { ndc name price weight inStock deliveryDays }
  fragment Thread on Message { id text about { ...Drug } author { ...Person messages { id text about { ...Drug } } } }
`;

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'wide',
    about: 'three levels over four subgraphs',
    body: requestBody(`
      query Wide {
        patients(first: 6) { ...Person messages { ...Thread about { messages { ...Thread } } } }
        medications { ...Drug messages { ...Thread } }
      }
      ${PARTS}
    `),
  },
  {
    name: 'entity',
    about: 'one entity with five fields',
    body: requestBody(
      'query Entity($id: ID!) { patient(id: $id) { id name mrn birthDate phone } }',
      { id: 'p42' },
    ),
  },
  {
    name: 'list',
    about: '1,000 entities with twelve fields from two subgraphs',
    body: requestBody(`
      query List {
        patients(first: 1000) {
          id name mrn birthDate phone email
          plan memberId payer copay deductible since
        }
      }
    `),
  },
];

function requestBody(query: string, variables?: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    query: query.replaceAll(/\s+/g, ' ').trim(),
    ...(variables && { variables }),
  });
}
