import type { ClinicalWords } from './clinical-words.ts';

/**
 * French words of medicine by specialty, as records and devices write them. Left out is what means something else in other
 * software: `audition` is a hearing of witnesses, `stade` a stadium, `selle` a saddle, `cure` a stay at a spa and `manque` a lack.
 */
export const CLINICAL_FRENCH: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `frequence respiratoire, temperature corporelle, oxymetrie de pouls, oxygenotherapie, temps de recoloration, niveau de
      conscience, etat de conscience, score de glasgow, diurese, bilan hydrique, bilan entrees sorties, apport hydrique, hydratation
      quotidienne, tour de taille, tour de hanches, perimetre abdominal, perimetre cranien, perimetre brachial, surface corporelle,
      masse musculaire, masse maigre, eau corporelle, metabolisme de base, force de prehension, bruits du coeur, rythme respiratoire,
      pouls au repos`,
    health: 'constante vitale, anthropometrique, inconscient',
    record: 'prise de constantes, releve de constantes, prise de tension',
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `hemogramme, plaquette, hematocrite, hemoglobine glyquee, neutrophile, eosinophile, basophile, globule rouge, globule blanc,
      numeration formule sanguine, temps de prothrombine, taux de prothrombine, temps de cephaline, fibrinogene, creatinine serique,
      clairance de la creatinine, creatininemie, filtration glomerulaire, phosphatase alcaline, bilirubine totale, bilirubine directe,
      cholesterol total, cholesterol hdl, cholesterol ldl, vitesse de sedimentation, d dimeres, troponine, kaliemie, natremie,
      calcemie, uricemie, gazometrie, gaz du sang, exces de base, lactate sanguin, bandelette urinaire, proteinurie, hematurie, ecbu,
      hemoculture, coproculture, sang occulte, hormone thyroidienne, oestradiol, antigene prostatique, charge virale, frottis sanguin,
      goutte epaisse, facteur rhumatoide, anticorps antinucleaire, immunoglobuline, parasitemie, test cutane`,
    health: `bilan lipidique, bilan hepatique, bilan renal, bilan thyroidien, fonction renale, fonction hepatique, anticoagule, anticorps,
      parasitologie, microbiologie, marqueur tumoral, immunologie, bilan sanguin`,
    record: `bilan lipidique, prise de sang, gaz du sang, examen sanguin, analyse de sang, analyse d urine, analyse sanguine, prelevement
      sanguin, mesure de glycemie, hemogramme`,
  },
  // Scales and scores.
  {
    vital: `echelle de douleur, niveau de douleur, intensite de la douleur, localisation de la douleur, type de douleur, echelle visuelle
      analogique, eva douleur, echelle numerique douleur, echelle de braden, echelle de norton, risque de chute, risque d escarre,
      declin cognitif, trouble cognitif, etat cognitif, niveau de triage, test de marche`,
    health: `perte d autonomie, dependance fonctionnelle, activites de la vie quotidienne, qualite de vie, etat de coma`,
    record: 'echelle de douleur, releve de douleur, evaluation de la douleur, declaration de chute',
  },
  // Sleep medicine, ear, nose and throat.
  {
    vital: `apnee, hypopnee, polysomnographie, latence d endormissement, ronflement, observance ppc, seuil auditif, audiogramme,
      tympanometrie, audiometrie tonale, audiometrie vocale, conduction osseuse, otoscopie`,
    health: `appareil auditif, aide auditive, audioprothese, perte auditive, deficience auditive, surdite, acouphene, otite, amygdale,
      angine, sinusite, rhinite, dysphonie, malentendant`,
    record: 'audiometrie, audiogramme, bilan auditif, enregistrement du sommeil, polysomnographie',
  },
  // Ophthalmology and optometry.
  {
    vital: `acuite visuelle, pression intraoculaire, tension oculaire, fond d oeil, champ visuel, refraction oculaire, refraction od,
      refraction og, keratometrie, pachymetrie, addition od, addition og, prisme od, prisme og, sphere oeil droit, sphere oeil gauche,
      sphere droite, sphere gauche, cylindre oeil droit, cylindre oeil gauche, axe oeil droit, axe oeil gauche, distance pupillaire,
      lampe a fente, biomicroscopie, av od, av og, pio od, pio og`,
    health: `oeil droit, oeil gauche, cataracte, glaucome, retinopathie, strabisme, amblyopie, myopie, hypermetropie, astigmatisme,
      presbytie, conjonctivite, cecite, malvoyant, deficience visuelle, ophtalmologique, ophtalmologie, lentille de contact`,
    record: `examen de vue, examen de la vue, refraction, ordonnance optique, ordonnance de lunettes, correction visuelle, mesure de
      refraction`,
  },
  // Dentistry.
  {
    vital: `odontogramme, schema dentaire, profondeur de sondage, saignement au sondage, recession gingivale, mobilite dentaire, plaque
      dentaire, indice de plaque, face dentaire, numero de dent, etat de la dent`,
    health: `gingivite, parodontite, parodontal, bruxisme, obturation dentaire, couronne dentaire, traitement de canal, devitalisation,
      extraction dentaire, blanchiment dentaire, sante bucco dentaire, bucco dentaire`,
    record: 'soin dentaire, acte dentaire, traitement dentaire, bilan parodontal, examen dentaire',
  },
  // Heart, vessels and lungs.
  {
    vital: `rythme cardiaque, battement cardiaque, rythme sinusal, fraction d ejection, intervalle qt, segment st, fibrillation auriculaire,
      souffle cardiaque, epreuve d effort, risque cardiovasculaire, debit cardiaque, spirometrie, debit expiratoire, debit de pointe,
      capacite vitale, capacite pulmonaire, fonction respiratoire, crise d asthme, prise d inhalateur, dyspnee`,
    health: `arythmie, tachycardie, bradycardie, infarctus, insuffisance cardiaque, cardiopathie, coronarien, coronarienne, coronarographie,
      echocardiographie, thrombose, embolie, anevrisme, cardiologie, pneumologie, pneumonie, pneumopathie, bronchite, bronchique,
      emphyseme, bpco, mucoviscidose, inhalateur, nebulisation, nebuliseur, bronchodilatateur, essoufflement, epanchement pleural`,
    record:
      'echocardiographie, spirometrie, electrocardiogramme, epreuve d effort, coronarographie',
  },
  // Kidney, dialysis and urology.
  {
    vital: `seance de dialyse, seance d hemodialyse, poids sec, prise de poids interdialytique, dialysat, dialyseur, debit sanguin, abord
      vasculaire, fistule arterioveineuse, residu post mictionnel, nycturie, volume prostatique`,
    health: `renale, insuffisance renale, calcul renal, colique nephretique, vessie, urinaire, incontinence urinaire, dysfonction erectile,
      urologie, nephrologie`,
    record: `seance de dialyse, seance d hemodialyse, abord vasculaire, calendrier mictionnel, catalogue mictionnel`,
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `transit intestinal, frequence des selles, consistance des selles, echelle de bristol, debit basal, temps dans la cible,
      hypoglycemie, hyperglycemie, pied diabetique, taux de sucre, sucre dans le sang`,
    health: `gastrite, colite, reflux gastrique, coloscopie, endoscopie, hernie, polype, appendicite, hepatique, cirrhose, steatose, vesicule
      biliaire, pancreatite, coeliaque, hemorroide, stomie, colostomie, gastro intestinal, hypothyroidie, hyperthyroidie,
      endocrinologie, syndrome metabolique, neuropathie, acidocetose`,
    record: `releve de glycemie, carnet de glycemie, dose d insuline, injection d insuline, coloscopie, endoscopie`,
  },
  // Skin and wounds.
  {
    vital: `taille de la plaie, profondeur de la plaie, longueur de la plaie, largeur de la plaie, stade de l escarre, lit de la plaie,
      exsudat, tissu necrotique, refection de pansement, dermoscopie, taille de la lesion, carte des grains de beaute`,
    health: `cicatrice, cicatrisation, dermatite, urticaire, melanome, grain de beaute, naevus, abces, cellulite, prurit, demangeaison,
      eruption cutanee, dermatologique, dermatologie, type de peau`,
    record: `evaluation de plaie, photo de plaie, refection de pansement, suivi de plaie, soin de plaie`,
  },
  // Muscles, joints, nerves and headache.
  {
    vital: `amplitude articulaire, amplitude de mouvement, force musculaire, tonus musculaire, douleur articulaire, raideur matinale,
      densite osseuse, osteodensitometrie, analyse de la marche, crise d epilepsie, crise convulsive, duree de la crise, nombre de
      crises, aura migraineuse, reaction pupillaire`,
    health: `arthrite, arthrose, osteoporose, scoliose, lombalgie, cervicalgie, entorse, tendinite, menisque, orthese, orthopedique,
      bequille, mal de dos, fibromyalgie, rhumatologie, mal de tete, maux de tete, accident vasculaire cerebral, paralysie, sclerose
      en plaques, demence, neurologie, tremblement, aphasie, dysphagie, deglutition, begaiement, retard de langage, orthophonie, bilan
      orthophonique`,
    record: `seance de kine, seance de kinesitherapie, seance de reeducation, seance d orthophonie, crise d epilepsie, crise de migraine,
      exercice de reeducation`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `semaine d amenorrhee, age gestationnel, hauteur uterine, mouvements foetaux, poids foetal, presentation foetale, dilatation du
      col, liquide amniotique, mode d accouchement, debut de travail, rupture des membranes, perte des eaux, post partum, lochies,
      date prevue d accouchement, terme prevu, spermatozoide, spermogramme, reserve ovarienne, follicule, transfert d embryon,
      stimulation ovarienne, flux menstruel, fenetre de fertilite, bouffee de chaleur, colposcopie, frottis cervical, nombre de
      grossesses`,
    health: `pre eclampsie, preeclampsie, obstetrique, primipare, multipare, grossesse multiple, premenopause, traitement hormonal,
      hormonotherapie, transition de genre, dysphorie de genre, uterin, ovaire, endometriose, fibrome, hysterectomie, mammographie,
      cancer du sein, fertilite, infertilite, fecondation in vitro, insemination, preservatif, dispositif intra uterin, sterilet,
      vasectomie, infection sexuellement transmissible, gonorrhee, gynecologique, gynecologie, fausse couche, rapport sexuel,
      interruption de grossesse`,
    record: `consultation prenatale, visite prenatale, suivi prenatal, contraction uterine, parcours pma, echographie obstetricale`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `poids de naissance, taille de naissance, poids pour age, taille pour age, poids pour taille, percentile de poids, percentile de
      taille, courbe de croissance, courbe de poids, depistage neonatal, developpement psychomoteur, changement de couche, couche
      mouillee, tetee, prochaine dose, dose de rappel, rappel vaccinal, statut vaccinal`,
    health: `premature, prematurite, ictere, jaunisse, malformation, denutrition, pediatrique, calendrier vaccinal, schema vaccinal,
      coqueluche, tetanos`,
    record: `courbe de croissance, mesure de croissance, tetee, changement de couche, dose de vaccin, rappel de vaccin, schema vaccinal`,
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `cycle de chimiotherapie, cure de chimiotherapie, seance de chimiotherapie, protocole de chimiotherapie, seance de radiotherapie,
      stade tumoral, stade du cancer, stade clinique, type de cancer, taille de la tumeur, taille tumorale, metastase, ganglion
      lymphatique, recepteur hormonal, reponse au traitement, dose cumulee, reaction transfusionnelle, poche de sang, moelle osseuse,
      rejet de greffe, observance du traitement, observance therapeutique, test vih, taux de cd4, cas contact`,
    health: `carcinome, leucemie, lymphome, sarcome, oncologique, immunotherapie, anemie, hemophilie, drepanocytose, produit sanguin,
      paludisme, rougeole, rubeole, varicelle, oreillons, meningite, septicemie, pneumocoque, lepre, foyer epidemique, cas confirme,
      cas suspect, cas probable, veille epidemiologique, epidemiologique, contagieux, contagion, quarantaine, seropositif`,
    record: `cycle de chimiotherapie, cure de chimiotherapie, seance de chimiotherapie, seance de radiotherapie, maladie a declaration
      obligatoire, transfusion sanguine`,
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `niveau d humeur, attaque de panique, crise d angoisse, tentative de suicide, risque suicidaire, idee suicidaire, pensee
      automatique, pensee intrusive, distorsion cognitive, seance de psychotherapie, etat mental, journal d humeur, journal
      emotionnel, objectif therapeutique`,
    health: `bipolaire, schizophrenie, psychose, psychotique, phobie, obsessionnel, compulsif, stress post traumatique, trouble alimentaire,
      anorexie, boulimie, estime de soi, violence conjugale, violence domestique, processus de deuil, deuil complique, autiste,
      spectre autistique, hyperactivite, deficit d attention, tdah, neurodeveloppement, deficience intellectuelle, angoisse, maladie
      mentale, depressif, anxieux`,
    record: `seance de psychotherapie, note de seance, journal d humeur, releve d humeur, bilan psychologique, test psychologique, evaluation
      psychologique`,
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `syndrome de sevrage, jour d abstinence, jour de sobriete, rechute, envie de fumer, envie de consommer, cigarettes par jour,
      verres par jour, substance de choix, depistage de drogues`,
    health: `abstinence, sevrage alcoolique, desintoxication, surdose, heroine, opioide, consommation de drogues, vapotage`,
    record: 'rechute, journal de consommation',
  },
  // Genetics, pathology and radiology.
  {
    vital: `diagnostic histologique, description macroscopique, description microscopique, immunohistochimie, marge chirurgicale, produit de
      contraste, injection de contraste, indication de l examen, region examinee, heure du deces`,
    health: `histopathologique, histologie, cytologie, anatomopathologique, autopsie, radiologique, radiologie, imagerie medicale, medecine
      nucleaire, scintigraphie, mutation genetique, hereditaire, chromosome, conseil genetique`,
    record: `compte rendu radiologique, compte rendu d imagerie, examen radiologique, examen d imagerie, autopsie`,
  },
  // Admission, drugs, nursing, surgery and emergencies.
  {
    vital: `diagnostic d entree, diagnostic de sortie, diagnostic differentiel, etat a la sortie, destination de sortie, antecedent
      allergique, antecedent toxique, dose administree, voie d administration, heure de prise, prise oubliee, observance
      medicamenteuse, traitement actuel, traitement en cours, traitement habituel, allergie medicamenteuse, diagnostic infirmier, type
      d anesthesie, risque anesthesique, risque operatoire, score asa, perte de sang, pertes sanguines, mecanisme de la blessure,
      ventilation mecanique, nutrition enterale, nutrition parenterale, sonde nasogastrique, sonde urinaire, besoin calorique, etat
      nutritionnel, diagnostic nutritionnel, pourcentage de graisse, graisse viscerale, pli cutane, groupe iso ressources`,
    health: `interaction medicamenteuse, forme galenique, antihypertenseur, antidepresseur, analgesique, antalgique, anti inflammatoire,
      ibuprofene, metformine, corticoide, anesthesique, preoperatoire, postoperatoire, pre operatoire, post operatoire, chirurgical,
      chirurgicale, reanimation, palliatif, directive anticipee, premiers secours, intoxication medicamenteuse, empoisonnement,
      morsure, hematome, polytraumatisme, surpoids, obesite, obese, mal de gorge, sueur nocturne, congestion nasale, perte de poids,
      perte d appetit, fourmillement, evanouissement, courbature`,
    record: `administration de medicament, rappel de medicament, plan de prise, diagramme de soins, transmission infirmiere, visite
      infirmiere, passage infirmier, compte rendu operatoire, feuille d anesthesie, consultation d anesthesie, journal alimentaire,
      enquete alimentaire, allergie medicamenteuse`,
  },
  // Work, disability and trials.
  {
    vital: `aptitude au travail, apte au travail, inapte au travail, avis d aptitude, taux d incapacite, taux d invalidite, taux de
      handicap, type de handicap, visite medicale d embauche`,
    health: `inaptitude, accident du travail, medecine du travail, sante au travail, visite medicale, certificat medical, essai clinique,
      evenement indesirable, personne handicapee, mi temps therapeutique`,
    record: 'visite medicale, examen medical, conge maladie, accident du travail',
  },
];
