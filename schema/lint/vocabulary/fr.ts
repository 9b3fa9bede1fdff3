import type { Vocabulary } from './vocabulary.ts';

/** French. Written without accents. */
export const FRENCH: Vocabulary = {
  types: {
    patient: 'patient, patiente, assure, beneficiaire, adherent, nouveau ne, defunt, ayant droit',
    relative:
      'proche, tuteur, aidant, personne a prevenir, personne de confiance, conjoint, mere, pere, parent, urgence',
    customer: 'client',
    person:
      'personne, utilisateur, membre, profil, compte, enfant, resident, usager, demandeur, participant, citoyen, individu',
    staff: `medecin, docteur, infirmier, infirmiere, praticien, soignant, personnel, employe, salarie, therapeute, psychologue, psychiatre, dentiste,
      pharmacien, technicien, professionnel, specialiste, administrateur, chirurgien, kinesitherapeute, secretaire, prescripteur, intervenant, responsable, redacteur, agent, gestionnaire, instructeur, declarant`,
    organization: `hopital, clinique medicale, organisation, organisme, entreprise, societe, laboratoire, pharmacie, departement, salle, cabinet, chambre, lit, centre, etablissement,
      institution, agence, fournisseur, mutuelle, assureur, caisse, structure, siege, titulaire, administration`,
    record: `consultation, visite, rendez vous, rdv, admission, sejour, hospitalisation, diagnostic, maladie, pathologie, allergie, chirurgie, operation,
      ordonnance, prescription, traitement, medication, symptome, constante, signe vital, vaccin, vaccination, dossier medical, antecedent, anamnese, examen clinique,
      examen biologique, bilan, bilan sanguin, analyse, acte, sortie, grossesse, hematologie, biologie, biochimie, suivi medical, soin, compte rendu, observation, clinique, mesure, greffe, intervention chirurgicale`,
    document: `resultat, note, document, rapport, plan, questionnaire, dispositif, image, evenement, resume, facture, paiement, adresse, contact, coordonnee, telephone,
      prelevement, echantillon, message, alerte, police, assurance, mutuelle patient, reponse, activite, fichier, suivi, dossier, information, instruction, piece jointe, certificat, seance, examen`,
    catalog: `type, categorie, specialite, catalogue, pays, region, departement, commune, ville, unite, option, role, permission, horaire, agenda, disponibilite, creneau, service, prix, tarif,
      medicament, aliment, parametre, question, modele, nomenclature, referentiel, poste, grade, echelon, substance`,
    technical:
      'page, pagination, erreur, configuration, parametrage, statistique, comptage, notification, journal audit, metrique, reinitialisation',
    other:
      'animal, produit, panier, boutique, article, commentaire, jeu, film, chanson, vehicule, cours, livre, ecurie, titre, demarche, forage',
  },
  certain: {
    SSN: 'numero de securite sociale, numero securite sociale, securite sociale, nir, numero secu, nss, num secu',
    HEALTH_PLAN: 'ins, identifiant national de sante, numero assure, carte vitale',
  },
  health: {
    DATE: `date admission, date hospitalisation, date sortie, date consultation, date de consultation, date deces, date de deces, date rdv, date rendez vous,
      date diagnostic, date greffe, date de greffe, date intervention, date prelevement`,
    RECORD_NUMBER: 'numero de dossier, numero dossier, ipp, numero patient',
    HEALTH_PLAN: 'numero adherent, numero de police, numero mutuelle, mutuelle',
    CLINICAL: `diagnostic, maladie, allergie, symptome, medicament, traitement, dose, dosage, posologie, ordonnance, chirurgie, tension, tension arterielle, pression arterielle,
      frequence cardiaque, frequence respiratoire, saturation, groupe sanguin, glycemie, cholesterol, hemoglobine, creatinine, antecedent, handicap, vaccin, grossesse, motif de consultation,
      motif consultation, pathologie, cim, cim10, imc, anamnese, examen clinique, pronostic, imagerie, uree, plaquette, leucocyte, bilirubine, albumine, dossier medical, etat de sante, invalidite, voie administration,
      effet indesirable, comorbidite, autonomie, deces, decede`,
    MENTAL_HEALTH: 'sante mentale, depression, anxiete, suicide, humeur',
    SUBSTANCE_USE: 'alcool, tabac, fumeur, drogue, toxicomanie',
    SEXUAL_HEALTH: 'vih, enceinte, contraception, dernieres regles, ist',
    GENETIC: 'genetique, genome, genotype, adn',
    FINANCIAL: 'ticket moderateur, reste a charge, remboursement',
  },
  identity: {
    NAME: 'nom, prenom, nom de famille, nom de naissance, nom naissance, nom usage, nom d usage, nom complet, nom epouse, surnom, nom mere, nom pere',
    GEOGRAPHY:
      'adresse, rue, voie, code postal, cp, ville, commune, quartier, lieu de naissance, lieu naissance, latitude, longitude, domicile, code insee, complement adresse',
    DATE: 'date de naissance, date naissance, ne le, naissance, age, date operation, anniversaire',
    PHONE: 'telephone, portable, mobile, numero de telephone, fixe, gsm',
    EMAIL: 'email, courriel, mail, adresse mail, adresse email',
    FAX: 'fax, telecopie',
    OTHER_ID:
      'cni, carte identite, carte d identite, numero identite, passeport, numero piece identite, piece identite, cin',
    LICENSE: 'permis, permis de conduire',
    ACCOUNT: 'numero compte, numero de compte, rib, iban, numero facture, numero de facture',
    PHOTO: 'photo, photo de profil, portrait',
    CLINICAL:
      'sexe, genre, civilite, ethnie, origine ethnique, religion, situation familiale, poids, taille, temperature, pouls, commentaire medical, remarque, observation',
    FINANCIAL: 'revenu, salaire',
  },
  person: {
    NAME: 'pseudo, titre',
    GEOGRAPHY: 'lieu, numero, etage, batiment, complement',
    OTHER_ID: 'numero, identifiant, matricule',
    CLINICAL: 'profession, description, commentaire, historique, risque',
    FINANCIAL: 'cout, montant, solde, paiement, prix',
  },
  record: {
    CLINICAL: `nom, valeur, resultat, description, commentaire, motif, raison, type, quantite, unite, observation, conclusion, gravite, frequence, duree, voie, indication, instruction,
      recommandation, detail, contenu, titre, texte, message, reponse, examen, prelevement, plan, acte, libelle, compte rendu, evolution`,
    FINANCIAL: 'cout, montant, solde, paiement, prix, total, remise',
    URL: 'lien, fichier, chemin, file',
    OTHER_ID: 'numero, reference',
  },
  ambiguous: 'lit, chambre',
  label:
    'nom, titre, libelle, code, description, abreviation, sigle, valeur, prix, cout, type, categorie, unite, actif, commentaire, image, identifiant',
  time: 'date, heure, debut, fin, depuis, jusqu, jour, mois, annee, echeance',
  technical: `cree, modifie, supprime, mot de passe, actif, active, page, limite, version, succes, erreur, role, permission, pays, langue, cree par, cree le, modifie le, date creation,
    date modification, date enregistrement`,
};
