import type { ClinicalWords } from './clinical-words.ts';

/**
 * Italian words of medicine by specialty, as records and devices write them. Left out is what means something else in other
 * software: `udito` is heard, `lutto` a word of funerals, `stadio` a stadium, `neo` new, `calcolo` a calculation and `asse` a board.
 */
export const CLINICAL_ITALIAN: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `frequenza respiratoria, temperatura ascellare, saturimetria, pulsossimetria, ossigenoterapia, tempo di riempimento capillare,
      livello di coscienza, stato di coscienza, scala di glasgow, diuresi oraria, bilancio idrico, circonferenza addominale,
      circonferenza cranica, circonferenza braccio, circonferenza vita, circonferenza fianchi, rapporto vita fianchi, superficie
      corporea, massa muscolare, massa magra, acqua corporea, metabolismo basale, forza di presa`,
    health: 'parametro vitale, antropometrico, incosciente',
    record: 'rilevazione parametri, bilancio idrico, misurazione pressione, misurazione glicemia',
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `emocromo, leucocita, leucociti, piastrina, piastrine, ematocrito, emoglobina glicata, neutrofilo, linfocita, linfociti,
      monocita, eosinofilo, basofilo, reticolocita, eritrocita, globulo rosso, globulo bianco, tempo di protrombina, fibrinogeno,
      creatininemia, clearance creatinina, filtrato glomerulare, transaminasi, fosfatasi alcalina, bilirubina totale, bilirubina
      diretta, colesterolo totale, colesterolo hdl, colesterolo ldl, proteina c reattiva, velocità di eritrosedimentazione, troponina,
      emogasanalisi, eccesso di basi, ematuria, urinocoltura, emocoltura, coprocoltura, sangue occulto, ormone tiroideo, estradiolo,
      progesterone serico, antigene prostatico, carica virale, fattore reumatoide, immunoglobulina, prova allergica`,
    health: `profilo lipidico, funzione renale, funzionalità renale, funzionalità epatica, coagulazione, anticoagulante, anticorpo, parassita
      intestinale, microbiologia, marcatore tumorale, immunologia`,
    record: `emogasanalisi, esame delle urine, prelievo di sangue, prelievo ematico, campione di sangue, campione biologico, emocromo`,
  },
  // Scales and scores.
  {
    vital: `scala del dolore, livello di dolore, livello del dolore, intensità del dolore, sede del dolore, tipo di dolore, scala visuo
      analogica, scala di braden, scala di norton, rischio di caduta, rischio lesioni da pressione, declino cognitivo, stato
      cognitivo, colore triage, livello triage, test del cammino, qualità del sonno, durata del sonno`,
    health: 'attività della vita quotidiana, stato funzionale, qualità della vita, stato di coma',
    record: 'scala del dolore, diario del dolore, registrazione dolore',
  },
  // Sleep medicine, ears and eyes.
  {
    vital: `apnea notturna, apnea del sonno, indice di apnea, ipopnea, desaturazione, polisonnografia, efficienza del sonno, russamento,
      soglia uditiva, audiogramma, timpanometria, via ossea, otoscopia, acuità visiva, visus od, visus os, pressione intraoculare,
      pressione oculare, fondo oculare, campo visivo, refrazione od, refrazione os, refrazione oculare, autorefrattometria,
      cheratometria, pachimetria, sfera od, sfera os, sfera occhio destro, sfera occhio sinistro, cilindro od, cilindro os, cilindro
      occhio destro, cilindro occhio sinistro, asse od, asse os, asse occhio destro, asse occhio sinistro, addizione od, addizione os,
      prisma od, prisma os, distanza interpupillare, distanza pupillare, lampada a fessura`,
    health: `apparecchio acustico, perdita uditiva, ipoacusia, sordità, acufene, otite, tonsillite, sinusite, rinite, epistassi, disfonia,
      impianto cocleare, occhio destro, occhio sinistro, cataratta, retinopatia, strabismo, ambliopia, miopia, ipermetropia,
      astigmatismo, presbiopia, congiuntivite, cecità, ipovisione, oculistico, oftalmologico, lente a contatto`,
    record: `audiometria, audiogramma, esame audiometrico, esame della vista, visita oculistica, refrazione, prescrizione lenti,
      polisonnografia`,
  },
  // Dentistry.
  {
    vital: `odontogramma, profondità di sondaggio, sanguinamento al sondaggio, recessione gengivale, mobilità dentale, indice di placca,
      superficie dentale, numero del dente, stato del dente`,
    health: `gengivite, parodontite, parodontale, malocclusione, bruxismo, otturazione dentale, impianto dentale, protesi dentale, corona
      dentale, devitalizzazione, cura canalare, estrazione dentale, ablazione tartaro, sbiancamento dentale, cura odontoiatrica,
      igiene orale, mal di denti`,
    record: 'odontogramma, cura odontoiatrica, prestazione odontoiatrica, visita odontoiatrica',
  },
  // Heart, lungs and kidneys, dialysis and urology.
  {
    vital: `ritmo cardiaco, ritmo sinusale, frazione di eiezione, intervallo qt, tratto st, fibrillazione atriale, soffio cardiaco, test da
      sforzo, rischio cardiovascolare, gittata cardiaca, spirometria, picco di flusso, capacità vitale, funzionalità respiratoria,
      crisi asmatica, dispnea, seduta di dialisi, seduta dialitica, ultrafiltrazione, peso secco, dializzatore, flusso ematico,
      accesso vascolare, fistola arterovenosa, residuo post minzionale, nicturia, volume prostatico`,
    health: `aritmia, tachicardia, bradicardia, infarto, insufficienza cardiaca, scompenso cardiaco, cardiopatia, coronarico,
      ecocardiogramma, ecocardiografia, trombosi, embolia, aneurisma, vena varicosa, cardiologia, pneumologia, polmonite, bronchite,
      bronchiale, enfisema, bpco, fibrosi cistica, inalatore, broncodilatatore, mancanza di respiro, versamento pleurico, ictus,
      renale, insufficienza renale, nefropatia, calcolosi renale, peritoneale, emodialisi, vescica, prostata, urinario, disfunzione
      erettile, urologia, nefrologia`,
    record: `ecocardiogramma, spirometria, test da sforzo, seduta di dialisi, seduta dialitica, accesso vascolare, diario minzionale`,
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `frequenza evacuazioni, consistenza feci, scala di bristol, unità di insulina, dose di insulina, insulina basale, insulina
      rapida, bolo di insulina, tempo nel range, ipoglicemia, iperglicemia, piede diabetico, livello glicemico`,
    health: `gastrite, colite, reflusso gastrico, colonscopia, gastroscopia, endoscopia, ernia, polipo, appendicite, epatico, cirrosi,
      steatosi, colecisti, pancreatite, celiaco, celiachia, stipsi, emorroide, stomia, colostomia, gastrointestinale, microinfusore,
      ipotiroidismo, ipertiroidismo, ormonale, ormone, tiroide, insulina, insulino resistenza, sindrome metabolica, neuropatia,
      chetoacidosi, endocrinologia`,
    record: `registrazione glicemia, diario glicemico, dose di insulina, iniezione di insulina, colonscopia, gastroscopia`,
  },
  // Skin, wounds, joints and nerves.
  {
    vital: `dimensione ferita, profondità ferita, lunghezza ferita, larghezza ferita, letto della ferita, stadio della lesione, essudato,
      tessuto necrotico, tessuto di granulazione, lesione da pressione, piaga da decubito, cambio medicazione, dermatoscopia,
      mappatura nei, range di movimento, escursione articolare, forza muscolare, tono muscolare, dolore articolare, rigidità
      mattutina, densità ossea, densitometria, analisi del passo, crisi epilettica, crisi convulsiva, durata della crisi, reazione
      pupillare`,
    health: `cicatrice, cicatrizzazione, dermatite, psoriasi, acne volgare, orticaria, nevo, ascesso, cellulite infettiva, prurito, eruzione
      cutanea, dermatologico, dermatologia, tipo di pelle, artrite, artrosi, osteoporosi, scoliosi, lombalgia, cervicalgia,
      distorsione articolare, tendinite, legamento, menisco, amputazione, ortesi, ortopedia, stampella, mal di schiena, fibromialgia,
      reumatologia, convulsione, paralisi, paralisi cerebrale, sclerosi multipla, neurologia, afasia, disfagia, deglutizione,
      balbuzie, ritardo del linguaggio, logopedia`,
    record: `valutazione ferita, foto ferita, cambio medicazione, seduta di fisioterapia, seduta di logopedia, crisi epilettica, esercizio
      riabilitativo`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `settimana di gestazione, settimana gestazionale, età gestazionale, altezza uterina, battito fetale, movimenti fetali, peso
      fetale, presentazione fetale, dilatazione cervicale, contrazione uterina, liquido amniotico, tipo di parto, travaglio di parto,
      rottura delle membrane, puerperio, data presunta del parto, spermatozoo, spermiogramma, riserva ovarica, follicolo,
      trasferimento embrionale, stimolazione ovarica, flusso mestruale, vampata di calore, colposcopia, ovulazione`,
    health: `placenta previa, fetale, feto, ostetrico, ostetricia, primipara, climaterio, terapia ormonale, terapia ormonale sostitutiva,
      transizione di genere, disforia di genere, uterino, utero, ovaio, endometriosi, fibroma, isterectomia, mammografia, tumore al
      seno, fertilità, infertilità, fecondazione assistita, inseminazione, preservativo, vasectomia, malattia sessualmente
      trasmissibile, gonorrea, ginecologico, ginecologia, rapporto sessuale, taglio cesareo, cesareo`,
    record: `visita ostetrica, controllo prenatale, contrazione uterina, ecografia ostetrica, bilancio di salute`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `peso alla nascita, lunghezza alla nascita, peso per età, altezza per età, percentile di peso, percentile di altezza, curva di
      crescita, screening neonatale, sviluppo psicomotorio, cambio pannolino, poppata, prossima dose, dose di richiamo, dose di
      vaccino, lotto vaccino, richiamo vaccinale, stato vaccinale`,
    health: `neonatale, prematuro, prematurità, ittero, congenito, malformazione, sottopeso, malnutrizione, pediatrico, calendario vaccinale,
      morbillo, rosolia, varicella zoster, pertosse, antitetanica`,
    record: 'curva di crescita, poppata, cambio pannolino, dose di vaccino, richiamo vaccinale',
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `ciclo di chemioterapia, seduta di chemioterapia, protocollo chemioterapico, seduta di radioterapia, stadio tumorale,
      stadiazione, tipo di tumore, dimensione tumore, metastasi, linfonodo, recettore ormonale, risposta alla terapia, dose
      cumulativa, reazione trasfusionale, sacca di sangue, midollo osseo, terapia antiretrovirale, aderenza terapeutica, inizio
      sintomi, contatto stretto`,
    health: `leucemia, linfoma, maligno, oncologico, immunoterapia, anemia falciforme, emofilia, emoderivato, donazione di sangue, colera,
      meningite, sepsi, focolaio epidemico, caso confermato, caso sospetto, epidemiologico, contagio, quarantena domiciliare,
      sieropositivo`,
    record: `ciclo di chemioterapia, seduta di chemioterapia, seduta di radioterapia, trasfusione di sangue`,
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `crisi di panico, attacco di panico, tentativo di suicidio, rischio suicidario, ideazione suicidaria, pensiero automatico,
      pensiero intrusivo, distorsione cognitiva, seduta di psicoterapia, stato mentale, diario emotivo, diario umore, obiettivo
      terapeutico`,
    health: `bipolare, schizofrenia, psicosi, psicotico, fobia, ossessivo, compulsivo, disturbo alimentare, anoressia, bulimia nervosa,
      allucinazione, autostima, elaborazione del lutto, autistico, spettro autistico, iperattività, deficit di attenzione, disabilità
      intellettiva, malattia mentale, depressivo, ansioso`,
    record:
      'seduta di psicoterapia, diario emotivo, colloquio psicologico, valutazione psicologica',
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `crisi di astinenza, giorno di astinenza, giorno di sobrietà, ricaduta alcolica, ultimo consumo di sostanze, sigarette al giorno,
      test antidroga`,
    health: `astinenza, disintossicazione, overdose, cocaina, eroina, oppioide, metadone, sigaretta, consumo di alcol, consumo di tabacco`,
  },
  // Pathology, radiology, admission, drugs, nursing and surgery.
  {
    vital: `diagnosi istologica, descrizione macroscopica, descrizione microscopica, immunoistochimica, mezzo di contrasto, reperto
      radiologico, diagnosi di ingresso, diagnosi di dimissione, diagnosi differenziale, motivo dimissione, anamnesi farmacologica,
      dose somministrata, orario di assunzione, dose saltata, aderenza alla terapia, terapia in corso, terapia domiciliare, allergia a
      farmaci, diagnosi infermieristica, cambio postura, tipo di anestesia, rischio anestesiologico, rischio operatorio, perdita
      ematica, ventilazione meccanica, intubazione orotracheale, nutrizione enterale, nutrizione parenterale, sondino nasogastrico,
      catetere vescicale, fabbisogno calorico, stato nutrizionale, grasso viscerale`,
    health: `istologico, istologia, citologia, autopsia, radiologico, radiologia, risonanza magnetica, medicina nucleare, scintigrafia,
      mutazione genetica, ereditario, interazione farmacologica, forma farmaceutica, antipertensivo, antidepressivo, analgesico,
      antidolorifico, antinfiammatorio, paracetamolo, ibuprofene, metformina, cortisone, anestetico, preoperatorio, postoperatorio,
      chirurgico, terapia intensiva, cure palliative, palliativo, disposizioni anticipate, rianimazione, primo soccorso,
      avvelenamento, ematoma, politrauma, sovrappeso, obesità, obeso, mal di gola, brivido, sudorazione notturna, palpitazione,
      perdita di peso, perdita di appetito, svenimento`,
    record: `somministrazione farmaco, assunzione farmaco, promemoria farmaco, consegna infermieristica, diario infermieristico, verbale
      operatorio, cartella anestesiologica, allergia a farmaci, autopsia, esame radiologico`,
  },
  // Work, disability and trials.
  {
    vital: `idoneità al lavoro, idoneità alla mansione, grado di invalidità, percentuale di invalidità, tipo di disabilità`,
    health: `infortunio sul lavoro, medicina del lavoro, visita medica, sperimentazione clinica, evento avverso`,
    record: 'certificato di malattia, infortunio sul lavoro, evento avverso',
  },
];
