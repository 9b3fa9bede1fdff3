import { EMERGENCY, PROBLEM } from './illnesses.ts';
import type { Illness } from './illnesses.ts';

/** Illnesses with the sensitivity `mental-health`. */
export const MENTAL_ILLNESSES: readonly Illness[] = [
  {
    code: '370143000',
    text: 'Major depressive disorder (disorder)',
    fromAge: 14,
    probability: 0.1,
    acute: false,
    encounter: PROBLEM,
    medication: { code: '312938', text: 'sertraline 100 MG Oral Tablet' },
    procedure: { code: '228557008', text: 'Cognitive and behavioral therapy (regime/therapy)' },
  },
  {
    code: '197480006',
    text: 'Anxiety disorder (disorder)',
    fromAge: 12,
    probability: 0.08,
    acute: false,
    encounter: PROBLEM,
    medication: { code: '310385', text: 'FLUoxetine 20 MG Oral Capsule' },
    procedure: { code: '710841007', text: 'Assessment of anxiety (procedure)' },
  },
  {
    code: '47505003',
    text: 'Posttraumatic stress disorder (disorder)',
    fromAge: 18,
    probability: 0.03,
    acute: false,
    encounter: PROBLEM,
    medication: null,
    procedure: { code: '76168009', text: 'Group psychotherapy (procedure)' },
  },
];

/** Illnesses with the sensitivity `substance-use` (42 CFR Part 2). */
export const ADDICTIONS: readonly Illness[] = [
  {
    code: '7200002',
    text: 'Alcoholism (disorder)',
    fromAge: 20,
    probability: 0.04,
    acute: false,
    encounter: {
      code: '56876005',
      text: 'Drug rehabilitation and detoxification (regime/therapy)',
    },
    medication: { code: '1551467', text: 'naltrexone hydrochloride 50 MG Oral Tablet' },
    procedure: {
      code: '763302001',
      text: 'Assessment using Alcohol Use Disorders Identification Test - Consumption (procedure)',
    },
  },
  {
    code: '5602001',
    text: 'Opioid abuse (disorder)',
    fromAge: 18,
    probability: 0.02,
    acute: false,
    encounter: {
      code: '56876005',
      text: 'Drug rehabilitation and detoxification (regime/therapy)',
    },
    medication: { code: '351267', text: 'buprenorphine 8 MG / naloxone 2 MG Sublingual Tablet' },
    procedure: { code: '266707007', text: 'Drug addiction therapy (procedure)' },
  },
  {
    code: '55680006',
    text: 'Drug overdose (disorder)',
    fromAge: 18,
    probability: 0.01,
    acute: true,
    encounter: EMERGENCY,
    medication: null,
    procedure: { code: '428211000124100', text: 'Assessment of substance use (procedure)' },
  },
];
