import type { PageMessages } from './page-messages.ts';

const NUMBER = new Intl.NumberFormat('en-US');
const whole = (value: number) => NUMBER.format(value);
const many = (count: number, one: string, more = `${one}s`) =>
  `${whole(count)} ${count === 1 ? one : more}`;

/** A patient's page in US English. */
export const ENGLISH_PAGE: PageMessages = {
  language: 'en',
  languageName: 'English',
  shell: {
    product: 'Access reports',
    skip: 'Skip to the content',
    menu: 'Menu',
    signOut: 'Sign out',
    language: 'Language',
    colors: 'Colors',
    schemes: { system: 'System colors', light: 'Light', dark: 'Dark' },
    opening: 'Opening',
    openingSignIn: 'Opening the sign-in page',
    readingAccount: 'Reading your account',
    noReports: 'No reports',
    noReportsTitle: 'Your account may not read reports',
    noReportsText: 'Privacy officers read all of them, patients those of their own record.',
  },
  signIn: {
    title: 'Sign in',
    lead: 'Who has seen which patient’s record, and proof of it.',
    button: 'Sign in',
    where: (host) => `You sign in at ${host}.`,
    idle: (minutes) => `You are signed out after ${many(minutes, 'minute')} without activity.`,
    notices: {
      asked: { title: 'You are signed out', text: 'You can close this page.' },
      unended: {
        title: 'You are signed out here, but not at the gateway',
        text: 'Your sign-in could not be ended at the gateway. It ends by itself after a while without use. Until then, a copy of its token could be used.',
      },
      expired: {
        title: 'Your sign-in has ended',
        text: 'Sign in again to continue where you were.',
      },
      refused: {
        title: 'Sign in again',
        text: 'Your sign-in is too old, was idle or has ended. If this message returns at once, the access tokens of your identity provider lack the time of your sign-in (auth_time).',
      },
      stale: {
        title: 'A new sign-in is required',
        text: 'The identity provider reused an earlier sign-in and did not authenticate you. Sign in again.',
      },
      failed: {
        title: 'The sign-in failed',
        text: 'It was canceled, took too long, or began in another tab. Try again.',
      },
      unreachable: {
        title: 'The identity provider cannot be reached',
        text: 'It does not respond. Try again in a minute.',
      },
    },
    idleWarning: (minutes) => ({
      title: 'You will be signed out soon',
      text: `There was no activity for a while. After ${many(minutes, 'minute')} without activity you are signed out, and what you have not sent is lost.`,
    }),
    stay: 'Stay signed in',
    idleNotice: (minutes) => ({
      title: 'You were signed out',
      text: `There was no activity for ${many(minutes, 'minute')}. Sign in again to continue where you were.`,
    }),
  },
  failed: {
    again: 'Try again',
    reload: 'Reload',
    start: {
      title: 'The gateway does not respond',
      text: 'Reload the page in a minute. If that does not help, contact the operator of the gateway.',
    },
    page: {
      title: 'This page has failed',
      text: 'Only what you were typing is lost. If it fails again, contact the operator of the gateway.',
    },
    requests: {
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
    },
  },
  files: {
    format: 'Format of the file',
    download: 'Download',
    cancel: 'Cancel',
    preparing: 'Preparing …',
    lines: (lines) => `${whole(lines)} lines …`,
    linesOf: (lines, rows) => `${whole(lines)} of ${whole(rows)} rows …`,
    done: (name) => `${name} downloaded completely`,
    letter: 'Letter',
    downloadLetter: 'Download letter',
    letters: { pdf: 'Access report (PDF)', html: 'Access report, to print' },
    accounts: {
      pdf: 'Disclosures (PDF)',
      html: 'Disclosures, to print',
    },
    rows: {
      csv: 'CSV, for a spreadsheet',
      json: 'JSON',
      ndjson: 'JSON, one row per line',
      fhir: 'FHIR AuditEvent bundle',
      'fhir-ndjson': 'FHIR AuditEvent, one per line',
    },
  },
  pages: {
    label: 'Pages',
    range: (from, to, total) => `${whole(from)}–${whole(to)} of ${whole(total)}`,
    first: 'First page',
    previous: 'Previous page',
    next: 'Next page',
  },
  record: {
    lead: 'Every recorded access and attempt. A change to these records would be detected.',
    zone: (name) => `All times are those of your device (${name}).`,
    reading: 'Reading the accesses',
    counting: 'Counting',
    whyTitle: 'What permitted access',
    times: (count) => many(count, 'time'),
    listTitle: 'Every access',
    show: 'Show',
    shown: {
      all: 'All accesses and attempts',
      emergency: 'Emergency access',
      refused: 'What was refused',
    },
    order: 'Order',
    newest: 'Newest first',
    oldest: 'Oldest first',
    none: {
      title: 'There is nothing to show',
      text: 'Nothing of this kind has been recorded about you.',
    },
    notProven: (entries) =>
      `${many(entries, 'entry', 'entries')} of this page cannot be shown, because our log does not confirm ${entries === 1 ? 'it' : 'them'}. Please notify the privacy office.`,
    gateway: 'Our computer system by itself',
    noPurpose: 'Not stated',
    fields: (count) => many(count, 'detail'),
    outcomes: {
      permit: 'Allowed',
      partial: 'Partly allowed',
      deny: 'Refused',
      pending: 'Not finished',
      error: 'Failed',
      unreleased: 'Not shown',
    },
    explainedOutcomes: {
      permit: 'The person saw or did what is listed.',
      partial: 'A part was shown. The rest was refused.',
      deny: 'The attempt was refused. Nothing was shown.',
      pending: 'A change was begun. Its result is another entry.',
      error: 'Something went wrong.',
      unreleased: 'The data was prepared but did not leave our systems.',
    },
    kinds: {
      intent: 'A change to your record was begun.',
      outcome: 'A change to your record ended.',
      unreleased: 'The data did not leave our systems.',
      'breakglass.start': 'Emergency access was opened.',
      'breakglass.stop': 'Emergency access was ended.',
      'breakglass.alert': 'The privacy office was notified of emergency access.',
      disclosure: 'Information was given to a person outside of our computer systems.',
    },
    views: {
      full: 'in full',
      deidentified: 'without what identifies you',
      argument: 'used to search',
      none: 'not at all',
    },
    denied: (reason) => `refused: ${reason}`,
    reasons: {
      role: 'the job does not permit it',
      scope: 'the app may not see it',
      reach: 'you are not a patient of this person',
      consent: 'you do not permit it',
      purpose: 'not for this purpose',
      rule: 'a rule of the hospital',
      suppressed: 'left out so that it does not identify you',
      failed: 'it could not be determined whose record it is',
      input: 'this person may not search by it',
    },
    emergencyTitle: 'Your record was opened by emergency access',
    emergencyCount: (count, last) =>
      count === 1
        ? `This happened once in the last 30 days, on ${last}.`
        : `This happened ${many(count, 'time')} in the last 30 days, last on ${last}.`,
    emergencyShow: 'Show emergency access',
    wordsTitle: 'What the words mean',
    relations: {
      self: 'You opened your own record, or a person with your permission did.',
      'care-team': 'The person takes part in your care.',
      list: 'You are assigned to this person.',
      'break-glass':
        'The person needed your record at once and had to state a reason. The privacy office checks each use.',
      all: 'The job of this person gives access to the records of all patients.',
    },
  },
  questions: {
    title: 'Your questions',
    how: [
      'If you do not understand an access, or do not think that it was right, ask about it: press the button below that entry. You can add a few words.',
      'The privacy office of the hospital receives your question, your name as you signed in, and the entry. The person who opened your record does not receive it. The office examines the access and answers you by letter or telephone, not on this page. Here you see when it has finished.',
      'You can ask once about each entry, and have up to 20 questions that await an answer.',
    ],
    noneYet: 'You have not asked about an access yet.',
    ask: 'Ask about this access …',
    about: (who, when) => `of ${who}, ${when}`,
    dialog: 'Ask about an access',
    text: 'What would you like to know? (optional)',
    hint: 'At most 500 characters. Your question is recorded and cannot be taken back.',
    send: 'Ask',
    sending: 'Asking …',
    sent: 'Your question has been sent to the privacy office.',
    asked: (when) => `You asked about this on ${when}.`,
    open: 'The privacy office has not finished yet.',
    answered: (when) => `The privacy office finished on ${when}.`,
    reading: 'Reading your questions',
    refused: {
      EVENT_UNKNOWN: 'You cannot ask about this entry here. Please contact the privacy office.',
      QUESTION_ASKED: 'A question about this entry was asked already.',
      QUESTIONS_OPEN:
        'You have 20 questions that await an answer. Ask again when some are answered, or contact the privacy office.',
      EXECUTED: 'Your question was sent, but the result cannot be shown. Reload the page.',
    },
  },
};
