import { CATEGORIES, type Category } from '../../directives/spec.ts';
import { wordsOf } from './words.ts';

/** A phrase in a name that indicates PHI. */
export interface Clue {
  readonly category: Category;
  readonly words: readonly string[];
}

type Phrases = Readonly<Partial<Record<Category, string>>>;

/**
 * Phrases that indicate PHI on any type: first the 18 identifier classes of 45 CFR 164.514(b)(2), then kinds of health
 * information. Here and below, phrases are written as `wordsOf` splits names: `ipv` and `4` for ipv4, `e mail` for
 * eMail, `a 1 c` in hbA1c.
 */
export const STRONG_CLUES = clues({
  NAME: `first name, given name, last name, family name, surname, forename, middle name, maiden name, maiden,
    full name, legal name, preferred name, birth name, nickname, patient name, member name, subscriber name,
    beneficiary name, guarantor, next of kin, emergency contact, mother name, father name, fname, lname, initials`,
  GEOGRAPHY: `address, street, zip, zip code, postal code, postcode, county, city, town, township, precinct,
    parish, census tract, neighborhood, latitude, longitude, lat, lng, geocode, geolocation, birthplace,
    place of birth, hometown, apartment, po box`,
  DATE: `dob, birth date, date of birth, birthday, birth year, year of birth, birth time, born, death date,
    date of death, dod, deceased date, deceased at, death time, died, age, admission date, admit date, admitted at,
    discharge date, discharged at, service date, date of service, dos, visit date, encounter date, appointment date,
    appointment time, onset date, onset, diagnosis date, procedure date, surgery date, specimen date,
    collection date, transplant date, due date`,
  PHONE: `phone, telephone, phone number, mobile, mobile number, cell number, cell phone, home number, msisdn, pager,
    telecom, tel`,
  FAX: 'fax, fax number, facsimile',
  EMAIL: 'email, email address, e mail, mail address',
  SSN: 'ssn, social security, social security number, ss number, social insurance number',
  RECORD_NUMBER: `mrn, medical record, medical record number, record number, chart number, chart id, patient id,
    patient number, patient identifier, person id, hospital number, nhs number, ehr id, emr id, mpi, empi, pid`,
  HEALTH_PLAN: `member id, member number, subscriber id, subscriber number, beneficiary id, beneficiary number,
    policy number, insurance number, insurance id, health plan, group number, medicare id, medicare number,
    medicaid id, medicaid number, mbi, hicn, policy holder`,
  ACCOUNT: `account number, account id, account no, bank account, iban, credit card, card number, routing number,
    invoice number, invoice id, claim number, claim id, bill id, billing account`,
  LICENSE: `license, license number, licence, driver license, certificate number, certificate id, dea number`,
  VEHICLE: 'vin, vehicle, vehicle id, license plate, licence plate, plate number',
  DEVICE: `device id, device identifier, device serial, device serial number, serial number, serial no, imei, udi,
    mac address, implant, pacemaker, device number`,
  URL: 'web address, personal url, profile url, patient url, personal website, social media',
  IP_ADDRESS: 'ip, ip address, ipv, client ip, remote address',
  BIOMETRIC: `biometric, fingerprint, finger print, voiceprint, voice print, voice recording, retina, retinal,
    retina scan, iris, iris scan, face scan, face id, palm print`,
  PHOTO: `photo, photo url, photograph, portrait, headshot, selfie, avatar, avatar url, picture, face image,
    facial image, profile image`,
  OTHER_ID: `passport, passport number, national id, national identifier, tax id, citizen id, military id,
    tribal id, accession number, specimen id, study id, encounter id, visit id, condition id, observation id,
    order id, prescription id, prescription number, rx number, appointment id`,
  CLINICAL: `a 1 c, allergen, allergy, blood group, blood pressure, blood type, bmi, cancer, charlson, chief complaint,
    clinical note, comorbidity, complaint, deceased, diabetes, diabetic, diagnose, diagnosis, disability,
    discharge summary, dosage, dose, dx, ejection fraction, ethnicity, family history, gender, glucose, heart rate, icd,
    immunisation, immunization, lab result, loinc, marital, marital status, medical history, medication, multiple birth,
    note, prescription, prognosis, progress note, race, religion, sex, snomed, surgery, symptom, test result, tumor,
    vaccination, vaccine, vital`,
  MENTAL_HEALTH: `mental health, psychiatric, psychotherapy, depression, phq, gad, suicide, suicidal, therapy note,
    behavioral health, behavioural health, anxiety, self harm`,
  SUBSTANCE_USE: `substance use, substance abuse, alcohol, drug use, drug abuse, opioid, addiction, tobacco, smoking,
    smoker, audit c, methadone, naloxone, detox`,
  SEXUAL_HEALTH: `hiv, sti status, std status, sexual, sexual history, sexual orientation, gender identity, pregnancy,
    pregnant, contraception, contraceptive, abortion, gravida, fertility, lmp`,
  GENETIC:
    'genetic, genome, genomic, genotype, dna, brca, allele, karyotype, exome, gene, gene variant',
  FINANCIAL:
    'copay, deductible, income, salary, patient balance, amount owed, healthcare expense, out of pocket',
});

