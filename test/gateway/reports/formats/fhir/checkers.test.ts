import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../../../gateway/reports/formats/fhir/audit-event.ts';
import { toAuditEvents } from '../../../../../gateway/reports/formats/fhir/to-audit-events.ts';
import { BALP_PROFILES } from '../../../../support/fhir/balp-profiles.ts';
import { findProfileFaults } from '../../../../support/fhir/find-profile-faults.ts';
import { findR4Faults } from '../../../../support/fhir/is-r4.ts';
import { plainLeaf } from '../../../../support/fhir/plain-leaf.ts';
import { accessRecord } from '../../../audit/sample.ts';

const facts = { origin: 'o', index: 0, isReleased: true, reason: null, patientSystem: null };

function eventOf(patients: readonly string[]): AuditEvent {
  const [event] = toAuditEvents(plainLeaf(accessRecord(patients)), facts);
  if (event === undefined) throw new Error('There is no event.');
  return event;
}

const read = eventOf(['p1']);
const query = eventOf(['p1', 'p2']);

function without(event: AuditEvent, code: string): object {
  return {
    ...event,
    agent: event.agent.filter(({ type }) => type.coding?.[0]?.code !== code),
    entity: event.entity?.filter(({ type }) => type.code !== code),
  };
}

const faults = (event: object) => findR4Faults({ ...event, resourceType: 'AuditEvent' });

describe('the FHIR checks used by the tests', () => {
  it('find no fault in a valid read and a valid query', () => {
    for (const event of [read, query]) {
      expect(findR4Faults(event)).toEqual([]);
      expect(findProfileFaults(event)).toEqual([]);
    }
  });

  it('report a missing patient, which FHIR alone does not require', () => {
    const anonymous = { ...without(read, '1'), resourceType: 'AuditEvent' };
    expect(findR4Faults(anonymous)).toEqual([]);
    expect(findProfileFaults(anonymous)).toContain('entity[patient] is there 0 times');
  });

  it.each([
    ['a missing client', without(read, '110152'), 'agent[client] is there 0 times'],
    ['a missing server', without(read, '110153'), 'agent[server] is there 0 times'],
    ['a missing object', without(read, '2'), 'entity[data] is there 0 times'],
    ['a missing query', without(query, '2'), 'entity[query] is there 0 times'],
    ['an action that is not E', { ...query, action: 'R' }, 'action is not E'],
    ['another type', { ...read, type: { system: 'a', code: 'b' } }, 'type is another one'],
    ['a missing subtype', { ...read, subtype: [] }, 'subtype has not exactly one of the profile'],
    ['an outcome that is not a success', { ...read, outcome: '4' }, 'outcome is not a success'],
    [
      'two patients',
      { ...read, entity: [...(read.entity ?? []), ...(read.entity ?? [])] },
      'entity[patient] is there 2 times',
    ],
    [
      'a user who is not the requestor',
      { ...read, agent: read.agent.map((agent) => ({ ...agent, requestor: false })) },
      'agent[user] has another requestor',
    ],
    [
      'a client without a network',
      { ...read, agent: read.agent.map(({ type, who }) => ({ type, who, requestor: true })) },
      'agent[client] has no network',
    ],
    [
      'both a name and a query in one entity',
      { ...query, entity: query.entity?.map((entity) => ({ ...entity, name: 'x' })) },
      'an entity has both a name and a query (sev-1)',
    ],
    ['an unknown profile', { ...read, meta: { profile: ['urn:x'] } }, 'urn:x is not known'],
  ])('report %s as a fault of the profile', (_, event, fault) => {
    expect(findProfileFaults(event)).toContain(fault);
  });

  it('report an unknown member, wrong or empty values and a missing member as faults of FHIR R4', () => {
    expect(faults({ ...read, value: 1 })).not.toEqual([]);
    expect(faults({ ...read, outcome: '5' })).not.toEqual([]);
    expect(faults({ ...read, recorded: 'yesterday' })).not.toEqual([]);
    expect(faults({ ...read, outcomeDesc: '' })).not.toEqual([]);
    expect(faults({ ...read, source: undefined })).not.toEqual([]);
  });

  it('know a Patient form of each BALP profile except those of disclosures', () => {
    const names = [...BALP_PROFILES.keys()].filter((name) => !name.startsWith('Privacy'));
    for (const name of names.filter((each) => !each.startsWith('Patient')))
      expect(names).toContain(`Patient${name}`);
  });
});
