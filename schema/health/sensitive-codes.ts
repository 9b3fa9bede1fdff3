/**
 * Codes that make a record one of mental health: SNOMED CT (findings, disorders, procedures), LOINC
 * (questionnaires) and RxNorm (medicines), as Synthea's modules use them.
 */
export const MENTAL_HEALTH_CODES: ReadonlySet<string> = new Set([
  // SNOMED CT, findings and disorders
  '370143000', // Major depressive disorder
  '36923009', // Major depression, single episode
  '79298009', // Mild major depression, single episode
  '832007', // Moderate major depression
  '35489007', // Depressive disorder
  '197480006', // Anxiety disorder
  '80583007', // Severe anxiety (panic)
  '371631005', // Panic disorder
  '47505003', // Posttraumatic stress disorder
  '73595000', // Stress
  '192127007', // Child attention deficit disorder
  '406506008', // Attention deficit hyperactivity disorder
  '13746004', // Bipolar disorder
  '58214004', // Schizophrenia
  '86849004', // Suicidal deliberate poisoning
  '287182007', // Attempted suicide, suffocation
  '287185009', // Attempted suicide, cut or stab
  '287191006', // Suicide, firearms
  '6471006', // Suicidal thoughts
  '225444004', // At risk for suicide
  // SNOMED CT, procedures
  '171207006', // Depression screening
  '454711000124102', // Depression screening, PHQ-2
  '715252007', // Depression screening, PHQ-9
  '710841007', // Assessment of anxiety
  '228557008', // Cognitive and behavioural therapy
  '76168009', // Group psychotherapy
  '75516001', // Psychotherapy
  '88848003', // Psychiatric follow-up
  '10197000', // Psychiatric interview and evaluation
  // LOINC
  '55758-7', // PHQ-2
  '44261-6', // PHQ-9
  '89204-2', // PHQ-9, modified for teens
  '70274-6', // GAD-7
  '69737-5', // GAD-7
  '71354-5', // Edinburgh postnatal depression scale
  '93038-8', // How stressed are you?
  // RxNorm
  '312938', // Sertraline 100 MG
  '310385', // Fluoxetine 20 MG
  '200371', // Citalopram 20 MG
]);

/** Codes that make a record one of substance use (42 CFR Part 2). Tobacco is not part of it. */
export const SUBSTANCE_USE_CODES: ReadonlySet<string> = new Set([
  // SNOMED CT, findings and disorders
  '7200002', // Alcoholism
  '15167005', // Alcohol abuse
  '66590003', // Alcohol dependence
  '10939881000119104', // Unhealthy alcohol drinking behaviour
  '5602001', // Opioid abuse
  '75544000', // Opioid dependence
  '6525002', // Dependent drug abuse
  '26416006', // Drug abuse
  '191816009', // Drug dependence
  '361055000', // Misuses drugs
  '55680006', // Drug overdose
  // SNOMED CT, encounters and procedures
  '56876005', // Drug rehabilitation and detoxification
  '266707007', // Drug addiction therapy
  '310653000', // Drug addiction therapy using methadone
  '428211000124100', // Assessment of substance use
  '713106006', // Screening for drug abuse
  '763302001', // AUDIT-C
  '868187001', // CRAFFT screening test
  '171208001', // Alcohol consumption screening
  // LOINC
  '75626-2', // AUDIT-C
  '82667-7', // DAST-10
  // RxNorm
  '351267', // Buprenorphine 8 MG / naloxone 2 MG
  '1010604', // Buprenorphine 8 MG / naloxone 2 MG, sublingual film
  '864718', // Methadone 10 MG
  '1551467', // Naltrexone 50 MG
]);
