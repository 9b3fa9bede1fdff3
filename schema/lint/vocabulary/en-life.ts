import type { ClinicalWords } from './clinical-words.ts';

/**
 * The words of the specialties for a time of life, for one kind of disease and for one kind of treatment. Sources: NAACCR and TNM,
 * WHO child growth and immunization, HIV and tuberculosis registers, NEMSIS, ISBT 128, CDC case reports, ICF.
 */
export const SPECIALTIES_OF_LIFE: readonly ClinicalWords[] = [
  // Obstetrics and midwifery.
  {
    category: 'SEXUAL_HEALTH',
    vital: `gravidity, gtpal, fundal height, symphysis fundal, fetal heart, fetal movement, fetal position, fetal presentation, fetal weight, fetal lie,
      kick count, fetal kick, baby kick, cervical dilation, cervical dilatation, cervical length, effacement, membrane rupture, rupture of membrane, amniotic, meconium, umbilical, cord blood, nuchal translucency, crown rump, biparietal, femur length, abdominal circumference, labor onset,
      labor stage, stage of labor, onset of labor, partogram, partograph, induction of labor, mode of birth, vaginal delivery, vaginal birth,
      episiotomy, perineal, postpartum, lochia, obstetric, obstetrical, live birth, birth outcome, pregnancy outcome, gestation week,
      week of gestation, week pregnant, pregnancy week, latch score, breast milk, milk expressed, apgar 1, apgar 5, apgar one, apgar five, due date ultrasound`,
    health: `placenta, placental, cesarean, caesarean, c section, uterine, uterus, preeclampsia, pre eclampsia, eclampsia, gestational diabetes, maternal age, maternal death, maternal health,
      fetus, fetal, midwifery, perinatal, antepartum, intrapartum, puerperium, ectopic pregnancy, expecting mother, breastfed, lactating`,
    record: 'kick count, anc visit, pnc visit, partogram, birth plan, contraction timer',
  },
  // Gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `pap smear, pap test, colposcopy, cervical screening, endometrial, follicle size, follicle count, antral follicle, ovulation test, lh surge, lh test, embryo grade,
      blastocyst, intrauterine insemination, iui, icsi, egg retrieval, egg retrieved, oocyte retrieval, embryo transfer, sperm count, sperm motility, sperm morphology,
      semen volume, semen analysis, luteal phase, follicular phase, menstrual flow, period flow, period pain,
      basal body, bbt, cervical fluid, vaginal, trigger shot, stimulation day, vdrl, tpha, menses, fertile window, fertility window`,
    health: `ovarian, ovary, perimenopause, hormone replacement, intrauterine, iud, birth control, tubal ligation, hysterectomy, hysteroscopy, fibroid, gonadotropin,
      mammogram, mammography, bi rads, gynecology, gynecological, breast exam, breast cancer, sexually transmitted, condom, gonorrhoea, herpes`,
    record:
      'sperm count, follicle count, semen analysis, stimulation cycle, ovulation test, period log, period entry',
  },
  // Neonatology, pediatrics and growth: WHO growth standards.
  {
    vital: `corrected age, corrected gestational, transcutaneous bilirubin, kangaroo care, newborn screening, newborn hearing, heel prick, growth percentile,
      weight percentile, height percentile, length percentile, weight for age, height for age, weight for height, weight for length, length for age, bmi for age,
      head circumference percentile, weight z score, height z score, stunting, stunted, tanner stage, diaper change, wet diaper, dirty diaper, nappy,
      bottle feed, bottle feeding, breastfeed, breast side, nursing side, left breast, right breast, tummy time, pumped milk, milk volume pumped, infant weight,
      infant length, growth velocity, midparental`,
    health: `nicu, neonatal, neonate, preterm, premature birth, prematurity, phototherapy, cyanosis, teething, poop, pediatric, congenital, birth defect, down syndrome,
      surfactant, wasting status`,
    record: `growth record, growth measurement, growth entry, growth chart, growth point, diaper change, feeding session, nursing session, baby log, milestone record,
      newborn screening`,
  },
  // Immunization: IIS and CVX.
  {
    vital: `vaccine dose, vaccine lot, vaccine brand, vaccination status, vaccinated on, immunization status, adverse event following, aefi, cvx, cvx code, mvx code, dose number,
      booster dose, booster date, next dose, next vaccine, vaccine due, shot record`,
    health:
      'bcg, mmr vaccine, dtap, tdap, rotavirus, pneumococcal, booster shot, herd immunity, catch up schedule',
    record: 'vaccine dose, vaccine due, shot record, vaccination card, immunization schedule',
  },
  // Oncology and chemotherapy: NAACCR, TNM, RECIST.
  {
    vital: `tumor size, tumor site, tumor response, tumor burden, clinical stage, pathologic stage, pathological stage, t stage, n stage, m stage, tnm stage,
      clinical t, clinical n, clinical m, pathologic t, pathologic n, pathologic m, lymph node, node positive, node examined, surgical margin, resection margin, estrogen receptor,
      progesterone receptor, er positive, her 2, ki 67, pd l 1, msi status, microsatellite, disease progression, progression free, overall survival, treatment response, dose limiting,
      chemo cycle, chemo session, chemo regimen, treatment cycle, cancer type, cancer status, histology code, cumulative dose, metastatic site`,
    health: `chemo, chemotherapeutic, immunotherapy, targeted therapy, neoadjuvant, adjuvant, palliative intent, carcinoma, adenocarcinoma, sarcoma, lymphoma, leukemia, myeloma,
      glioma, neoplasm, neoplastic, malignant, malignancy, metastatic, oncologic, histologic, in remission, remission status, disease remission, cancer survivor, screening mammogram`,
    record:
      'chemo cycle, chemo regimen, chemo order, tumor board, tumor response, cancer registration',
  },
  // Radiotherapy.
  {
    vital: `fraction dose, dose per fraction, planned fraction, gross tumor volume, planning target, organ at risk, dose area product,
      ctdi, dose length product, radiation dose, prescribed dose, isocenter, gray dose`,
    health: 'brachytherapy, radiation therapy, linac, radiation oncology',
    record: 'treatment fraction, radiation fraction',
  },
  // Hematology, transfusion and transplantation: ISBT 128, UNOS.
  {
    vital: ` abo group, abo rh, rh type, rhd, rh d, packed red, transfusion reaction, direct antiglobulin, factor viii, bleeding episode, bleed location, joint bleed,
      inhibitor titer, bone marrow, chimerism, donor hemoglobin, hla match, hla mismatch, cold ischemia, warm ischemia, graft function, graft rejection,
      rejection episode, graft versus host, gvhd, panel reactive, donor specific antibody, cpra, engraftment, kdpi`,
    health: `blood component, blood bank, blood donation, fresh frozen plasma, cryoprecipitate, hemophilia, thalassemia, sickle cell, splenomegaly, cytogenetic, phlebotomy, plasmapheresis,
      hemovigilance, allograft, immunosuppression, immunosuppressant, organ transplant, organ donation, living donor, deceased donor, stem cell, bleeding, anticoagulated,
      deep vein, leukopenia, neutropenia, neutropenic, thrombocytopenia`,
    record: ' bleed episode, transfusion reaction, crossmatch, blood request',
  },
  // Infectious and tropical diseases, programs for HIV and tuberculosis.
  {
    vital: `arv regimen, art regimen, arv start, art initiation, arv, antiretroviral, viral suppression, who stage, who clinical stage, pmtct, sputum smear, smear result,
      smear grade, smear conversion, tb status, tb screening, tb treatment, tb contact, tb type, mdr tb, rifampicin, isoniazid, directly observed, hiv test, hiv result, cd4 result,
      syndromic, deworming, chest indrawing, danger sign`,
    health: `chagas, zika, chikungunya, ebola, cholera, typhoid, yellow fever, measles, rubella, mumps, varicella, chickenpox, pertussis, diphtheria, tetanus, polio, meningitis, encephalitis,
      leprosy, scabies, helminth, schistosomiasis, leishmaniasis, filariasis, trachoma, monkeypox, mpox, flu shot, hookworm, bed net, bednet, contagious, infectious, infectious disease, communicable disease,
      nosocomial, hospital acquired, latent tb, strep, coronavirus, lyme`,
    record: 'arv refill, tb contact, hiv test, smear, sputum smear',
  },
  // Public health case investigation.
  {
    vital: ` exposure date, infectious period, close contact of case, contact of case, symptom onset,
      onset of symptom, isolation start, isolation end, epidemiological link, epi link, tested negative, test positive, date of onset`,
    health:
      'outbreak, confirmed case, suspected case, probable case, notifiable, reportable disease, reportable condition, epidemiology, epidemiological, case investigation, contact tracing, surveillance case',
    record: 'case investigation, exposure event, outbreak case, close contact of case',
  },
  // Genetics: VCF, ACMG, HPO.
  {
    category: 'GENETIC',
    vital: `variant classification, pathogenic variant, variant of uncertain, acmg, acmg classification, mode of inheritance, inheritance pattern, inheritance mode, proband, hpo term, copy number variant, snp, rsid,
      polygenic risk, metabolizer, paternity test, haplogroup, affected sibling, carrier screening, allele fraction, genotype quality, fetal fraction,
      nipt, variant allele`,
    health: `allele frequency, pathogenicity, pathogenic, penetrance, trisomy, aneuploidy, pharmacogenomic, pharmacogenetic, chromosomal, hereditary, heredity, gene mutation, gene panel, heterozygous, homozygous, genetic test, sequencing result`,
    record:
      'pedigree member, variant classification, genetic test, gene panel result, carrier screening',
  },
  // Pathology and autopsy.
  {
    vital: `gross description, microscopic description, gross examination, specimen adequacy, immunohistochemistry, ihc result, frozen section, tissue block, stain result,
      margin involved, perineural, lymphovascular, mitotic, nuclear grade, final diagnosis, time of death, rigor mortis, livor, lividity, organ weight,
      postmortem interval, postmortem exam, tissue type`,
    health:
      'specimen source, manner of death, cytology, cytopathology, histopathology, histological, autopsy, forensic pathology, necropsy, tissue sample',
    record: 'tissue block, slide stain, autopsy, specimen container',
  },
  // Radiology: DICOM attributes of the study.
  {
    vital: `study instance, series instance, sop instance, body part examined, patient position, contrast volume, contrast agent, contrast allergy, contrast reaction, imaging finding, image laterality, radiological finding,
      hounsfield, lesion diameter, nodule size, reason for exam, reason for study, clinical indication, indication for exam, admitting diagnosis, kvp`,
    health:
      'dicom, contrast media, radiology report, imaging report, imaging modality, study modality, lung rads, pi rads, ti rads, lung nodule, thyroid nodule, radiograph, radiographic, tomography, scintigraphy, fluoroscopy, pet scan, bone scan',
    record: 'imaging exam, radiology exam, radiology report, radiology order, imaging order',
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `suicidal ideation, suicide attempt, homicidal, mental status, mental state, thought process, thought content, thought record, automatic thought, cognitive distortion, coping skill, coping strategy,
      therapy goal, treatment goal, therapy progress, panic episode, involuntary hold, seclusion, self injurious, intrusive thought`,
    health: `anhedonia, hopelessness, worthlessness, irritability, anxious, depressed, phobia, obsession, compulsion, dissociative, psychosocial, personality disorder, psychiatry, psychotic,
      emotional distress, cognitive behavioral, dbt, emdr, agoraphobia, paranoia, manic, bulimia, gambling disorder, domestic violence, psychological, counselling session, counseling session, mental illness`,
    record:
      'thought record, mental status exam, counseling session, counselling session, coping skill, mood rating, restraint event',
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `withdrawal symptom, withdrawal scale, drug of choice, substance of choice, last drink, drinks per day, standard drink, sober day, day sober, sobriety date, sober since, urine drug screen, drug screen, tox screen,
      breathalyzer, take home dose, take home bottle, dosing window, overdose history, overdose event, overdose date, overdosed, injecting drug, smoking quit, cigarettes per day, recovery meeting, last use date`,
    health:
      'toxicology, buprenorphine, suboxone, needle exchange, harm reduction, tobacco use, vape, opiate, narcotic, amphetamine, methamphetamine, benzodiazepine, intoxicated, intoxication, alcoholism',
    record:
      'relapse event, drug screen, drug test, urge, urge log, take home dose, sober day, recovery meeting',
  },
];
