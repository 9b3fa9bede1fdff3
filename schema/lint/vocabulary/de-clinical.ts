import type { ClinicalWords } from './clinical-words.ts';

/**
 * German words of medicine by specialty, as records and devices write them. A single word also counts at the end of a compound,
 * and one for health at its start. Left out is what means something else in other software: `trauer` begins the words of funerals,
 * `entzug` is that of a license, `achse` that of a chart, `stuhl` a chair and `stadium` any stage.
 */
export const CLINICAL_GERMAN: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `atemfrequenz, körpertemperatur, pulsoximetrie, sauerstoffgabe, sauerstofftherapie, rekapillarisierungszeit, bewusstseinslage,
      bewusstseinszustand, urinmenge, urinausscheidung, flüssigkeitsbilanz, einfuhr ausfuhr, trinkmenge, taillenumfang, hüftumfang,
      kopfumfang, oberarmumfang, körperoberfläche, muskelmasse, körperwasser, handkraft, herzton, atemgeräusch, körpergröße`,
    health: 'vitalparameter, bewusstlos, bewusstlosigkeit, anthropometrie',
    record: `vitalparameter, vitalzeichenkontrolle, flüssigkeitsbilanz, blutdruckmessung, blutzuckermessung`,
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `blutbild, leukozyten, thrombozyten, erythrozyten, hämatokrit, hämoglobin, neutrophile, lymphozyten, monozyten, eosinophile,
      basophile, retikulozyten, quickwert, quick wert, gerinnungszeit, serumkreatinin, kreatinin clearance, filtrationsrate,
      nüchternblutzucker, nüchternzucker, langzeitzucker, glukosetoleranz, alkalische phosphatase, gesamtbilirubin, gesamtcholesterin,
      hdl cholesterin, ldl cholesterin, c reaktives protein, blutsenkung, blutkörperchensenkungsgeschwindigkeit, blutgas,
      blutgasanalyse, basenüberschuss, urinstatus, urinstreifentest, proteinurie, hämaturie, urinkultur, blutkultur, stuhlkultur,
      okkultes blut, schilddrüsenwert, schilddrüsenhormon, östradiol, progesteron, psa wert, viruslast, blutausstrich, rheumafaktor,
      immunglobulin, antikörpertiter, pricktest, hauttest, entzündungswert, leberwert, nierenwert, blutfettwert, tumormarker`,
    health: `nierenfunktion, leberfunktion, gerinnung, blutgerinnung, antikoagulation, blutverdünner, antikörper, parasiten, mikrobiologie,
      immunologie, laborparameter`,
    record: `blutabnahme, blutuntersuchung, urinuntersuchung, blutprobe, urinprobe, stuhlprobe, blutgasanalyse, laboruntersuchung`,
  },
  // Scales and scores.
  {
    vital: `schmerzskala, schmerzstärke, schmerzintensität, schmerzlokalisation, schmerzort, schmerzart, schmerzwert, schmerzlevel, visuelle
      analogskala, bradenskala, braden skala, norton skala, dekubitusrisiko, sturzrisiko, sturzgefahr, minimentaltest, kognitiver
      status, triagestufe, gehtest, schlafqualität, schlafdauer`,
    health: 'alltagskompetenz, gebrechlichkeit, lebensqualität, delir, koma, verwirrtheit',
    record: 'schmerzskala, schmerzeintrag, schmerztagebuch, schmerzerfassung, sturzereignis',
  },
  // Sleep medicine, ear, nose and throat.
  {
    vital: `apnoe, schlafapnoe, hypopnoe, entsättigung, polysomnographie, polysomnografie, schlafeffizienz, schlaflatenz, einschlafdauer,
      einschlaflatenz, schnarchen, hörschwelle, audiogramm, tympanometrie, tonaudiometrie, sprachaudiometrie, knochenleitung,
      otoskopie`,
    health: `hörverlust, hörminderung, schwerhörig, schwerhörigkeit, gehörlos, gehörlosigkeit, taubheit, ohrgeräusch, mittelohrentzündung,
      mandelentzündung, nebenhöhlenentzündung, nasenbluten, heiserkeit, kehlkopf, hörsturz, schluckstörung`,
    record: 'hörtest, audiogramm, audiometrie, schlafstudie, hörgeräteanpassung',
  },
  // Ophthalmology and optometry.
  {
    vital: `sehschärfe, visus od, visus os, visus rechts, visus links, augeninnendruck, augendruck, augenhintergrund, gesichtsfeld,
      refraktion od, refraktion os, refraktion rechts, refraktion links, subjektive refraktion, objektive refraktion, autorefraktion,
      keratometrie, hornhautdicke, sphäre od, sphäre os, sphäre rechts, sphäre links, zylinder od, zylinder os, achse od, achse os,
      addition od, addition os, prisma od, prisma os, pupillendistanz, pupillenabstand, hornhautscheitelabstand, spaltlampe`,
    health: `linkes auge, rechtes auge, katarakt, grauer star, grüner star, glaukom, retinopathie, schielen, amblyopie, kurzsichtigkeit,
      weitsichtigkeit, astigmatismus, hornhautverkrümmung, bindehautentzündung, blindheit, sehbehinderung, sehbehindert, sehschwäche,
      fehlsichtigkeit, augenheilkunde, kontaktlinse`,
    record: `sehtest, refraktion, augenuntersuchung, brillenverordnung, brillenrezept, brillenpass, kontaktlinsenanpassung`,
  },
  // Dentistry.
  {
    vital: `taschentiefe, sondierungstiefe, sondierungsblutung, blutung auf sondierung, zahnfleischrückgang, zahnlockerung, lockerungsgrad,
      plaqueindex, zahnfläche, zahnnummer, zahnstatus, zahnschema, zahnbefund`,
    health: `zahnfleischentzündung, parodontitis, parodontose, zähneknirschen, zahnfüllung, zahnimplantat, zahnersatz, zahnkrone,
      wurzelbehandlung, wurzelkanalbehandlung, zahnextraktion, zahnreinigung, zahnschmerz, mundgesundheit, mundhygiene,
      kieferorthopädie, fehlbiss`,
    record: 'zahnreinigung, zahnfüllung, parodontalstatus, zahnuntersuchung, heil und kostenplan',
  },
  // Heart, vessels and lungs.
  {
    vital: `herzrhythmus, sinusrhythmus, herzschlag, ejektionsfraktion, auswurffraktion, qt zeit, st strecke, vorhofflimmern, herzgeräusch,
      belastungs ekg, langzeit ekg, herzzeitvolumen, spirometrie, lungenfunktion, vitalkapazität, einsekundenkapazität,
      atemzugvolumen, spitzenfluss, asthmaanfall, atemnot, luftnot, dyspnoe`,
    health: `herzrhythmusstörung, tachykardie, bradykardie, herzinfarkt, herzinsuffizienz, herzschwäche, herzerkrankung, koronar, koronare
      herzkrankheit, herzkatheter, echokardiographie, echokardiografie, thrombose, embolie, aneurysma, krampfader, kardiologie,
      pneumologie, lungenentzündung, lungenemphysem, lungenerkrankung, mukoviszidose, inhalator, vernebler, atemwegserkrankung,
      schlaganfall`,
    record: `echokardiographie, spirometrie, lungenfunktionstest, lungenfunktion, elektrokardiogramm, herzkatheter`,
  },
  // Kidney, dialysis and urology.
  {
    vital: `dialysesitzung, dialysebehandlung, trockengewicht, dialysator, dialysat, blutfluss, gefäßzugang, dialysezugang, dialyseshunt,
      restharn, nykturie, prostatavolumen, miktion`,
    health: `nierenerkrankung, niereninsuffizienz, nierenversagen, nierenstein, hämodialyse, peritonealdialyse, nierentransplantation,
      harnblase, blasenentzündung, prostata, harnwegsinfekt, harninkontinenz, erektionsstörung, urologie, nephrologie`,
    record:
      'dialysesitzung, dialysebehandlung, dialyseprotokoll, miktionsprotokoll, miktionstagebuch',
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `stuhlfrequenz, stuhlkonsistenz, stuhlform, bristol skala, insulineinheit, insulineinheiten, insulindosis, basalinsulin,
      basalrate, bolusinsulin, mahlzeitenbolus, zeit im zielbereich, unterzuckerung, überzuckerung, hypoglykämie, hyperglykämie,
      diabetischer fuß, glukosewert, blutzuckerwert, zuckerwert`,
    health: `kolitis, sodbrennen, koloskopie, darmspiegelung, magenspiegelung, endoskopie, leistenbruch, blinddarmentzündung, leberzirrhose,
      fettleber, gallenblase, gallenstein, bauchspeicheldrüse, pankreatitis, zöliakie, verstopfung, hämorrhoiden, blähungen,
      magenschmerz, verdauung, darmerkrankung, insulinpumpe, schilddrüsenunterfunktion, schilddrüsenüberfunktion, hormon, hormonell,
      endokrinologie, insulinresistenz, metabolisches syndrom, neuropathie, ketoazidose`,
    record: `stuhlprotokoll, blutzuckereintrag, blutzuckertagebuch, insulingabe, insulininjektion, koloskopie, endoskopie`,
  },
  // Skin and wounds.
  {
    vital: `wundgröße, wundlänge, wundbreite, wundtiefe, wundfläche, wundgrund, wundrand, wundexsudat, exsudat, nekrose, granulationsgewebe,
      wundheilung, wundstadium, wundgeruch, dekubitusgrad, verbandswechsel, verbandwechsel, dermatoskopie, auflichtmikroskopie`,
    health: `wundart, wundversorgung, wundverband, narbe, hautausschlag, ekzem, neurodermitis, schuppenflechte, akne, nesselsucht, melanom,
      hautkrebs, muttermal, leberfleck, nävus, abszess, juckreiz, hautveränderung, hautzustand, hauttyp, hauterkrankung, dermatologie`,
    record: `wundbeurteilung, wundprotokoll, wundfoto, wundbild, verbandswechsel, verbandwechsel, hautkrebsvorsorge, hautkrebsscreening`,
  },
  // Muscles, joints, nerves and headache.
  {
    vital: `bewegungsumfang, gelenkbeweglichkeit, muskelkraft, muskeltonus, kraftgrad, knieflexion, gelenkschmerz, morgensteifigkeit,
      knochendichte, ganganalyse, gangbild, schrittlänge, epileptischer anfall, anfallsart, anfallsdauer, anfallstyp,
      anfallshäufigkeit, kopfschmerztag, migränetag, migräneattacke, migräneaura, pupillenreaktion`,
    health: `arthrose, osteoporose, skoliose, bandscheibenvorfall, rückenschmerz, nackenschmerz, knieschmerz, verstauchung, sehnenentzündung,
      kreuzband, meniskus, orthese, orthopädie, orthopädisch, gipsverband, fibromyalgie, rheuma, rheumatologie, krampfanfall, lähmung,
      querschnittslähmung, multiple sklerose, neurologie, aphasie, dysphagie, stottern, sprachstörung, sprachentwicklungsverzögerung,
      logopädie, ergotherapie`,
    record: `physiotherapiesitzung, krankengymnastik, anfallstagebuch, anfallskalender, kopfschmerztagebuch, kopfschmerzkalender,
      migräneattacke, therapieübung, therapieeinheit`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `schwangerschaftswoche, ssw, gestationsalter, fundusstand, kindslage, kindsbewegung, muttermund, muttermundsweite, wehenabstand,
      wehenbeginn, fruchtwasser, blasensprung, geburtsmodus, geburtsart, wochenbett, wochenfluss, entbindungstermin, errechneter
      geburtstermin, letzte regelblutung, spermiogramm, spermienzahl, follikel, follikelgröße, embryotransfer, menstruationsblutung,
      blutungsstärke, periodenlänge, zykluslänge, zyklustag, fruchtbarer tag, fruchtbare tage, basaltemperatur, zervixschleim,
      ovulationstest, hitzewallung, kolposkopie, anzahl schwangerschaften`,
    health: `präeklampsie, plazenta, fötus, geburtshilfe, erstgebärende, mehrlingsschwangerschaft, schwangerschaftsdiabetes, kaiserschnitt,
      wechseljahre, hormonersatztherapie, hormontherapie, geschlechtsangleichung, geschlechtsdysphorie, gebärmutter, eierstock,
      endometriose, myom, mammographie, brustkrebs, fruchtbarkeit, unfruchtbarkeit, kinderwunsch, künstliche befruchtung, befruchtung,
      kondom, geschlechtskrankheit, gonorrhö, chlamydien, gynäkologisch, gynäkologie, fehlgeburt, totgeburt, geschlechtsverkehr,
      krebsvorsorge`,
    record: `schwangerschaftsvorsorge, wehe, wehenprotokoll, kinderwunschbehandlung, zykluseintrag, periodeneintrag, geburtsplan,
      geburtsbericht`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `geburtsgewicht, geburtslänge, gewichtsperzentile, größenperzentile, wachstumskurve, gewichtskurve, neugeborenenscreening,
      entwicklungsschritt, windelwechsel, stillzeit, stillseite, stilldauer, fläschchen, muttermilch, impfdosis, auffrischimpfung,
      auffrischungsimpfung, impfreaktion, impfstatus, impfcharge`,
    health: `frühgeburt, frühgeborenes, gelbsucht, angeboren, fehlbildung, untergewicht, unterernährung, mangelernährung, pädiatrie,
      impfkalender, impfschema, impflücke, masern, röteln, windpocken, keuchhusten, wundstarrkrampf, pneumokokken, zeckenimpfung`,
    record: `wachstumskurve, wachstumsmessung, entwicklungsschritt, windelwechsel, stillmahlzeit, impfeintrag, auffrischimpfung`,
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `chemotherapiezyklus, chemozyklus, chemotherapieprotokoll, bestrahlungssitzung, bestrahlungsdosis, tumorstadium, krebsstadium,
      tumorgröße, krebsart, metastase, lymphknoten, hormonrezeptor, therapieansprechen, kumulative dosis, transfusionsreaktion,
      blutkonserve, knochenmark, abstoßungsreaktion, antiretrovirale therapie, therapietreue, symptombeginn, beginn der symptome, enge
      kontaktperson, indexfall`,
    health: `karzinom, leukämie, lymphom, sarkom, bösartig, gutartig, onkologisch, immuntherapie, strahlentherapie, anämie, blutarmut,
      hämophilie, blutprodukt, blutspende, hirnhautentzündung, blutvergiftung, lepra, tollwut, borreliose, meldepflichtig,
      infektionskrankheit, ansteckend, ansteckung, absonderung, bestätigter fall, epidemiologisch, krankenhauskeim`,
    record: `chemotherapiezyklus, chemozyklus, bestrahlungssitzung, tumorkonferenz, tumorboard, bluttransfusion, infektionsmeldung`,
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `angstniveau, stressniveau, stimmungswert, stimmungseintrag, panikattacke, angstattacke, suizidversuch, suizidgedanke,
      suizidrisiko, suizidalität, automatischer gedanke, gedankenprotokoll, psychotherapiesitzung, psychischer befund,
      psychopathologischer befund, therapieziel, stimmungstagebuch, anspannungsniveau`,
    health: `schizophrenie, psychose, psychotisch, phobie, zwangsstörung, zwangsgedanke, belastungsstörung, essstörung, magersucht, bulimie,
      halluzination, wahnvorstellung, selbstwertgefühl, selbstwert, einsamkeit, häusliche gewalt, trauerreaktion, trauerbegleitung,
      trauerprozess, autistisch, autismusspektrum, hyperaktivität, aufmerksamkeitsdefizit, entwicklungsstörung,
      entwicklungsverzögerung, intelligenzminderung, lernbehinderung, geistige behinderung, psychische erkrankung, depressiv,
      ängstlich`,
    record: 'psychotherapiesitzung, stimmungseintrag, stimmungstagebuch, gedankenprotokoll',
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `entzugssymptom, entzugserscheinung, suchtdruck, cravingstärke, abstinenztag, nüchtern seit, abstinent seit, suchtrückfall,
      letzter konsum, konsumtag, zigaretten pro tag, getränke pro tag, drogentest, drogenscreening`,
    health: `abstinenz, entgiftung, überdosis, kokain, methadon, substitutionstherapie, zigarette, exraucher, rauchstopp, suchtmittel,
      suchterkrankung, tabakkonsum, alkoholkrank`,
    record: 'suchtrückfall, konsumeintrag, konsumtagebuch, drogentest',
  },
  // Genetics, pathology and radiology.
  {
    vital: `makroskopischer befund, mikroskopischer befund, immunhistochemie, resektionsrand, kontrastmittel, kontrastmittelgabe,
      rechtfertigende indikation, todeszeitpunkt, obduktionsbefund`,
    health: `histologie, histologisch, pathologie, pathologisch, zytologie, obduktion, radiologie, radiologisch, computertomographie,
      computertomografie, magnetresonanztomographie, kernspintomographie, nuklearmedizin, szintigraphie, genmutation, erbkrankheit,
      erblich, chromosom, karyotyp, humangenetik`,
    record: 'radiologiebefund, röntgenbefund, röntgenaufnahme, pathologiebefund, obduktion',
  },
  // Admission, drugs, nursing, surgery and emergencies.
  {
    vital: `aufnahmediagnose, einweisungsdiagnose, entlassungsdiagnose, entlassdiagnose, differentialdiagnose, entlassungszustand,
      medikamentendosis, einnahmezeit, einnahmeform, vergessene einnahme, verabreichungsweg, verabreichte dosis, tagesdosis, aktuelle
      medikation, aktuelle medikamente, medikamentenallergie, arzneimittelallergie, pflegediagnose, körperpflege, lagerungswechsel,
      lagerungsplan, narkoseart, anästhesieart, narkoserisiko, asa klassifikation, blutverlust, schnitt naht zeit, verletzungsart,
      verletzungsmechanismus, maschinelle beatmung, sondenernährung, magensonde, blasenkatheter, kalorienbedarf, ernährungszustand,
      fettmasse, viszeralfett, hautfaltendicke`,
    health: `arzneimittelwechselwirkung, arzneiform, blutdrucksenker, antidepressivum, schmerzmittel, entzündungshemmer, kortison,
      narkosemittel, präoperativ, postoperativ, chirurgisch, intensivmedizin, intensivpflege, palliativ, palliativpflege, hospiz,
      reanimation, wiederbelebung, erste hilfe maßnahme, vergiftung, bisswunde, schürfwunde, platzwunde, hämatom, prellung,
      polytrauma, laktoseintoleranz, nahrungsmittelallergie, nahrungsmittelunverträglichkeit, lebensmittelallergie, übergewicht,
      adipositas, bauchschmerz, brustschmerz, muskelschmerz, halsschmerz, schüttelfrost, nachtschweiß, herzklopfen, schnupfen,
      gewichtsverlust, appetitlosigkeit, schwellung, kribbeln, ohnmacht, bettlägerig`,
    record: `medikamentenerinnerung, verabreichung, pflegeübergabe, pflegevisite, op bericht, operationsbericht, narkoseprotokoll,
      anästhesieprotokoll, ernährungsprotokoll, ernährungstagebuch, ernährungsanamnese, medikamentenallergie, rettungseinsatz,
      notarzteinsatz`,
  },
  // Work, disability and trials.
  {
    vital: `arbeitsunfähig seit, arbeitsunfähig bis, grad der behinderung, behinderungsgrad, behinderungsart, berufskrankheit,
      eignungsuntersuchung, berufsunfähigkeit`,
    health: `arbeitsunfähigkeitsbescheinigung, au bescheinigung, krankheitstag, krankheitsbedingt, wiedereingliederung, arbeitsunfall,
      betriebsmedizin, arbeitsmedizin, erwerbsminderung, schwerbehindert, schwerbehinderung, schwerbehindertenausweis, klinische
      studie, unerwünschtes ereignis`,
    record: `arbeitsunfähigkeitsbescheinigung, arbeitsmedizinische untersuchung, unerwünschtes ereignis`,
  },
];
