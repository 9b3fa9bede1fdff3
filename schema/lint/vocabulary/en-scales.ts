import type { ClinicalWords } from './clinical-words.ts';

/**
 * Scales, scores and questionnaires that clinicians and patients fill in, under the names that their authors gave them. Left out,
 * or only together with a word for a score, are those named as other things, such as SOFA, CAGE, COWS, FAST and MoCA.
 */
export const SCALES: readonly ClinicalWords[] = [
  // Pain.
  {
    vital: `pain rating, pain site, pain type, pain quality, pain duration, pain scale, pain intensity, pain location, pain now, worst pain,
      average pain, least pain, pain interference, brief pain inventory, mcgill pain, visual analog scale, visual analogue scale, vas score,
      vas pain, numeric rating scale, numerical rating, nrs score, wong baker, flacc, painad, cpot, opioid risk tool`,
    record: 'pain scale, pain rating, pain map',
  },
  // Falls, pressure ulcers, frailty and dependency in nursing.
  {
    vital: `braden score, braden scale, waterlow, norton scale, norton score, morse fall, morse score, hendrich, stratify score, clinical frailty,
      frailty, frailty score, rockwood scale, katz index, katz score, lawton, barthel, functional independence, fim score, adl score,
      iadl, activity of daily living, bim score, palliative performance, pps score, performance status, karnofsky score,       mobility score, berg balance, tinetti, timed up and go, tug test, functional reach, chair stand,
      short physical performance, sppb, six minute walk, 6 minute walk, 6 mwt, 6 mwd`,
    health: 'functional status, adl, dependency level, assistance level',
    record: 'braden scale, barthel index, katz index, frailty index',
  },
  // Cognition and consciousness.
  {
    vital: `mmse, moca score, moca total, mini mental, mini cog, montreal cognitive, cognitive score, cognitive status, cognitive test,
      cognitive assessment, cognitive screening, clock drawing, delayed recall, cam icu, confusion assessment, rass, rass score, ramsay score,
      glasgow coma, coma scale`,
    health: 'cognition, cognitive, cognitive impairment, delirium, coma, comatose',
    record: 'glasgow coma scale, coma scale, mini mental state, cognitive test',
  },
  // Depression, anxiety and other scales of psychiatry.
  {
    category: 'MENTAL_HEALTH',
    vital: `phq 2, phq 15, gad 2, beck depression, bdi score, bdi ii, bai score, hamilton depression, hamilton anxiety, hamd, ham d,
      madrs, ymrs, young mania, edinburgh postnatal, epds, geriatric depression, gds score, dass 21, hads score, k 10 score, kessler 10,
      who 5, pcl 5, caps 5, ybocs, y bocs, panss, clinical global impression, cgi severity, cgi improvement, gaf score, honos, core om, columbia suicide, cssrs, c ssrs, suicide risk, perceived stress, burnout inventory, maslach,       mood rating, mood score, mood level, anxiety level, anxiety score, depression score, distress level, distress score, distress thermometer,
      suds rating, suds level`,
  },
  // Alcohol, tobacco and other drugs.
  {
    category: 'SUBSTANCE_USE',
    vital: `audit score, dast 10, dast score, cage score, cage questionnaire, ciwa, clinical opiate withdrawal, fagerstrom, craving level,
      craving intensity, urge intensity, urge level, urge strength`,
  },
  // Development, autism and ADHD.
  {
    category: 'MENTAL_HEALTH',
    vital: `adhd rs, conners, vanderbilt score, vanderbilt assessment, sdq, cbcl, ados 2, adi r, m chat, mchat, autism quotient,
      childhood autism, gilliam, vineland, bayley, srs 2, stimming, echolalia, asq 3, ages and stages`,
    health: `neurodevelopmental, neurodivergent, hyperactivity, inattention, impulsivity, developmental delay, development delay,
      developmental milestone, developmental screening`,
  },
  // Sepsis, intensive care, surgery and emergency.
  {
    vital: `sofa score, qsofa, apache ii, apache score, saps ii, curb 65, centor, asa class, asa score,
      asa grade, asa physical, asa status, mallampati, aldrete, triage level, triage category, triage score, triage color, esi level, ctas level,
      manchester triage, acuity level, injury severity, trauma score, revised trauma, bishop score, silverman score, ballard score, downes score`,
    health: 'severity of illness',
  },
  // Stroke and other diseases of nerves.
  {
    vital: `nihss, nih stroke, rankin, mrs score, edss, updrs, hoehn, alsfrs, ashworth, midas score, hit 6 score, asia impairment, hunt hess,
      fisher grade, cincinnati stroke, lams score`,
  },
  // Heart and vessels.
  {
    vital: `nyha, killip, timi score, grace score, cha 2 ds 2, has bled, framingham, ascvd, canadian cardiovascular,
      ankle brachial, cardiac risk, cardiovascular risk`,
  },
  // Breath: asthma, COPD, sleepiness.
  {
    vital: `asthma control, acq score, mmrc, mrc dyspnea, dyspnea scale, borg scale, borg score, borg rating, copd assessment,       epworth, stop bang, psqi, pittsburgh sleep, insomnia severity, berlin questionnaire, rated perceived exertion, perceived exertion`,
  },
  // Kidney, prostate, bladder and sexual function.
  {
    vital: 'ipss, aua symptom, aua score, iief, iciq, overactive bladder score, kdqol, fsfi',
  },
  // Bowel and liver.
  {
    vital: `bristol stool, bristol scale, bristol type, bristol score, mayo score, harvey bradshaw, cdai, child pugh, meld score, meld na,
      boston bowel, ibs sss, rome criteria, fib 4, glasgow blatchford`,
  },
  // Skin.
  {
    vital: 'pasi, easi score, scorad, dlqi, fitzpatrick',
  },
  // Joints and spine.
  {
    vital: `das 28, basdai, basfi, haq di, haq score, sledai, sdai, womac, koos, hoos, oxford knee, oxford hip, oxford shoulder, harris hip, quick dash score, oswestry, roland morris, neck disability, lysholm, frax, tender joint, swollen joint`,
  },
  // Voice, speech and ears.
  {
    vital:
      'voice handicap, grbas, hearing handicap, dizziness handicap, tinnitus handicap, snot 22, reflux symptom index',
  },
  // Nutrition.
  {
    vital: 'must score, mna score, mini nutritional, nrs 2002, strongkids, subjective global',
  },
  // Cancer and the end of life.
  {
    vital: `ecog score, ecog performance, ctcae, recist, esas r, edmonton symptom, ipos score, eortc, qlq c 30, fact g, g 8 score, symptom score,
      symptom severity, symptom burden, toxicity grade`,
  },
  // Quality of life, function and adherence.
  {
    vital: `eq 5 d, eq vas, sf 36, sf 12, whoqol, promis score, promis t, health related quality, whodas, copm, patient specific functional,
      morisky, medication adherence, treatment adherence, pedsql`,
    health: 'quality of life, patient reported, reported outcome',
  },
];
