import type { ClinicalWords } from './clinical-words.ts';

/**
 * The words of the specialties for one organ or one part of the body, as their records and devices write them. Sources: chapters of
 * the ICD, archetypes of openEHR, panels of LOINC, attributes of DICOM. Left out is what other software has too: `od`, `apnea`
 * apart, a word must be one that an engineer who never saw a clinic does not use.
 */
export const SPECIALTIES_OF_THE_BODY: readonly ClinicalWords[] = [
  // Sleep medicine: AASM scoring, CPAP devices.
  {
    vital: `ahi, apnea hypopnea, apnea index, apnea count, hypopnea, hypopnea index, oxygen desaturation, desaturation, desaturation index,
      respiratory disturbance, respiratory event, obstructive apnea, central apnea, sleep efficiency, sleep latency, wake after sleep,
      waso, rem latency, arousal index, limb movement, plm index, plmi, restless leg, mask leak, cpap usage, cpap pressure, bipap,
      pap therapy, pap usage, pap pressure, epap, ipap, polysomnography, polysomnogram, actigraphy`,
    health:
      'narcolepsy, cataplexy, parasomnia, sleepwalking, bruxism, sleepiness, snore, titration',
    record: 'sleep study, sleep night, polysomnogram, titration study, titration night, cpap night',
  },
  // Ophthalmology and optometry: IHE eye care, DICOM ophthalmic measurements.
  {
    vital: `visual acuity, acuity od, acuity os, acuity right, acuity left, best corrected, bcva, ucva, va od, va os, od va, os va, va right, va left,
      distance va, near va, uncorrected va, iop, iop od, iop os, intraocular, logmar, snellen, trial lens, trial frame, over refraction, auto refraction,
      autorefraction, autorefractor, subjective refraction, cycloplegic, retinoscopy, keratometry, k reading, near add,
      vertex distance, base curve, prism base, prism od, prism os, prism diopter, cup disc ratio, cup to disc, visual field, fundus, fundoscopy,
      retinal thickness, macular thickness, corneal thickness, pachymetry, axial length, anterior chamber, slit lamp, tonometry, gonioscopy,
      optic disc, optic nerve, color vision, ishihara, stereopsis, cover test, eye pressure, tear film, schirmer, intravitreal, iol power,
      sph od, sph os, cyl od, cyl os, od sph, os sph, od cyl, os cyl, right sph, left sph, right cyl, left cyl, r sph, l sph, r cyl, l cyl,
      monocular pd, near pd, distance pd, pd right, pd left, dominant eye`,
    health: `ophthalmic, ophthalmology, ocular, cornea, corneal, conjunctiva, macula, macular, vitreous, cataract, glaucoma, retinopathy, strabismus,
      amblyopia, nystagmus, myopia, hyperopia, astigmatism, presbyopia, blindness, low vision, color blind, dry eye, eye drop, eyelid,
      eyesight, contact lens, spectacle lens`,
    record:
      'trial lens, eye test, vision test, visual field, eye measurement, contact lens fitting, lens fitting, contact lens trial, optical prescription',
  },
  // Audiology, ear, nose and throat.
  {
    vital: `audiometry, audiometric, pure tone, air conduction, bone conduction, speech reception threshold, word recognition score, speech discrimination,
      tympanogram, tympanometry, acoustic reflex, otoacoustic, hearing threshold, otoscopy, otoscopic, ear canal, eardrum, tympanic,
      dix hallpike, hearing aid fitting, real ear`,
    health: `hearing aid, cochlear implant, deaf, deafness, tinnitus, cerumen, earwax, otitis, laryngoscopy, laryngeal, larynx, vocal cord,
      vocal fold, nasal endoscopy, tonsil, tonsillectomy, sinusitis, rhinitis, epistaxis, nosebleed, anosmia, hoarseness, vestibular, ear pain`,
    record: 'hearing threshold, hearing aid fitting, audiometry, tympanogram',
  },
  // Dentistry: charting of teeth and gums.
  {
    vital: `probing depth, gingival recession, gingival margin, gingival index, bleeding on probing, bleeding index, attachment loss, clinical attachment,
      furcation, tooth mobility, plaque score, dmft, tooth surface, tooth condition, tooth status, tooth code, tooth position,
      odontogram, overjet, overbite, crossbite, malocclusion, dental history, dental condition, dental status, dental finding`,
    health: `dental problem, dental treatment, dental record, gingiva, gingival, gum disease, periapical, bitewing, endodontic, dental plaque, toothache, tooth decay, dentition, temporomandibular,
      tmj, fluoride varnish, dental implant, oral hygiene, oral health, cavity filling`,
    record: `odontogram, perio chart, periodontal exam, perio exam, dental visit, dental procedure, dental exam, dental finding, tooth condition,
      tooth surface, tooth state`,
  },
  // Cardiology and ECG: IEEE 11073 and DICOM waveforms, echocardiography.
  {
    vital: `qt interval, q tc, qtc interval, pr interval, qrs, qrs duration, rr interval, st elevation, st depression, st segment, t wave, p wave, heart rhythm,
      cardiac rhythm, sinus rhythm, lvef, lv ejection, left ventricular, right ventricular, ventricular, atrial fibrillation, afib, premature ventricular,
      pvc burden, holter, wall motion, lvedd, lvesd, tapse, cardiac output, cardiac index, stroke volume, wedge pressure, pcwp, pacing threshold,
      heart murmur, cardiac stress test, treadmill test, ecg lead, ecg rhythm, ecg interpretation, ventricular rate`,
    health: `atrial, aortic, mitral, tricuspid, coronary, stenosis, angina, bradycardia, tachycardia, murmur, stent, angioplasty, angiogram, angiography,
      echocardiogram, echocardiography, electrocardiogram, cardiomyopathy, cardiac arrest, defibrillator, defibrillation, syncope, cardiology,
      cardiovascular, cardio vascular, heart disease, heart condition, heart valve, aneurysm, vascular, varicose`,
    record: 'electrocardiogram, echocardiogram, holter, ecg strip, heart rhythm',
  },
  // Pulmonology and spirometry: ATS and ERS names.
  {
    vital: `fev 1, fev 1 fvc, pefr, pef, fef 25, dlco, tlco, residual volume, total lung capacity, tidal volume, vital capacity, inspiratory capacity,
      lung function, pulmonary function, bronchodilator response, post bronchodilator, pre bronchodilator, feno, peak expiratory, sputum color, sputum volume,
      hemoptysis, crackle, rhonchi, inhaler use, inhaler usage, puff taken, rescue inhaler, asthma attack, asthma trigger, exacerbation`,
    health: `spirometry, spirometer, bronchodilator, pulmonary, pleural, pleural effusion, pneumothorax, bronchial, bronchitis, bronchoscopy, emphysema,
      cystic fibrosis, lung disease, lung capacity, chest tube, nebulizer, oxygen concentrator, respiratory infection`,
    record:
      'spirometry, lung function test, pulmonary function test, peak flow reading, asthma action plan',
  },
  // Nephrology and dialysis.
  {
    vital: `dialysate, dialyzer, ultrafiltration, uf volume, uf goal, single pool kt v, kt v value, sp kt v, urea reduction, pre dialysis, post dialysis,
      predialysis, postdialysis, interdialytic, intradialytic, target dry weight, av fistula, arteriovenous, dialysate flow,
      blood flow rate, venous pressure, arterial pressure, transmembrane pressure, dwell volume, exit site infection, residual renal, residual urine,
      ckd stage, aki stage, dialysis vintage`,
    health:
      'renal, kidney disease, kidney injury, kidney stone, glomerular, nephrotic, nephropathy, peritoneal, hemodiafiltration, fistula, vascular access',
    record:
      'dialysis treatment, dialysis run, dialysis schedule, hemodialysis, peritoneal exchange, vascular access',
  },
  // Gastroenterology and hepatology.
  {
    vital: `fibroscan, liver stiffness, fibrosis stage, ascites, hepatic encephalopathy, stool frequency, stool count, bowel movement, bowel preparation,
      stoma output, polyp size, polyp count, cecal, gastric residual`,
    health: `gastrointestinal, digestive, digestion, crohn, colitis, colonoscopy, endoscopy, gastroscopy, polyp, polypectomy, adenoma, hernia, reflux, heartburn,
      gerd, gastritis, peptic, dysphagia, hematemesis, melena, flatulence, bloating, indigestion, hemorrhoid, ileostomy, colostomy, stoma, ostomy,
      gastrostomy, pancreatitis, appendicitis, cholecystitis, gallstone, gallbladder, celiac, lactose intolerance, gluten intolerance, irritable bowel,
      hepatic, fibrosis, steatosis, fatty liver, liver disease, varices, pancreas, pancreatic`,
    record: 'bowel movement, stool log, bowel log, endoscopy, colonoscopy',
  },
  // Endocrinology and diabetes technology.
  {
    vital: `basal rate, basal insulin, bolus insulin, insulin on board, carb on board, insulin sensitivity, insulin to carb, insulin unit, sensor glucose,
      glucose variability, glycemia, glycemic, time below range, time above range, glucose management indicator, hypoglycemia, hyperglycemia, ketoacidosis,
      infusion set, temp basal, basal profile, sgv, mbg, iob, bg value, bg level, bg target, bg reading, meal bolus, correction bolus, foot exam, monofilament,
      carb entry, glucose reading`,
    health: `insulin pump, insulin pen, hypothyroid, hypothyroidism, hyperthyroidism, goiter, prediabetes, metabolic syndrome, neuropathy, diabetic foot,
      endocrinology, acromegaly, hormone therapy`,
    record:
      'bolus, basal rate, basal profile, sensor glucose, glucose value, carb ratio, carb entry, insulin dose',
  },
  // Urology.
  {
    vital: `uroflow, uroflowmetry, voided volume, post void residual, residual volume urine, nocturia, bladder scan, prostate volume,
      gleason, leak episode, urge incontinence`,
    health: `bladder, prostate, erectile, lithotripsy, cystoscopy, urodynamic, hydronephrosis, testicular, urethral, ureteral, urinary, urology, overactive bladder,
      urinary tract`,
    record: 'bladder diary, voiding diary',
  },
  // Dermatology and wound care.
  {
    vital: `wound length, wound width, wound depth, wound size, wound area, wound bed, wound edge, wound stage, exudate, eschar, periwound,
      granulation tissue, pressure injury, pressure ulcer, pressure sore, dressing change, skin integrity, skin tear, lesion size, lesion count, lesion location,
      mole size, dermoscopy, dermatoscopy, dermoscopic`,
    health: `debridement, wound dressing, necrotic, necrosis, skin lesion, skin condition, skin disease, nevus, acne, urticaria, pruritus, rosacea, dermatitis,
      vitiligo, alopecia, cellulitis, erythema, dermatology, melanoma, abscess, gangrene`,
    record: 'wound measurement, wound photo, wound dressing, dressing change, skin check, mole map',
  },
  // Orthopedics, rheumatology, physiotherapy and gait.
  {
    vital: `flexion, knee extension, hip extension, shoulder abduction, hip abduction, dorsiflexion, plantarflexion, plantar flexion,
      straight leg raise, muscle strength, muscle power grade, manual muscle, muscle tone, gait, gait speed, stance phase, swing phase, step length, stride length,
      double support, weight bearing, joint range, morning stiffness, joint count, joint pain, bone density, bone mineral, dexa, bone t score, cobb angle,
      limb length, leg length discrepancy, gout attack, gout flare, residual limb, exercise adherence`,
    health: `joint stiffness, lupus, spondylitis, fibromyalgia, osteoarthritis, rheumatoid, rheumatology, rheumatism, scoliosis, ligament, meniscus, rotator cuff,
      tendon, tendonitis, orthosis, orthotic, orthopedic, prosthetic, amputation, amputee, crutch, arthroplasty, arthroscopy, joint replacement, joint dislocation,
      back pain, neck pain, knee pain, musculoskeletal, physical therapy, physio, carpal tunnel, sciatica, herniated`,
    record:
      'gait analysis, gait, muscle test, physio session, home exercise program, exercise prescription',
  },
  // Neurology, epilepsy and headache: ILAE and ICHD.
  {
    vital: `last known well, door to needle, facial droop, limb weakness, muscle weakness, tendon reflex, babinski, cranial nerve, seizure type, seizure count,
      seizure duration, seizure frequency, postictal, ictal, rescue medication, headache day, migraine day, headache intensity, migraine aura, photophobia,
      phonophobia, intracranial, icp reading, nerve conduction, tremor score, dyskinesia, pupils equal`,
    health: `neurological, neurology, thrombolysis, thrombectomy, aphasia, dysarthria, hemiparesis, hemiplegia, spasticity, ataxia, multiple sclerosis, alzheimer,
      convulsion, epileptic, lumbar puncture, cerebrospinal, csf protein, csf glucose, electroencephalogram, electromyography, paraplegia, quadriplegia, tetraplegia, spinal cord,
      cerebral palsy, brain injury, head injury, hemorrhage, paresis, palsy, neuralgia`,
    record: 'headache day, migraine attack, seizure event, stroke alert',
  },
  // Speech and swallowing.
  {
    vital: ` phonological, stuttering, syllables stuttered, disfluency, dysfluency, mean length of utterance, mlu, penetration aspiration,
      receptive language, expressive language, iddsi, voice quality rating, maximum phonation`,
    health:
      ' phonation, stutter, swallowing, aspiration risk, language delay, speech delay, speech therapy, thickened fluid',
    record: 'swallow study',
  },
];
