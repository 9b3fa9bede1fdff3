import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AuditAgent, CodeableConcept, Network, Reference } from './audit-event.ts';
import { coding, concept, EXTENSIONS } from './codes.ts';
import type { EventPattern } from './event-pattern.ts';
import { fhirText, fhirToken } from './fhir-text.ts';

/** The participants of a leaf: the user first, then the client and the gateway. */
export function writeAgents(
  leaf: PlainLeaf,
  pattern: EventPattern['name'],
  purposes: readonly CodeableConcept[],
): AuditAgent[] {
  const types = TYPES[pattern];
  return [
    ...(leaf.actor === null ? [] : [writeUser(leaf.actor, types.user, purposes)]),
    ...(leaf.client === null ? [] : [writeClient(leaf.client, types.client)]),
    writeServer(leaf, types.server),
  ];
}

/** The gateway instance as an agent and as the source of the event. */
export function observer({ source }: PlainLeaf): Reference {
  return {
    type: 'Device',
    identifier: { value: fhirText(source.gateway) },
    display: fhirText(`phi-gateway ${source.version}`),
  };
}

/** For participants without an address: profiles require a network or the reason why it is missing. */
export const NO_NETWORK: Network = {
  extension: [{ url: EXTENSIONS.absent, valueCode: 'not-applicable' }],
};

/** Codes of network-type. https://hl7.org/fhir/R4/valueset-network-type.html */
const MACHINE_NAME = '1';
const IP_ADDRESS = '2';

interface AgentTypes {
  readonly user: CodeableConcept;
  readonly client: CodeableConcept;
  readonly server: CodeableConcept;
}

const SOURCE = concept('dicom', '110153', 'Source Role ID');
const DESTINATION = concept('dicom', '110152', 'Destination Role ID');
const APPLICATION = concept('dicom', '110150', 'Application');
const RECIPIENT = concept('participation', 'IRCP', 'information recipient');
const AUTHOR = concept('participation', 'AUT', 'author');
const ENTERER = concept('participation', 'ENT', 'data entry person');

const WRITE: AgentTypes = { user: AUTHOR, client: SOURCE, server: DESTINATION };

/** The patterns describe a read from server to client, and every other request the other way. */
const TYPES: Readonly<Record<EventPattern['name'], AgentTypes>> = {
  read: { user: RECIPIENT, client: DESTINATION, server: SOURCE },
  query: { user: RECIPIENT, client: SOURCE, server: DESTINATION },
  create: WRITE,
  update: WRITE,
  operation: WRITE,
  delete: {
    user: AUTHOR,
    client: APPLICATION,
    server: { coding: [coding('provenance', 'custodian', 'Custodian')] },
  },
  disclosure: { user: ENTERER, client: APPLICATION, server: SOURCE },
  control: { user: AUTHOR, client: SOURCE, server: APPLICATION },
};

function writeUser(
  actor: NonNullable<PlainLeaf['actor']>,
  type: CodeableConcept,
  purposes: readonly CodeableConcept[],
): AuditAgent {
  const { issuer, subject, name, roles, organization, tokenId } = actor;
  return {
    ...(organization !== null && {
      extension: [{ url: EXTENSIONS.organization, valueString: fhirText(organization) }],
    }),
    type,
    ...(roles.length > 0 && { role: roles.map((role) => concept('role', role)) }),
    who: { identifier: { system: fhirToken(issuer), value: fhirText(subject) } },
    ...(name !== null && { name: fhirText(name) }),
    requestor: true,
    // The patterns place the id of the user's token here.
    ...(tokenId !== null && { policy: [fhirToken(tokenId)] }),
    ...(purposes.length > 0 && { purposeOfUse: purposes }),
  };
}

function writeClient(
  { id, address, agent }: NonNullable<PlainLeaf['client']>,
  type: CodeableConcept,
): AuditAgent {
  return {
    type,
    who: id === null ? { display: 'not stated' } : { identifier: { value: fhirText(id) } },
    ...(agent !== null && { name: fhirText(agent) }),
    requestor: false,
    network: { address: fhirText(address), type: IP_ADDRESS },
  };
}

function writeServer(leaf: PlainLeaf, type: CodeableConcept): AuditAgent {
  const { gateway, policyHash } = leaf.source;
  return {
    type,
    who: observer(leaf),
    requestor: leaf.actor === null,
    ...(policyHash !== '' && { policy: [fhirToken(`nih:sha-256;${policyHash}`)] }),
    network: { address: fhirText(gateway), type: MACHINE_NAME },
  };
}
