import { describe, expect, it } from '@jest/globals';
import { parseActor, writeActor } from '../../../../gateway/reports/index/actors.ts';

describe('an actor in a report index', () => {
  it('is read as it was written', () => {
    const actor = { issuer: 'https://idp.test', subject: 'physician-7' };
    expect(parseActor(writeActor(actor))).toEqual(actor);
  });

  it.each(['', '[', '1', 'null', '{}', '[1]', '["a"]', '["a",null]'])(
    'has an empty issuer and subject where its text was changed to %s, and the report goes on',
    (text) => {
      expect(parseActor(text)).toEqual({ issuer: '', subject: '' });
    },
  );
});
