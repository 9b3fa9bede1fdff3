import type { Vocabulary } from './vocabulary.ts';

/** German. Names write umlauts as two letters, as one without dots, or as they are: all are read. */
export const GERMAN: Vocabulary = {
  types: {
    patient:
      'patient, patientin, versicherter, versicherte, versicherungsnehmer, pflegebedürftiger, neugeborenes, verstorbener, bewohner, bewohnerin, klient, klientin, pflegekunde',
    relative:
      'angehöriger, angehoerige, angehörige, vormund, betreuer, notfallkontakt, ehepartner, mutter, vater, kontaktperson, bezugsperson, bevollmächtigter, notfall',
    customer: 'kunde',
    person:
      'person, benutzer, nutzer, mitglied, profil, konto, kind, teilnehmer, antragsteller, bürger',
    staff: `arzt, ärztin, hausarzt, pfleger, pflegerin, pflegekraft, pflegefachkraft, mitarbeiter, mitarbeiterin, personal, angestellter, therapeut, psychologe, zahnarzt, apotheker, techniker, fachkraft, verwalter, chirurg, hebamme, schwester,
      sachbearbeiter, helfer, ersteller, verfasser, behandler, dienst, bearbeiter`,
    organization: `krankenhaus, klinik, praxis, organisation, einrichtung, firma, unternehmen, labor, apotheke, abteilung, station, zimmer, bett, zentrum, standort, lieferant, krankenkasse, versicherung, kostenträger, heim, pflegeheim, wohnbereich, haus, raum, filiale`,
    record: `termin, besuch, aufnahme, aufenthalt, diagnose, krankheit, erkrankung, allergie, operation, rezept, verordnung, behandlung, medikation, medikamentenplan, symptom, vitalwert, vitalzeichen, impfung, krankenakte, patientenakte, akte, anamnese, befund, laborwert, laborbefund, untersuchung, entlassung, schwangerschaft, pflegebericht, pflegeplan, pflegeplanung,
      pflegedokumentation, wunde, wunddokumentation, sturz, sturzprotokoll, messung, vitaldaten, blutdruck, blutzucker, pflegegrad, überweisung, überweisung, massnahme, therapie, ernährung, ausscheidung, lagerung, medikamentengabe, gabe`,
    document:
      'ergebnis, notiz, dokument, bericht, plan, fragebogen, gerät, bild, ereignis, zusammenfassung, rechnung, zahlung, adresse, anschrift, kontakt, telefon, probe, nachricht, alarm, antwort, aktivität, datei, eintrag, protokoll, verlauf, dokumentation, aufgabe, leistung, vertrag, buchung',
    catalog:
      'typ, art, kategorie, fachrichtung, katalog, land, bundesland, region, stadt, einheit, option, rolle, recht, berechtigung, sprechzeit, dienstplan, schicht, verfügbarkeit, preis, tarif, medikament, arzneimittel, wirkstoff, lebensmittel, frage, vorlage, tätigkeit, qualifikation',
    technical:
      'seite, fehler, einstellung, konfiguration, statistik, anzahl, benachrichtigung, anmeldung, protokollierung, kennzahl',
    other:
      'tier, haustier, produkt, warenkorb, laden, beitrag, kommentar, spiel, film, lied, fahrzeug, artikel, kurs, buch',
  },
  certain: {
    SSN: 'sozialversicherungsnummer, svnr, rentenversicherungsnummer, ahv nummer, ahv, ahvnummer',
    HEALTH_PLAN:
      'krankenversichertennummer, versichertennummer, kvnr, versicherungsnummer, krankenkassennummer',
    RECORD_NUMBER: 'patientennummer, fallnummer, aktenzeichen patient',
  },
  health: {
    DATE: 'aufnahmedatum, entlassungsdatum, sterbedatum, todesdatum, behandlungsdatum, diagnosedatum, einzugsdatum, einzug, auszug, untersuchungsdatum',
    CLINICAL: `diagnose, krankheit, erkrankung, allergie, symptom, medikament, medikation, dosis, dosierung, behandlung, rezept, verordnung, operation, blutdruck, systolisch, diastolisch, puls, herzfrequenz, atemfrequenz, sauerstoffsättigung, blutgruppe, blutzucker, glukose, cholesterin, hämoglobin, kreatinin, vorerkrankung, behinderung, impfung, schwangerschaft, beschwerde, anamnese, befund, prognose, pflegegrad,
      pflegestufe, wunde, mobilität, inkontinenz, demenz, diabetes, sturz, laborwert, therapie, ernährung, schmerz, schmerzen, vitalwert, pflegebedarf, bmi, einnahme, darreichungsform, wirkstoff, grunderkrankung, ekg`,
    MENTAL_HEALTH: 'psychisch, depression, angst, suizid, stimmung',
    SUBSTANCE_USE: 'alkohol, raucher, tabak, drogen, sucht',
    SEXUAL_HEALTH: 'hiv, schwanger, verhütung',
    GENETIC: 'genetisch, genom, genotyp, dna, dns',
    FINANCIAL: 'zuzahlung, eigenanteil, selbstbehalt',
  },
  identity: {
    NAME: 'name, vorname, nachname, familienname, geburtsname, rufname, vollständiger name, initialen, ansprechpartner, titel',
    GEOGRAPHY:
      'adresse, anschrift, strasse, hausnummer, hausnr, plz, postleitzahl, ort, stadt, wohnort, gemeinde, geburtsort, breitengrad, längengrad, wohnung, zimmernummer',
    DATE: 'geburtsdatum, geburtstag, geboren, alter, geburtsjahr, geb datum',
    PHONE: 'telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, festnetz, rufnummer',
    EMAIL: 'email, e mail, mail, mailadresse, emailadresse',
    FAX: 'fax, faxnummer',
    OTHER_ID: 'ausweisnummer, personalausweis, passnummer, reisepass, steuernummer, steuer id',
    LICENSE: 'führerschein, führerscheinnummer',
    ACCOUNT: 'kontonummer, iban, bankverbindung, rechnungsnummer, bankkonto',
    PHOTO: 'foto, bild, profilbild, lichtbild',
    CLINICAL:
      'geschlecht, konfession, religion, familienstand, gewicht, größe, temperatur, bemerkung, notiz, anmerkung, staatsangehörigkeit',
    FINANCIAL: 'einkommen, gehalt',
  },
  person: {
    NAME: 'spitzname, anrede',
    GEOGRAPHY: 'zusatz, etage, bezirk',
    OTHER_ID: 'nummer, kennung',
    CLINICAL: 'beruf, beschreibung, kommentar, verlauf, risiko, hobby, gewohnheit',
    FINANCIAL: 'kosten, betrag, saldo, zahlung, preis',
  },
  record: {
    CLINICAL:
      'name, bezeichnung, wert, ergebnis, beschreibung, kommentar, grund, anlass, art, menge, einheit, beobachtung, schweregrad, häufigkeit, dauer, anweisung, empfehlung, detail, inhalt, titel, text, nachricht, antwort, untersuchung, probe, plan, massnahme, ziel, problem, ressource, lokalisation',
    FINANCIAL: 'kosten, betrag, saldo, zahlung, preis, summe, rabatt',
    URL: 'datei, pfad',
    OTHER_ID: 'nummer',
  },
  ambiguous: 'ort, zimmer',
  label:
    'name, titel, bezeichnung, code, kürzel, beschreibung, abkürzung, wert, preis, kosten, art, typ, kategorie, einheit, aktiv, bemerkung, bild, farbe',
  time: 'datum, uhrzeit, zeit, beginn, ende, von, bis, tag, monat, jahr, zeitpunkt, am',
  technical:
    'erstellt, geändert, gelöscht, passwort, kennwort, aktiv, seite, limit, version, erfolg, fehler, rolle, land, sprache, erstellt von, erstellt am, geändert am, status',
};
