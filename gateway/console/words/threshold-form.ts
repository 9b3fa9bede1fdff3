/** What the form for a new value says, which proposes it if a second person has to approve it. */
export function changeFormWords(needsApproval: boolean) {
  return needsApproval
    ? {
        hint: 'It takes effect when a second person approves it, for all cases that are not closed. It is recorded in your name.',
        action: 'Propose',
        pending: 'Proposing …',
      }
    : {
        hint: 'It takes effect at once, for all cases that are not closed. It is recorded in your name.',
        action: 'Change',
        pending: 'Changing …',
      };
}
