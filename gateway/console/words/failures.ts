import type { FailureKind } from '../api/request-error.ts';

/** Why a request failed, and what the reader can do. */
export const FAILURE_WORDS: Readonly<
  Record<FailureKind, { readonly title: string; readonly text: string }>
> = {
  'signed-out': { title: 'You are signed out', text: 'Sign in again to continue.' },
  forbidden: {
    title: 'You do not have access to this report',
    text: 'None of your roles may read it. The privacy office can change that.',
  },
  busy: { title: 'Too many requests', text: 'Wait a minute, then try again.' },
  exporting: {
    title: 'Another download is in progress',
    text: 'You can download one file at a time, and the gateway sends only a few at once. Try again when it is done.',
  },
  unreachable: {
    title: 'The gateway does not respond',
    text: 'It may be starting, or the network may be down. Nothing that you see here is lost.',
  },
  unavailable: {
    title: 'Reports are not available now',
    text: 'The gateway cannot read its ledger, or cannot record this request. Its operator finds the cause in its log.',
  },
  refused: {
    title: 'The gateway refused this request',
    text: 'Check the filter: a date, an id or a field may be mistyped.',
  },
  unreadable: {
    title: 'The response cannot be read',
    text: 'The page and the gateway may have different versions. Reload the page.',
  },
  broken: {
    title: 'The download was interrupted, so nothing was saved',
    text: 'The connection broke. Download the file again.',
  },
  canceled: { title: 'Canceled, nothing was saved', text: '' },
};
