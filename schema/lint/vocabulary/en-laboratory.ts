import type { ClinicalWords } from './clinical-words.ts';

/**
 * What is measured of a person at the bedside and in a laboratory: short names of LOINC and units of its classes, vital signs of
 * HL7 v2, FHIR and openEHR. Left out are abbreviations with another meaning in other software, such as INR, MAP, PSA and BUN,
 * and what a label of food or a sample of water has, such as iron, total protein and pH.
 */
export const LABORATORY: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person: FHIR vital signs, openEHR, early warning scores.
  {
    vital: `sbp, dbp, systolic bp, diastolic bp, mean arterial, pulse ox, pulse oximetry, oximetry, pulse oximeter, o 2 sat, sat o 2,
      oxygen sat, min sat, mean sat, lowest sat, nadir sat, minimum saturation, mean saturation, lowest saturation, oxygen nadir,
      saturation nadir, oxygen flow, o 2 flow, on room air, supplemental oxygen, oxygen therapy, oxygen requirement, fio2, etco2,
      end tidal, capillary refill, central venous, orthostatic, skin turgor, early warning score, mews score, pews score,
      news 2 score, level of consciousness, consciousness level, avpu, acvpu, gcs score, gcs total, gcs eye, gcs motor, gcs verbal,
      pupil reaction, pupil response, pupil size, urine output, fluid balance, fluid intake, fluid output, heart sound, breath sound,
      lung sound, bowel sound, peripheral pulse, pedal pulse, radial pulse, apical pulse, respiratory effort, respiratory distress,
      breathing rate, breath rate, axillary temperature, tympanic temperature, oral temperature, rectal temperature,
      skin temperature, body surface area, lean body weight, adjusted body weight, mid upper arm, arm circumference,
      abdominal girth, hip circumference, neck circumference, chest circumference, calf circumference, waist hip ratio,
      waist to hip, grip strength, hand grip, handgrip, bp cuff, pulse pressure, body water, bmi percentile`,
    health:
      'consciousness, unconscious, respiratory, circulatory, vital statistics, anthropometry, anthropometric',
    record: 'vital range, fluid balance, intake output, anthropometry',
  },
  // Blood count and films.
  {
    vital: `hgb, hct, mcv, mchc, rdw, leukocyte, neutrophil, lymphocyte, monocyte, eosinophil, basophil, reticulocyte,
      erythrocyte, thrombocyte, platelet count, wbc count, rbc count, white cell, red cell, white blood cell, red blood cell,
      neutrophil count, lymphocyte count, eosinophil count, reticulocyte count, leukocyte count, cd4 count, cd4 percent, cd8 count,
      blood count, differential count, hemogram, peripheral smear, blood film, blood smear, sickling, sickle test, coombs, g 6 pd,
      hemoglobin electrophoresis, iron saturation, transferrin, tibc, serum iron, serum b12, vitamin b12 level, vitamin d level,
      serum folate, absolute neutrophil, blast percent, blast count`,
    record: 'blood count, cell count, platelet count, cd4 count, differential count, hemogram',
  },
  // Coagulation.
  {
    vital: `inr value, inr result, inr target, target inr, last inr, pt inr, prothrombin, aptt, ptt, fibrinogen, antithrombin, bleeding time,
      clotting time, anti xa, thromboelastography, time in therapeutic range`,
    health: 'coagulation, anticoagulation, clotting',
  },
  // Chemistry: electrolytes, kidney, liver, lipids, heart.
  {
    vital: `sgpt, sgot, alkaline phosphatase, aspartate aminotransferase, alanine aminotransferase, transaminase, gamma gt, globulin,
      prealbumin, blood urea, urea nitrogen, bun creatinine, serum creatinine, creatinine clearance, cystatin, serum sodium,
      serum potassium, serum calcium, ionized calcium, serum chloride, serum magnesium, serum phosphate, serum albumin, serum bicarbonate, anion gap, osmolality, osmolarity, creatine kinase, ck mb, myoglobin, homocysteine, lipoprotein, apolipoprotein, vldl,
      fasting glucose, random glucose, postprandial, ogtt, glucose tolerance, fructosamine, c peptide, ketone, hydroxybutyrate,
      direct bilirubin, total bilirubin, indirect bilirubin, urate, hs crp, c reactive, sed rate, sedimentation rate, interleukin`,
    health: `lipid panel, lipid profile, metabolic panel, liver function, liver enzyme, kidney function, renal function, thyroid function,
      lab value, lab panel, lab finding, abnormal flag, reference interval, blood chemistry, tumor marker, inflammation`,
    record:
      'lab panel, metabolic panel, lipid panel, lab value, laboratory panel, laboratory value, panel result',
  },
  // Blood gases.
  {
    vital: `blood gas, abg, vbg, base excess, base deficit, pco2, paco2, pao2, arterial ph, blood ph, cord ph, venous ph, oxygenation index,
      carboxyhemoglobin, methemoglobin, blood lactate, serum lactate, p f ratio`,
    health: 'acidosis, alkalosis, hypoxia, hypoxemia, hypercapnia',
    record: 'blood gas, abg',
  },
  // Urine and stool.
  {
    vital: `urinalysis, urine ph, urine protein, urine glucose, urine ketone, urine culture, urine specific gravity, urine color, urine volume,
      urine creatinine, urine dipstick, proteinuria, hematuria, leukocyte esterase, urobilinogen, pus cell, epithelial cell,
      urinary cast, crystalluria, albuminuria, uacr, occult blood, calprotectin, stool consistency, stool color, stool culture,
      stool form, stool type, ova and parasite, fecal`,
    record: 'urinalysis, urine dipstick',
  },
  // Hormones.
  {
    vital: `free t3, free t4, ft 3, ft4, thyroxine, triiodothyronine, anti tpo, tpo antibody, thyroglobulin, parathyroid hormone, pth, fsh,
      luteinizing, lh level, estrogen, dhea, shbg, androstenedione, amh, inhibin, growth hormone, igf 1, acth, aldosterone,
      metanephrine, calcitonin, copeptin, hormone level`,
    health: 'hormone, hormonal, endocrine',
  },
  // Tumor markers.
  {
    vital: `ca 125, ca 19 9, ca 15 3, ca 72 4, cea level, afp level, psa level, psa value, psa density, psa result, prostate specific antigen,
      alpha fetoprotein, carcinoembryonic, beta hcg, chromogranin`,
  },
  // Levels of drugs and poisons.
  {
    vital: `drug level, trough level, digoxin level, lithium level, vancomycin trough, tacrolimus level, phenytoin level, valproate level,
      therapeutic drug monitoring, blood lead, blood alcohol`,
  },
  // Microbiology, virology and parasitology.
  {
    vital: `gram stain, blood culture, sputum culture, wound culture, throat culture, culture result, organism isolated,
      minimum inhibitory, antibiogram, mrsa, esbl, mdro, c difficile, clostridium, acid fast, pcr result, pcr test, ct value,
      hbsag, anti hbs, hbeag, anti hcv, hcv rna, hbv dna, widal, monospot, mantoux, tuberculin, quantiferon, genexpert, rt pcr,
      h pylori, serostatus, seroconversion, parasite count, parasite density, parasitemia, plasmodium, falciparum, vivax, blood slide, microfilaria, rdt result, rdt positive, malaria rdt, viral load copy`,
    health: `colony count, microbiology, bacteriology, virology, parasitology, mycology, antimicrobial, serotype, pathogen, bacteria, bacterial, fungal,
      parasite, antibiotic resistance, drug resistance, resistant organism`,
    record: 'parasite count, colony count, antibiogram, culture result, blood culture, blood slide',
  },
  // Immunology and allergy.
  {
    vital: `immunoglobulin, igg, igm, ige level, total ige, specific ige, skin prick, prick test, rheumatoid factor, anti ccp, ana titer,
      antinuclear, ds dna, hla typing, crossmatch, wheal, antibody titer, antibody level, antibody screen`,
    health:
      'immunology, immune status, immunocompromised, immunodeficiency, autoimmune, inflammatory',
  },
];
