/** A code and its text, as in an export. */
export interface Concept {
  readonly code: string;
  readonly text: string;
}

/** A condition with its encounters and treatments. */
export interface Illness extends Concept {
  /** Age in years from which a patient can have it. */
  readonly fromAge: number;
  /** The probability that a patient has it at some time. */
  readonly probability: number;
  /** Whether it ends within weeks; otherwise it is chronic. */
  readonly acute: boolean;
  readonly encounter: Concept;
  readonly medication: Concept | null;
  readonly procedure: Concept | null;
}

export const PROBLEM: Concept = { code: '185347001', text: 'Encounter for problem (procedure)' };
const SYMPTOM: Concept = { code: '185345009', text: 'Encounter for symptom (procedure)' };
const CHECK_UP: Concept = { code: '185349003', text: 'Encounter for check up (procedure)' };
export const EMERGENCY: Concept = {
  code: '50849002',
  text: 'Emergency room admission (procedure)',
};

/** SNOMED CT conditions with RxNorm medications, without mental health and substance use. */
export const ILLNESSES: readonly Illness[] = [
  {
    code: '59621000',
    text: 'Essential hypertension (disorder)',
    fromAge: 30,
    probability: 0.35,
    acute: false,
    encounter: CHECK_UP,
    medication: { code: '314076', text: 'lisinopril 10 MG Oral Tablet' },
    procedure: null,
  },
  {
    code: '44054006',
    text: 'Diabetes mellitus type 2 (disorder)',
    fromAge: 35,
    probability: 0.18,
    acute: false,
    encounter: CHECK_UP,
    medication: {
      code: '860975',
      text: '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet',
    },
    procedure: null,
  },
  {
    code: '55822004',
    text: 'Hyperlipidemia (disorder)',
    fromAge: 35,
    probability: 0.2,
    acute: false,
    encounter: CHECK_UP,
    medication: { code: '314231', text: 'Simvastatin 10 MG Oral Tablet' },
    procedure: null,
  },
  {
    code: '195967001',
    text: 'Asthma (disorder)',
    fromAge: 3,
    probability: 0.12,
    acute: false,
    encounter: PROBLEM,
    medication: { code: '2123111', text: 'albuterol 0.09 MG/ACTUAT Metered Dose Inhaler' },
    procedure: null,
  },
  {
    code: '185086009',
    text: 'Chronic obstructive bronchitis (disorder)',
    fromAge: 50,
    probability: 0.1,
    acute: false,
    encounter: PROBLEM,
    medication: {
      code: '895994',
      text: 'Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler',
    },
    procedure: null,
  },
  {
    code: '239872002',
    text: 'Osteoarthritis of hip (disorder)',
    fromAge: 50,
    probability: 0.15,
    acute: false,
    encounter: PROBLEM,
    medication: { code: '849574', text: 'Naproxen sodium 220 MG Oral Tablet' },
    procedure: null,
  },
  {
    code: '22298006',
    text: 'Myocardial infarction (disorder)',
    fromAge: 50,
    probability: 0.08,
    acute: true,
    encounter: EMERGENCY,
    medication: { code: '309362', text: 'Clopidogrel 75 MG Oral Tablet' },
    procedure: { code: '415070008', text: 'Percutaneous coronary intervention (procedure)' },
  },
  {
    code: '88805009',
    text: 'Chronic congestive heart failure (disorder)',
    fromAge: 60,
    probability: 0.1,
    acute: false,
    encounter: CHECK_UP,
    medication: { code: '313988', text: 'Furosemide 40 MG Oral Tablet' },
    procedure: { code: '40701008', text: 'Echocardiography (procedure)' },
  },
  {
    code: '431857002',
    text: 'Chronic kidney disease stage 4 (disorder)',
    fromAge: 55,
    probability: 0.06,
    acute: false,
    encounter: CHECK_UP,
    medication: null,
    procedure: null,
  },
  {
    code: '162864005',
    text: 'Body mass index 30+ - obesity (finding)',
    fromAge: 18,
    probability: 0.3,
    acute: false,
    encounter: CHECK_UP,
    medication: null,
    procedure: null,
  },
  {
    code: '444814009',
    text: 'Viral sinusitis (disorder)',
    fromAge: 2,
    probability: 0.6,
    acute: true,
    encounter: SYMPTOM,
    medication: null,
    procedure: null,
  },
  {
    code: '195662009',
    text: 'Acute viral pharyngitis (disorder)',
    fromAge: 2,
    probability: 0.5,
    acute: true,
    encounter: SYMPTOM,
    medication: { code: '198405', text: 'Ibuprofen 100 MG Oral Tablet' },
    procedure: null,
  },
  {
    code: '10509002',
    text: 'Acute bronchitis (disorder)',
    fromAge: 2,
    probability: 0.4,
    acute: true,
    encounter: SYMPTOM,
    medication: { code: '313782', text: 'Acetaminophen 325 MG Oral Tablet' },
    procedure: { code: '23426006', text: 'Measurement of respiratory function (procedure)' },
  },
  {
    code: '44465007',
    text: 'Sprain of ankle (disorder)',
    fromAge: 5,
    probability: 0.25,
    acute: true,
    encounter: EMERGENCY,
    medication: { code: '313782', text: 'Acetaminophen 325 MG Oral Tablet' },
    procedure: { code: '1225002', text: 'Plain X-ray of ankle (procedure)' },
  },
];
