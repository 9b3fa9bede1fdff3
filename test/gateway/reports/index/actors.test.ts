import { describe, expect, it } from '@jest/globals';
import { parseActor, writeActor } from '../../../../gateway/reports/index/actors.ts';

describe("an actor's entry in a report index", () => {
  it('is parsed to the actor that was written', () => {
    const actor = { issuer: 'https://idp.test', subject: 'physician-7' };
    expect(parseActor(writeActor(actor))).toEqual(actor);
  });

  it.each(['', '[', '1', 'null', '{}', '[1]', '["a"]', '["a",null]'])(
    'is parsed to an empty issuer and subject if it was changed to %j',
    (text) => {
      expect(parseActor(text)).toEqual({ issuer: '', subject: '' });
    },
  );
});
