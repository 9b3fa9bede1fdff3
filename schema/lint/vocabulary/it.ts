import { withClinicalWords } from './clinical-words.ts';
import { CLINICAL_ITALIAN } from './it-clinical.ts';
import { withoutPrepositions } from './prepositions.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Those who treat others in one specialty. */
const SPECIALISTS = `optometrista, ortottista, audiologo, audioprotesista, nefrologo, nefrologa, urologo, urologa, endocrinologo,
  endocrinologa, diabetologo, diabetologa, reumatologo, reumatologa, ematologo, ematologa, gastroenterologo,
  pneumologo, geriatra, internista, infettivologo, allergologo, rianimatore, neonatologo, neurochirurgo,
  neurologo, neurologa, oculista, otorino, epatologo, senologo, proctologo, osteopata, chiropratico, podologo,
  psicoterapeuta, igienista, ortodontista, dietologo, neuropsichiatra, doula`;

/** Italian without the words of the fields of medicine. */
const GENERAL: Vocabulary = {
  types: {
    patient: `paziente, assistito, assistita, ricoverato, degente, partoriente, neonato, deceduto, malato, assicurato,
      donatore`,
    relative: `familiare, parente, genitore, madre, padre, tutore, tutrice, coniuge, marito, moglie, figlio, figlia,
      fratello, sorella, contatto emergenza, contatto di emergenza, caregiver familiare, amministratore di sostegno,
      delegato`,
    customer: 'cliente, committente',
    person: `persona, utente, membro, anagrafica, cittadino, residente, partecipante, richiedente, profilo, bambino,
      bambina, anziano, atleta, iscritto, ospite`,
    staff: `${SPECIALISTS}, medico, medico curante, medico di base, medico di medicina generale, dottore, dottoressa, infermiere,
      infermiera, operatore sanitario, oss, operatore, personale, personale sanitario, dipendente, impiegato,
      specialista, chirurgo, odontoiatra, dentista, farmacista, psicologo, psicologa, psichiatra, fisioterapista,
      terapista, terapeuta, ostetrica, dietista, nutrizionista, logopedista, pediatra, cardiologo, radiologo,
      anestesista, oncologo, ginecologo, dermatologo, ortopedico, tecnico, amministratore, segretario, segreteria,
      collaboratore, prescrittore, referente, compilatore, autore, badante, assistente sociale, veterinario, istruttore,
      personal trainer, allenatore, docente`,
    organization: `ospedale, clinica, ambulatorio, studio medico, poliambulatorio, struttura, struttura sanitaria, casa
      di cura, casa di riposo, rsa, reparto, pronto soccorso, laboratorio, laboratorio analisi, farmacia, asl, azienda
      sanitaria, azienda, ditta, organizzazione, ente, consultorio, stanza, camera, letto, posto letto, sala operatoria,
      sala, sede, dipartimento, assicurazione, compagnia assicurativa, cassa malati, fornitore, produttore, filiale,
      scuola, società, distretto sanitario`,
    record: `cartella clinica, cartella, cartella medica, fascicolo sanitario, fascicolo sanitario elettronico, visita,
      visita medica, ricovero, dimissione, lettera di dimissione, diagnosi, malattia, patologia, allergia, intolleranza,
      sintomo, farmaco prescritto, prescrizione, ricetta, ricetta medica, terapia, terapia farmacologica, trattamento,
      somministrazione, intervento chirurgico, operazione chirurgica, vaccinazione, vaccino, anamnesi, esame, esame
      obiettivo, esame del sangue, esame di laboratorio, analisi del sangue, referto, referto medico, impegnativa,
      parametro vitale, segno vitale, misurazione, pressione arteriosa, glicemia, frequenza cardiaca, gravidanza, parto,
      nascita, decesso, piano terapeutico, piano di cura, piano assistenziale, piano assistenziale individuale, pai,
      piano alimentare, dieta, diario clinico, diario alimentare, consulto, appuntamento, prenotazione visita,
      teleconsulto, televisita, riabilitazione, seduta, medicazione, ferita, storia clinica, scheda clinica, scheda
      paziente, scheda medica, certificato medico, triage, biopsia, ecografia, radiografia, tac, risonanza magnetica,
      elettrocardiogramma, ciclo mestruale, umore, sonno, dolore, disabilità, invalidità, caduta, valutazione clinica,
      peso corporeo, plicometria, accesso pronto soccorso, scheda dimissione`,
    document: `nota, documento, rapporto, relazione, risultato, osservazione, questionario, risposta, evento, riepilogo,
      fattura, pagamento, indirizzo, contatto, recapito, consenso, allegato, immagine, campione, messaggio, promemoria,
      prenotazione, polizza, copertura, dispositivo, obiettivo, attività, valutazione, richiesta, certificato,
      prestazione, preventivo, scheda, storico, misura, registro, rimborso, progresso, allenamento, pasto, intervento,
      cura`,
    catalog: `tipo, tipologia, categoria, specialità, specializzazione, catalogo, paese, nazione, stato, provincia,
      regione, comune, città, unità, opzione, ruolo, permesso, servizio, orario, disponibilità, prezzo, tariffa,
      listino, tariffario, farmaco, medicinale, medicinali, principio attivo, alimento, ingrediente, domanda, modello,
      lingua, professione, marca, magazzino, giacenza, esercizio, turno, codice icd, nomenclatore, branca`,
    technical: 'pagina, errore, configurazione, impostazione, statistica, conteggio, notifica',
    other: `animale, prodotto, carrello, negozio, commento, gioco, canzone, veicolo, articolo, corso, libro, ordine,
      partita, squadra, film, viaggio, evento musicale, ristorante, piatto`,
  },
  certain: {
    HEALTH_PLAN: `tessera sanitaria, numero tessera sanitaria, num tessera sanitaria, codice tessera sanitaria, team
      tessera, codice stp, codice eni, codice sanitario, numero tessera team`,
    RECORD_NUMBER: `numero cartella clinica, numero cartella, num cartella, codice paziente, numero paziente, codice
      assistito, numero nosografico, nosologico, numero nosologico, codice nosologico, codice sdo`,
    SSN: 'numero avs, codice avs, numero inps',
  },
  health: {
    DATE: `data ricovero, data di ricovero, data dimissione, data di dimissione, data visita, data della visita, data
      decesso, data di decesso, data diagnosi, data della diagnosi, data intervento chirurgico, data vaccinazione, data
      appuntamento, data prelievo, data parto, data presunta parto, data presunta del parto, data esame, data referto,
      data prescrizione, data somministrazione, ultima mestruazione, data ultima mestruazione, data ultimo ciclo,
      insorgenza, data insorgenza, data inizio terapia, data fine terapia, data morte, ora visita, ora decesso`,
    CLINICAL: `diagnosi, malattia, patologia, allergia, allergico, intolleranza, sintomo, sintomatologia, farmaco, medicinale,
      medicinali, dosaggio, posologia, dose, terapia, trattamento, prescrizione, ricetta medica, ricetta, intervento
      chirurgico, pressione arteriosa, pressione, pressione sistolica, pressione diastolica, sistolica, diastolica,
      frequenza cardiaca, battito cardiaco, battiti, saturazione, saturazione ossigeno, gruppo sanguigno, fattore rh,
      glicemia, glucosio, colesterolo, trigliceridi, emoglobina, creatinina, anamnesi, anamnesi familiare, anamnesi
      patologica, anamnesi fisiologica, esame obiettivo, referto, prognosi, comorbidità, disabilità, invalidità, vaccino,
      vaccinazione, vaccinato, temperatura corporea, peso corporeo, indice di massa corporea, imc, massa grassa, percentuale
      grasso, controindicazione, effetto collaterale, effetti collaterali, reazione avversa, effetto indesiderato, via di
      somministrazione, somministrazione, principio attivo, ferita, lesione, piaga, ulcera, frattura, caduta, mobilità,
      incontinenza, demenza, diabete, diabetico, ipertensione, iperteso, asma, epilessia, cancro, tumore, neoplasia,
      oncologia, chemioterapia, radioterapia, dialisi, infezione, febbre, tosse, dolore, nausea, vomito, vertigini, mal di
      testa, cefalea, emicrania, stanchezza, emorragia, sanguinamento, infiammazione, gonfiore, catetere, sondino,
      ventilazione, intubazione, ossigeno, isolamento, antibiotico, batterio, biopsia, ecografia, radiografia,
      elettrocardiogramma, esito esame, risultato esame, esame del sangue, esami del sangue, dente, denti, carie, gengiva,
      protesi, pacemaker, sedia a rotelle, deceduto, causa del decesso, causa decesso, causa morte, donatore, trapianto,
      trasfusione, motivo visita, motivo della visita, motivo ricovero, motivo del ricovero, motivo accesso, quesito
      diagnostico, sospetto diagnostico, stato di salute, condizione di salute, problemi di salute, storia clinica, storia
      medica, note cliniche, note mediche, nota clinica, nota medica, decorso, decorso clinico, quadro clinico, dieta,
      alimentazione, sonno, ore di sonno, diuresi, alvo, cronico, cronica, malato, ricovero, non autosufficiente,
      autosufficienza, barthel, braden, codice triage, codice colore, fisioterapia, riabilitazione, piano terapeutico,
      plica, calorie bruciate`,
    MENTAL_HEALTH: `umore, ansia, depressione, suicidio, autolesionismo, psicologico, psicologica, psichiatrico, psichiatrica, salute
      mentale, psicoterapia, disturbo, insonnia, autismo, emozione, stato emotivo, violenza domestica`,
    SUBSTANCE_USE: `fumo, fumatore, fumatrice, alcol, alcool, alcolismo, droga, tossicodipendenza, dipendenza,
      tabagismo, sigarette`,
    SEXUAL_HEALTH: `gravidanza, incinta, gestante, settimane di gestazione, contraccettivo, contraccezione, mestruazione, mestruazioni,
      ciclo mestruale, menopausa, aborto, hiv, sifilide, allattamento, orientamento sessuale, identità di genere`,
    GENETIC: 'genetico, genetica, genoma, genotipo, dna, ereditarietà',
    FINANCIAL: 'ticket sanitario, importo ticket, esenzione ticket, franchigia, spesa sanitaria',
    HEALTH_PLAN: `esenzione, codice esenzione, polizza, numero polizza, assicurazione sanitaria, cassa malati,
      assicurazione, polizza sanitaria, assistenza sanitaria`,
    RECORD_NUMBER: `numero ricovero, numero referto, numero ricetta, nre, ricetta elettronica, numero impegnativa,
      numero prescrizione, codice ricetta, codice prenotazione, numero accettazione`,
  },
  identity: {
    NAME: `nome, cognome, nome completo, nominativo, nome e cognome, cognome nome, nome cognome, cognome da nubile,
      iniziali, secondo nome, nome paziente, nome madre, nome padre, nome contatto, contatto emergenza, ragione sociale
      paziente`,
    GEOGRAPHY: `indirizzo, via, viale, piazza, numero civico, civico, cap, codice postale, città, comune, località,
      provincia, residenza, domicilio, luogo di nascita, luogo nascita, comune di nascita, comune nascita, provincia
      nascita, provincia di nascita, indirizzo residenza, comune residenza, comune di residenza, latitudine,
      longitudine, frazione, nazione di nascita, nazione nascita, quartiere, recapito`,
    DATE: `data di nascita, data nascita, nascita, età, anno di nascita, anno nascita, compleanno, ora nascita, fascia
      età, fascia di età`,
    PHONE: `telefono, cellulare, numero di telefono, numero telefono, numero cellulare, num telefono, recapito
      telefonico, telefono fisso, telefono casa, tel, cell, telefono cellulare`,
    EMAIL: 'email, e mail, posta elettronica, indirizzo email, mail, pec',
    FAX: 'fax',
    OTHER_ID: `codice fiscale, cod fiscale, codicefiscale, codfisc, cf, carta di identità, carta identità, carta d
      identità, numero carta identità, passaporto, numero passaporto, numero documento, documento identità, documento di
      identità, permesso di soggiorno, partita iva, tipo documento`,
    LICENSE: 'patente, numero patente, patente di guida',
    ACCOUNT: 'conto corrente, numero conto, iban, carta di credito, numero fattura, numero carta',
    PHOTO: 'foto, fotografia, immagine profilo, foto profilo',
    CLINICAL: `sesso, genere, etnia, religione, stato civile, altezza, statura, peso, temperatura, nota, note,
      osservazione, osservazioni, cittadinanza, nazionalità, pressione, polso, annotazione, annotazioni, circonferenza,
      girovita, bmi`,
    FINANCIAL: 'reddito, stipendio, isee, pensione',
    VEHICLE: 'targa',
    BIOMETRIC: 'impronta digitale',
  },
  person: {
    NAME: 'soprannome, titolo, contatto, referente',
    GEOGRAPHY: 'luogo, zona, piano, interno, regione, stato, nazione, paese',
    OTHER_ID: 'numero, identificativo, codice',
    CLINICAL: `professione, occupazione, descrizione, commento, storia, storico, rischio, livello, punteggio, obiettivo,
      condizione, stato, interesse, bisogno, preferenza, abitudini, lavoro, titolo di studio, scolarità, stile di vita`,
    FINANCIAL: 'costo, importo, saldo, pagamento, prezzo',
  },
  record: {
    CLINICAL: `nome, valore, risultato, esito, descrizione, commento, motivo, ragione, causa, tipo, tipologia, quantità,
      unità, unità di misura, osservazione, conclusione, conclusioni, gravità, frequenza, durata, indicazione,
      indicazioni, istruzione, istruzioni, consiglio, raccomandazione, dettaglio, dettagli, contenuto, titolo, testo,
      messaggio, risposta, esame, analisi, campione, piano, procedura, punteggio, scala, livello, grado, area, zona,
      lato, sede, parte del corpo, colore, forma, misura, percentuale, riferimento, valore di riferimento, condizione,
      stato, tecnica, metodo, posizione, aspetto, intervallo, periodo, obiettivo, progresso, attività, esercizio,
      intervento, complicanza, rischio, fattore, impressione, valutazione, relazione, allegato, immagine, categoria,
      classificazione, codice, priorità, urgenza, prestazione, quesito, modalità, nota, note, cura`,
    FINANCIAL: `costo, importo, saldo, pagamento, prezzo, totale, sconto, ticket, acconto, pagato, rimborso`,
    URL: 'percorso, collegamento, url, link',
    OTHER_ID: 'numero, protocollo, identificativo',
    PHOTO: 'foto, fotografia',
  },
  everyday: `trattamento, somministrazione, pressione, ossigeno, ventilazione, isolamento, caduta, lesione, mobilità,
    alimentazione, sonno, dieta, ricetta, dose, assicurazione, polizza, numero polizza, franchigia, esenzione, codice
    esenzione, codice prenotazione, decorso, disturbo, dipendenza, emozione, donatore, fumo, farmaco, medicinale,
    medicinali, terapia, data appuntamento, data visita, data esame, codice colore, prescrizione, data prescrizione,
    cronico, cronica, protesi, batterio, numero prescrizione, sindrome, alcol, alcool, dente, denti, ricovero, data di decesso`,
  vital: `frequenza cardiaca, battito cardiaco, pressione arteriosa, sistolica, diastolica, glicemia, saturazione
    ossigeno, indice di massa corporea, massa grassa, peso corporeo, temperatura corporea, ciclo mestruale,
    mestruazione, gravidanza, ansia, depressione, insonnia, sintomo, emicrania, mal di testa, vaccinazione, malattia,
    patologia, ore di sonno, calorie bruciate`,
  felt: 'umore, emozione, stato emotivo',
  clinician: `${SPECIALISTS}, medico, dottore, dottoressa, infermiere, infermiera, terapeuta, psicologo, psicologa, psichiatra,
    dentista, odontoiatra, chirurgo, fisioterapista, nutrizionista, ostetrica`,
  payment: 'pagamento, fattura, ricevuta',
  ambiguous: 'sede, stanza, camera, letto, sala, comune',
  label: `nome, titolo, codice, descrizione, sigla, abbreviazione, valore, prezzo, costo, tipo, tipologia, categoria,
    unità, attivo, etichetta, immagine, colore`,
  time: `data, ora, orario, inizio, fine, dal, al, giorno, mese, anno, scadenza, settimana, decorrenza, data ora, data
    inizio, data fine`,
  technical: `valuta, creato, aggiornato, modificato, eliminato, cancellato, password utente, parola chiave, attivo,
    abilitato, pagina, versione, errore, ruolo, permesso, lingua, creato da, creato il, aggiornato il, modificato da,
    data creazione, data modifica, data aggiornamento, data cancellazione, data inserimento, nome file, dimensione file,
    archiviato, pubblicato, ordinamento, nome utente`,
};

/** Italian of Italy and of Switzerland. */
export const ITALIAN: Vocabulary = withClinicalWords(
  GENERAL,
  CLINICAL_ITALIAN.map(withoutPrepositions),
);
