import type { FailureKind } from '../api/ask.ts';

/** Why a question has no answer, and what to do about it. */
export const FAILURE_WORDS: Readonly<
  Record<FailureKind, { readonly title: string; readonly text: string }>
> = {
  'signed-out': { title: 'You are signed out', text: 'Sign in again to go on.' },
  forbidden: {
    title: 'You may not see this',
    text: 'Your account has no role that may read this report. The privacy office can change that.',
  },
  busy: { title: 'Too many requests', text: 'Wait a minute, then try again.' },
  exporting: {
    title: 'Another file is being sent',
    text: 'One file is sent to you at a time, and few to everybody. Wait until it has come, then try again.',
  },
  unreachable: {
    title: 'The gateway does not answer',
    text: 'It may be starting, or the network may be down. Nothing you see here is lost.',
  },
  unavailable: {
    title: 'Reports cannot be read now',
    text: 'The gateway cannot read its ledger, or cannot record that it was read. Whoever runs it finds out why in its log.',
  },
  refused: {
    title: 'The gateway refused this question',
    text: 'Check the filter: a date, an id or a field is perhaps miswritten.',
  },
  unreadable: {
    title: 'The answer cannot be read',
    text: 'The page and the gateway may be of different versions. Reload the page.',
  },
  broken: {
    title: 'The file did not come whole, so nothing was saved',
    text: 'The connection broke. Download it again.',
  },
  cancelled: { title: 'Cancelled, nothing was saved', text: '' },
};