/** Phrases that indicate PHI on types that represent a person. */
export const PERSON_CLUES = clues({
  NAME: 'name, first, last, middle, given, family, alias, contact, salutation, prefix, suffix',
  GEOGRAPHY: 'line, district, region, location, place, postal, lon, long',
  RECORD_NUMBER: 'id, identifier, uuid, guid, number',
  PHONE: 'cell, contact number',
  LICENSE: 'driver',
  URL: 'url, uri, website, homepage, link, href',
  PHOTO: 'image, thumbnail',
  CLINICAL: `status, description, text, comment, summary, code, language, occupation, height, weight, temperature, pulse,
    category, history, risk, score, condition`,
  FINANCIAL: 'cost, charge, amount, balance, payment, expense, coverage, outstanding, price, paid',
});

/** Phrases that indicate PHI on types that represent a part of a patient's record. */
export const RECORD_CLUES = clues({
  OTHER_ID: 'id, identifier, uuid, guid, number',
  DEVICE: 'serial, device',
  URL: 'url, uri, website, link, href',
  PHOTO: 'image, thumbnail',
  CLINICAL: `code, name, value, result, description, text, comment, summary, reason, severity, category, class, kind,
    unit, finding, interpretation, status, type, quantity, dispense, outcome, title, content, body, detail,
    indication, display, reaction, score, condition, purpose, height, weight, temperature, pulse, history, route, site`,
  FINANCIAL:
    'cost, charge, amount, balance, payment, expense, coverage, outstanding, price, paid, share, total',
});

/** A value of a person or a record whose name ends in one of these words is a DATE. */
export const TIME_WORDS: ReadonlySet<string> = new Set(
  wordsOf(
    'date at on time timestamp start end begin since until from to year month day period seen',
  ),
);

/** Words of types that represent a person, or identify or locate one. */
export const PERSON_WORDS: ReadonlySet<string> = new Set(
  wordsOf(
    `patient person people member subscriber beneficiary insured guarantor dependent resident newborn client enrollee
     individual relative guardian caregiver kin address contact telecom demographic`,
  ),
);

/** Words of types that represent a part of a patient's record. */
export const RECORD_WORDS: ReadonlySet<string> = new Set(
  wordsOf(
    `record encounter visit admission stay episode condition diagnosis problem observation lab result specimen vital
     allergy procedure surgery immunization vaccine medication prescription dispense order referral note document
     report claim bill invoice appointment plan goal assessment questionnaire survey device implant image study
     history event chart summary coverage remittance symptom reaction`,
  ),
);

/** Words of types that represent providers, payers and suppliers, whose data is not about a patient. */
export const ORGANIZATION_WORDS: ReadonlySet<string> = new Set(
  wordsOf(
    `organization organisation payer payor insurer hospital facility clinic provider practitioner physician doctor
     nurse clinician prescriber pharmacy department ward company vendor manufacturer supplier agency laboratory
     employer staff location site`,
  ),
);

/**
 * The clues of all phrases. Of the phrases that match a name, the longest counts, and of equally long ones the first in
 * this list. CLINICAL comes last, because every other category is more specific.
 */
function clues(phrases: Phrases): readonly Clue[] {
  const categories = CATEGORIES.filter((category) => category !== 'CLINICAL');
  return [...categories, 'CLINICAL' as const].flatMap((category) =>
    (phrases[category] ?? '')
      .split(',')
      .map((phrase) => ({ category, words: wordsOf(phrase) }))
      .filter(({ words }) => words.length > 0),
  );
}
