import type { ClinicalWords } from './clinical-words.ts';

/**
 * The words of care itself, whatever the disease: admission, nursing, drugs, anesthesia, emergencies, trials, the end of life, work,
 * school and disability. Sources: HL7 v2 (PV1, PV2, ORC, RXE), FHIR, OMOP CDM, CDISC SDTM, MDS 3.0, OASIS-E, NEMSIS, ATC, ICF.
 */
export const CARE: readonly ClinicalWords[] = [
  // Admission, diagnosis and discharge: HL7 v2 and FHIR.
  {
    vital: `admit source, admit reason, hospital admission reason, admission diagnosis, admit diagnosis, discharge disposition, discharge diagnosis,
      discharge reason, discharge condition, principal diagnosis, primary diagnosis, secondary diagnosis, working diagnosis, differential diagnosis, provisional diagnosis, present on admission, readmitted, history of illness, review of systems, physical examination, examination finding, clinical finding, presenting complaint, presenting problem, reason for consultation, reason for encounter,
      past surgical, surgical procedure, family medical history, known allergy, allergy severity, allergy reaction, condition severity, disease status, disease stage, onset age, age at onset, age at diagnosis,
      clinical status, body height, ehr status`,
    health: `admission reason, reason for admission, readmission, diagnosed, comorbid, medical emergency, medically, referral letter, second opinion, complication, syndrome, sickness, ailment, unwell, surgical, clinical trial, medical procedure, medical test, bedridden`,
    record:
      'admission diagnosis, discharge diagnosis, physical exam, physical examination, hospital stay, ward round, ward admission, patient day, medical event, health concern, flowsheet, flow sheet, family disease',
  },
  // Symptoms that a person names.
  {
    health: `abdominal pain, stomach ache, stomach pain, muscle ache, muscle pain, body ache, myalgia, night sweat, loss of taste, loss of smell, runny nose, sneezing, stuffy nose, dry mouth, hot flush, malaise, lethargy, drowsiness, drowsy,
      agitation, restlessness, earache, tingling, hair loss, dehydration, fainting, blurred vision, double vision, breathlessness, breathing difficulty, difficulty breathing, shivering, itchy, pain relief, bloated, cramping,
      brain fog, flare up, joint swelling, loss of appetite, poor appetite, painful`,
    record: 'symptom check, symptom entry, flare up, pain entry, pain episode',
  },
  // Drugs: RxNorm, ATC classes, prescriptions and their administration.
  {
    vital: `dose given, dose refused, refused dose, dose withheld, prn reason, prn medication, medication given, medication refused, medication error, drug chart, medication round, refill remaining, number of refill,
      daily dose, dose frequency, dose time, dosing schedule, current medication, home medication, medication reconciliation, concomitant medication, drug allergy, take with food, taken dose, skipped dose, insulin dose, injection site,
      inhaled, infusion rate, infusion start, iv rate, drip rate, dispensed quantity, days of supply`,
    health: `dose form, dose unit, dose route, drug interaction, drug strength, rxcui, atc code, posology, anticoagulant, antiplatelet, antihypertensive, beta blocker, statin, diuretic, warfarin, heparin, aspirin, metformin, antidepressant, ssri,
      antipsychotic, anticonvulsant, antiepileptic, corticosteroid, prednisone, analgesic, painkiller, nsaid, paracetamol, acetaminophen, ibuprofen, morphine, fentanyl, antihistamine, antiemetic, laxative, antifungal, antiviral,
      antimalarial, levothyroxine, antacid, salbutamol, albuterol, sedative, chemotherapy drug, tranquilizer, vasopressor, norepinephrine, epinephrine, adrenaline auto injector, intramuscular, intravenous, subcutaneous`,
    record:
      'medication round, medication dose, dose event, drug chart, mar entry, medication course, drug administration, iv fluid, drug allergy, current medication, home medication',
  },
  // Nursing and long-term care: MDS, OASIS, nursing classifications.
  {
    vital: `pressure area, repositioning, turning schedule, bowel chart, fluid chart, stool chart, catheter care, oral care given, continence, incontinent, toileting, nursing diagnosis, nursing intervention, nursing assessment,
      sbar, bed mobility, needs assistance with, transfer ability, eating ability, dressing ability, bathing ability, feeding assistance, bathing assistance, toileting assistance, personal care given, wander risk, elopement risk,
      homebound, plan of care, care grade, level of care need, amount eaten, percent eaten, meal percent, fluid consumed, oral intake, skin observation, hip protector, number of fall, fall history, fall with injury,
      bowel opened, urinary output, restraint use, sleep quality`,
    health: `nursing care, home care, home health, bed bound, mobility status, mobility level, assistive device, walking aid, catheterization, immobile, handover note`,
    record:
      'bowel chart, fluid chart, stool chart, food chart, turning schedule, care round, nursing round, care shift note, fall incident, fall event, care visit, home visit note, handover note, nursing handover',
  },
  // Palliative care and hospice.
  {
    vital: ` resuscitation status, polst, molst, do not resuscitate, do not intubate, dnar, dnacpr, goal of care, hospice election, terminal illness, terminal diagnosis, terminally ill, preferred place of death,
      comfort care`,
    health: 'hospice, palliative, bereavement, bereaved, end of life care',
  },
  // Anesthesia, surgery and intensive care.
  {
    vital: `difficult airway, intubation, extubation, endotracheal, ett size, laryngeal mask, anesthesia type, anesthesia start, anesthesia end, spinal block, nerve block, epidural, peep level, minute ventilation, ventilator mode,
      ventilation mode, ventilator setting, plateau pressure, driving pressure, arterial line, central line, picc line, ecmo, prone position, spontaneous breathing, estimated blood loss, blood loss, incision time, sponge count, tourniquet time,
      surgical site, anesthesia risk, npo since, nil by mouth, drain output, drain volume, surgery type, post operative, urine hourly`,
    health: `airway management, anesthetic, sedation, preop, pre operative, preoperative, postop, postoperative, perioperative, intraoperative, incision, cannula, iv site, iv access, suture, critical care, intensive care, life support, mechanical ventilation, inotrope`,
    record:
      'anesthesia record, operative note, operative report, op note, operation record, surgery record, theatre case, theater case, surgical case, surgical count, line insertion, icu round, ventilator setting, intraoperative event',
  },
  // Emergency, ambulances and poison control: NEMSIS.
  {
    vital: `mechanism of injury, nature of illness, provider impression, primary symptom, cpr performed, cpr started, bystander cpr, left without being seen, ed disposition,
      patient disposition, time of injury, place of injury, burn area, burn degree, body surface burned, snake bite, animal bite, dog bite, amount ingested, ingested amount, substance ingested, route of exposure, exposure route,
      activated charcoal, poison severity, toxidrome`,
    health:
      'prehospital, defibrillated, cpr, food poisoning, drug poisoning, tourniquet, drowning, emergency department, emergency room, injury type, cause of injury, bruise',
    record:
      'poison case, ambulance run, patient care report, ems run, ems response, trauma alert, triage tag, crash cart use, first aid entry',
  },
  // Nutrition and dietetics.
  {
    vital: `nutritional status, nutrition status, nutrition risk, malnourished, tube feeding, tube feed, feeding tube, enteral, parenteral, nasogastric, fluid restriction, diet order, diet history, caloric requirement, weight change, weight loss percent,
      energy requirement, meal compliance, percent of meal, food allergy, rutf`,
    health:
      'malnutrition, undernutrition, appetite level, appetite change, food intolerance, diet restriction, diet type, diet prescription, therapeutic diet',
    record:
      'diet history, food recall, diet recall, tube feed, nutrition assessment, nutrition care',
  },
  // Occupational therapy and children's therapy.
  {
    vital:
      'fine motor, gross motor, sensory processing, sensory profile, pincer grasp, motor skill',
    health: 'occupational therapy, motor delay, applied behavior, adaptive equipment, aac device',
    record: 'therapy goal, treatment goal, therapy exercise',
  },
  // Work: sick leave and occupational medicine.
  {
    vital: `fit for work, fitness for duty, fitness to work, fit note, unfit for work, incapacity for work, work ability, occupational exposure, occupational disease, noise exposure, respirator fit, biological monitoring, needlestick,
      needle stick, work related injury, incapacity start, incapacity end`,
    health:
      'incapacity, sick certificate, sickness absence, workplace injury, occupational health, medical clearance, medical fitness, medical restriction, work restriction, body part injured, injured body part',
    record:
      'fit note, sickness absence, health surveillance, medical clearance, incapacity, occupational exam, medical exam, medical examination, medical checkup, needlestick',
  },
  // School health and disability: ICF.
  {
    vital:
      'vision screening, hearing screening, scoliosis screening, immunization exemption, vaccine exemption, head lice, disability type, disability percentage, disability grade, degree of disability, impairment type, body function, activity limitation, participation restriction',
    health:
      'visual impairment, hearing impairment, visually impaired, hearing impaired, intellectual disability, learning disability, school nurse, health screening, wheelchair user, mobility impairment',
    record:
      'health screening, vision screening, hearing screening, nurse visit, school health, disability card',
  },
  // Clinical trials: variables of CDISC SDTM.
  {
    vital: `usubjid, subjid, aeterm, aedecod, aesev, aeser, aerel, aeout, aestdtc, aeendtc, lbtestcd, lbtest, lborres, lbstresn, lbstresc, vstestcd, vstest, vsorres, vsstresn, cmtrt, cmdose, cmindc, mhterm, mhdecod, exdose, extrt, dsterm, dsdecod,
      dthfl, dthdtc, rfstdtc, rficdtc, egorres, qsorres, peorres, actarm, actarmcd, brthdtc, randomization number, treatment arm, screening number, serious adverse, concomitant, study drug, investigational product,
      unblinded, unblinding, causality assessment`,
    health: 'adverse effect, placebo',
    record:
      'concomitant medication, serious adverse event, protocol deviation, trial visit, study visit, subject visit, screening visit, drug accountability',
  },
];
