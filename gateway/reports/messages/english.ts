import type { Messages } from './messages.ts';
import { countOf } from '../../platform/count-of.ts';

/** Letters in US English. */
export const ENGLISH: Messages = {
  language: 'en',
  content: {
    categories: {
      NAME: 'name',
      GEOGRAPHY: 'address or place',
      DATE: 'dates',
      PHONE: 'telephone number',
      FAX: 'fax number',
      EMAIL: 'e-mail address',
      SSN: 'social security number',
      RECORD_NUMBER: 'medical record number',
      HEALTH_PLAN: 'health plan number',
      ACCOUNT: 'account number',
      LICENSE: 'certificate or license number',
      VEHICLE: 'vehicle identifiers',
      DEVICE: 'device identifiers',
      URL: 'web addresses',
      IP_ADDRESS: 'network addresses',
      BIOMETRIC: 'biometric identifiers',
      PHOTO: 'photographs',
      OTHER_ID: 'other identifiers',
      CLINICAL: 'clinical information',
      MENTAL_HEALTH: 'mental health information',
      SUBSTANCE_USE: 'substance use information',
      SEXUAL_HEALTH: 'sexual health information',
      GENETIC: 'genetic information',
      FINANCIAL: 'financial information',
    },
    otherInformation: 'other health information',
    deidentified: (list) => `in a de-identified form: ${list}`,
    typeWithCount: (type, count) => (count > 1 ? `${type} (${countOf(count, 'record')})` : type),
    purposes: {
      HMARKT: 'Marketing of health care',
      DONAT: 'Donation of organs, eyes or tissue',
      GOV: 'Government',
      HDECD: 'Matters of a deceased patient',
      HLEGAL: 'Legal proceedings',
      MILCDM: 'Military command',
      MILDCRG: 'Discharge from military service',
      HRESCH: 'Research',
      BIORCH: 'Biomedical research',
      CLINTRCH: 'Clinical trial',
      CLINTRCHNPC: 'Clinical trial without patient care',
      CLINTRCHPC: 'Clinical trial with patient care',
      PRECLINTRCH: 'Preparation of a clinical trial',
      DSRCH: 'Research on diseases',
      POARCH: 'Research on the origins of populations',
      TRANSRCH: 'Translational research',
      FAMRQT: 'Request of the family',
      PWATRNY: 'Request under a power of attorney',
      SUPNWK: 'Request of a support network',
      PUBHLTH: 'Public health',
      DISASTER: 'Help in a disaster',
      THREAT: 'Averting a threat to a person’s health or safety',
    },
    notStated: 'Not stated',
    unknownRecipient: 'Unknown',
  },
  letter: {
    phone: 'Telephone',
    name: 'Name',
    recordNumber: 'Medical record number',
    birthDate: 'Date of birth',
    patientNumber: 'Patient number',
    preparedOn: 'Prepared on',
    period: 'Period of this letter',
    covered: 'Period that our records cover',
    fromTo: (from, to) => `${from} to ${to}`,
    notKnown: 'Not known',
    noneOfIt: 'None of it',
    zone: (name) => `All times are local times (${name}).`,
    namesOff:
      'This letter shows your patient number instead of your name, because names are not looked up here.',
    namesIncomplete:
      'Some names could not be looked up when this letter was prepared. Numbers stand in their place. You can ask us for a new letter.',
    unprintable: 'The sign � stands for a character that cannot be printed here.',
    staffMember: 'A member of staff',
    incomplete: (count) =>
      `This letter is not complete: ${countOf(count, 'entry of our log was', 'entries of our log were')} changed after being written, and left out. Our privacy office has to explain this to you.`,
    pruned:
      'Entries of our log that were older than its retention period have been deleted. They are not in this letter.',
    beginsLater: (isEntered) =>
      `Our log begins within the period of this letter. What happened before is ${isEntered ? 'listed only if it was entered by hand' : 'not listed'}.`,
    questions: (hospital, phone) =>
      `Do you have a question, or does something look wrong to you? Please contact the privacy office${hospital === null ? '' : ` of ${hospital}`}${phone === null ? '.' : `, telephone ${phone}.`}`,
    proofTitle: 'How this can be checked',
    proof:
      'This letter was made from a log in which a later change would be noticed. The numbers below name the state of that log, so that an expert can check each entry of this letter. You do not need them for anything else.',
    ledger: 'Log',
    ledgerSize: 'Entries in the log',
    ledgerRoot: 'Checksum of the log',
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  account: {
    title: 'Accounting of disclosures',
    intro: (isRight) =>
      `This letter lists which people and organizations received information from your medical record, when, what it was, and why. ${isRight ? 'You have a right to this list under federal law' : 'It follows a rule of the United States'} (45 CFR 164.528).`,
    count: 'Disclosures',
    countOf: (disclosures, entries) =>
      disclosures === 0
        ? 'None'
        : disclosures === entries
          ? String(disclosures)
          : `${disclosures}, in ${countOf(entries, 'entry', 'entries')}`,
    listTitle: 'Disclosures of your information',
    none: 'There were no disclosures to be listed.',
    recipient: 'Received by',
    address: 'Address',
    addressNotKnown: 'address not known',
    what: 'What was disclosed',
    why: 'Purpose',
    accountOf: (issuer) => `account of ${issuer}`,
    legalBasis: (paragraph) => `45 CFR ${paragraph}`,
    series: (count, last) => `First of ${count} disclosures, the last on ${last}.`,
    allTogether: 'All of them together',
    seriesNote:
      'Several disclosures to one recipient for one purpose are one entry: the first in full, how many there were, and the date of the last (45 CFR 164.528(b)(3)).',
    records: 'Entry in our log',
    moreNumbers: (shown, more) => (more === 0 ? shown : `${shown} and ${more} more`),
    leftOutTitle: 'What is not listed',
    leftOutIntro:
      'This rule does not require us to list the following (45 CFR 164.528(a)(1)). This is how often each happened in the period:',
    leftOut: {
      treatment: 'For your treatment, emergency treatment included',
      payment: 'For payment for your care',
      'health care operations': 'For running the hospital, such as checks of quality',
      'the patient': 'By you, or at your request',
    },
    times: (count) => countOf(count, 'time'),
    leftOutNote:
      'Access for any other purpose, or without a stated purpose, is listed above. So is every disclosure outside of our computer systems that was entered by hand. Some recipients in the list may belong to our own organization.',
    footer: 'Accounting of disclosures under 45 CFR 164.528',
  },
  access: {
    title: 'Who has seen your record',
    intro: (hasReasons) =>
      `This letter lists who opened your medical record, when, ${hasReasons ? 'what they saw, and why' : 'and what they saw'}.`,
    law: {
      hipaa:
        'It goes further than the accounting of disclosures that federal law gives you a right to (45 CFR 164.528): it also lists access for treatment, payment and the running of the hospital.',
      ehds: 'It has what Article 9 of Regulation (EU) 2025/327 on the European Health Data Space provides for.',
      uk: 'You have a right to this information under Article 15 of the UK GDPR.',
      germany:
        'It lists access and attempted access, as section 309 of Book V of the German Social Code provides. You have a right of access under Article 15 of the GDPR.',
    },
    listTitle: 'Access to your record',
    none: 'There was no access to be listed.',
    count: 'Access by others',
    countOf: (accesses, entries) =>
      accesses === 0
        ? 'None'
        : `${countOf(accesses, 'time')}, in ${countOf(entries, 'entry', 'entries')}`,
    when: 'When',
    what: 'What was seen',
    why: 'Why',
    how: 'What permitted it',
    nothingShown: 'Nothing was shown.',
    relations: {
      self: 'It is your own record',
      'care-team': 'Takes part in your care',
      list: 'You are assigned to this person',
      'break-glass': 'Emergency access, for which a reason had to be stated',
      all: 'The job gives access to the records of all patients',
    },
    purposes: {
      treatment: 'Your treatment',
      emergency: 'Emergency treatment',
      payment: 'Payment for your care',
      'health care operations': 'Running the hospital, such as checks of quality',
      'the patient': 'Your own request',
    },
    changed: 'Your record was changed.',
    refused: 'An attempt that was refused. Nothing was shown.',
    emergency: 'Emergency access was used. Our privacy office checks each use.',
    program: (name) => `A computer program of the hospital (${name})`,
    own: (count) =>
      `You, or a person with your permission, opened your record ${countOf(count, 'time')}. This is not listed.`,
    notListed:
      'Not listed: work of our privacy office on this log, and steps that computers do by themselves without showing your record to a person.',
    footer: 'Access report',
  },
  notice: {
    title: 'Notice of emergency access to your record',
    intro: (hospital) =>
      `This letter informs you that your medical record${hospital === null ? '' : ` at ${hospital}`} was opened by emergency access.`,
    listTitle: 'Emergency access',
    none: 'There was no emergency access in this period.',
    explanation:
      'Emergency access is for situations in which a member of staff needs your record at once and does not otherwise have access to it. The person has to state a reason.',
    review:
      'Our privacy office checks each use of emergency access. If you think that this access was not right, please contact us. You do not have to do anything.',
    footer: 'Notice of emergency access',
  },
};
