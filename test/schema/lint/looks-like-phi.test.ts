import { describe, expect, it } from '@jest/globals';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { looksLikePhi, subjectOf, type Subject } from '../../../schema/lint/looks-like-phi.ts';

function category(name: string, subject: Subject, type = 'String', description = ''): string {
  const like = looksLikePhi({ name, types: [type], descriptions: [description], subject });
  return like ? `${like.category} by ${like.by}` : 'none';
}

/** Names that are PHI on any type: the 18 classes of 45 CFR 164.514(b)(2), then health information. */
const ANYWHERE: Readonly<Record<Category, string>> = {
  NAME: 'firstName lastName fullName maidenName patientName nextOfKin emergencyContactName LNAME',
  GEOGRAPHY: 'homeAddress street zip zipCode postal_code county city latitude birthplace ZIP5',
  DATE: 'dob birthDate dateOfBirth deathDate admissionDate dischargedAt dateOfService age BIRTHDATE',
  PHONE: 'phone phoneNumber mobile home_phone telephone cellPhone',
  FAX: 'fax faxNumber FAX_NO',
  EMAIL: 'email emailAddress workEMail EMAILS',
  SSN: 'ssn SSN patientSsn socialSecurityNumber ssnLast4 social_security_no',
  RECORD_NUMBER: 'mrn medicalRecordNumber patientId chartNumber nhsNumber',
  HEALTH_PLAN: 'memberId subscriberNumber policyNumber medicareId insuranceNumber groupNumber',
  ACCOUNT: 'accountNumber bankAccount iban cardNumber invoiceNumber claimId',
  LICENSE: 'driversLicense licenseNumber certificateNumber',
  VEHICLE: 'vin licensePlate vehicleId',
  DEVICE: 'deviceId deviceSerialNumber imei udi macAddress pacemaker',
  URL: 'profileUrl personalWebsite webAddress',
  IP_ADDRESS: 'ip ipAddress lastIp IPv4 client_ip',
  BIOMETRIC: 'fingerprint voicePrint retinaScan faceId biometrics',
  PHOTO: 'photo photos photoUrl portrait avatar faceImage',
  OTHER_ID: 'passport passportNumber nationalId accessionNumber prescriptionNumber',
  CLINICAL: 'diagnosis diagnosisCode icd10 allergies note clinicalNotes bloodPressure race gender',
  MENTAL_HEALTH: 'mentalHealthStatus phq9Score psychotherapyNotes suicideRisk',
  SUBSTANCE_USE: 'alcoholUse smokingStatus opioidDose tobacco',
  SEXUAL_HEALTH: 'hivStatus pregnant sexualOrientation gravida',
  GENETIC: 'genotype brca1 dnaSequence',
  FINANCIAL: 'copay deductible annualIncome',
};

describe('the detection of PHI by name, type and description', () => {
  it.each(CATEGORIES.flatMap((each) => ANYWHERE[each].split(' ').map((name) => [name, each])))(
    'treats the name %s, on a type of unknown kind, as %s',
    (name, expected) => {
      expect(category(name, 'unknown')).toBe(`${expected} by name`);
    },
  );

  it.each<[string, Subject, string]>([
    ['name', 'person', 'NAME by name'],
    ['id', 'person', 'RECORD_NUMBER by name'],
    ['line', 'person', 'GEOGRAPHY by name'],
    ['website', 'person', 'URL by name'],
    ['code', 'record', 'CLINICAL by name'],
    ['value', 'record', 'CLINICAL by name'],
    ['totalCost', 'record', 'FINANCIAL by name'],
    ['id', 'record', 'OTHER_ID by name'],
    ['start', 'record', 'DATE by name'],
    ['recordedAt', 'record', 'DATE by name'],
    ['lastSeen', 'person', 'DATE by name'],
  ])(
    'treats the name %s as PHI on a %s, and not on an organization or a type of unknown kind',
    (name, subject, expected) => {
      expect(category(name, subject)).toBe(expected);
      expect(category(name, 'unknown')).toBe('none');
      expect(category(name, 'organization')).toBe('none');
    },
  );

  it.each([
    ['contactVia', 'EmailAddress', 'EMAIL by type'],
    ['number', 'SSN', 'SSN by type'],
    ['primary', 'Diagnosis', 'CLINICAL by type'],
    ['issued', 'Date', 'none'],
  ])(
    'classifies %s: %s, on a type of unknown kind, by the type of the value as %s',
    (name, type, expected) => {
      expect(category(name, 'unknown', type)).toBe(expected);
    },
  );

  it('treats a DateTime on a record as a DATE by its type', () => {
    expect(category('issued', 'record', 'DateTime')).toBe('DATE by type');
  });

  it.each([
    ['The social security number, without dashes.', 'SSN by description'],
    ['Date of birth.', 'DATE by description'],
    ['What the lab sent as the medical record number.', 'RECORD_NUMBER by description'],
    ['How old the page may be. Not for the age of anything else.', 'none'],
    ['The name of the note.', 'none'],
  ])(
    'classifies a value with an ordinary name and the description "%s" as %s',
    (description, expected) => {
      expect(category('x', 'unknown', 'String', description)).toBe(expected);
    },
  );

  it.each([
    ['phoneVerified', 'Boolean'],
    ['hasEmail', 'Boolean'],
    ['emailCount', 'Int'],
    ['firstName', 'Int'],
    ['zipFormat', 'String'],
  ])('does not treat %s: %s on a person as PHI', (name, type) => {
    expect(category(name, 'person', type)).toBe('none');
  });

  it('treats a Boolean as PHI if it states health information, such as pregnant', () => {
    expect(category('pregnant', 'person', 'Boolean')).toBe('SEXUAL_HEALTH by name');
  });

  it.each(
    `id version status name title description createdAt updatedAt first last skip limit offset cursor after page
     pageSize totalCount hasNextPage price quantity sku currency language timezone role permission token locale
     image message body text enabled sort constructor __proto__ toString stage usage packages average`.split(
      /\s+/,
    ),
  )('does not treat the ordinary name %s as PHI', (name) => {
    expect(category(name, 'unknown')).toBe('none');
  });

  it.each(['name', 'phone', 'address', 'zip', 'email', 'fax', 'licenseNumber', 'url', 'gender'])(
    'does not treat the %s of an organization as PHI',
    (name) => {
      expect(category(name, 'organization')).toBe('none');
    },
  );

  it('treats a social security number as PHI even on an organization', () => {
    expect(category('ssn', 'organization')).toBe('SSN by name');
  });
});

describe('the kind of a type (person, record, organization), by the last known word of its name,', () => {
  it.each<[string, Subject]>([
    ['Patient', 'person'],
    ['HealthPlanMember', 'person'],
    ['AddressInput', 'person'],
    ['Observation', 'record'],
    ['LabResults', 'record'],
    ['Organization', 'organization'],
    ['PatientProvider', 'organization'],
    ['PayerClaim', 'record'],
    ['Query', 'unknown'],
    ['Movie', 'unknown'],
    ['__proto__', 'unknown'],
  ])('is for the type %s: %s', (type, subject) => {
    expect(subjectOf(type)).toBe(subject);
  });
});
