import { describe, expect, it } from '@jest/globals';
import { changeFormWords } from '../../../../gateway/console/words/threshold-form.ts';

describe('the form for a new threshold', () => {
  it('changes it at once, or proposes it if a second person has to approve it', () => {
    expect(changeFormWords(false)).toMatchObject({
      action: 'Change',
      hint: expect.stringContaining('takes effect at once'),
    });
    expect(changeFormWords(true)).toMatchObject({
      action: 'Propose',
      hint: expect.stringContaining('when a second person approves it'),
    });
  });
});
