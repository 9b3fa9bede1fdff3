import type { ClinicalWords } from './clinical-words.ts';

/**
 * Dutch words of medicine by specialty, as records and devices write them. A single word also counts at the end of a compound, and
 * one for health at its start. Left out is what means something else in other software: `rouw` begins the words of funerals, `as`
 * is that of a chart, `stadium` any stage, `moedervlek` apart from `vlek`, and `gehoor` an audience.
 */
export const CLINICAL_DUTCH: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `ademhalingsfrequentie, polsslag, zuurstofgehalte, zuurstoftherapie, saturatiemeting, bewustzijnsniveau, urineproductie,
      vochtbalans, vochtinname, middelomtrek, buikomvang, heupomtrek, hoofdomtrek, lichaamsoppervlak, spiermassa, vetmassa,
      basaalmetabolisme, knijpkracht, rusthartslag, lichaamslengte`,
    health: 'vitale functie, vitale waarde, bewusteloos, bewustzijn',
    record: 'vitale waarde, bloeddrukmeting, bloedsuikermeting',
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `bloedbeeld, leukocyten, trombocyten, erytrocyten, hematocriet, hemoglobine, lymfocyten, neutrofielen, stollingstijd,
      nierfunctie, creatinineklaring, glucosewaarde, bloedsuikerwaarde, bloedglucose, alkalische fosfatase, totaal cholesterol,
      bezinking, troponine, bloedgas, bloedgasanalyse, proteïnurie, urinekweek, bloedkweek, schildklierwaarde, schildklierhormoon,
      oestradiol, virale lading, reumafactor, immunoglobuline, priktest, ontstekingswaarde, leverwaarde, nierwaarde`,
    health: `leverfunctie, bloedstolling, antistolling, bloedverdunner, antistof, microbiologie, tumormarker, immunologie, creatinine klaring`,
    record: 'bloedafname, urineonderzoek, bloedmonster, urinemonster, bloedgasanalyse',
  },
  // Scales and scores.
  {
    vital: `pijnscore, pijnschaal, pijnniveau, pijnintensiteit, pijnlocatie, barthelindex, bradenschaal, valrisico, decubitusrisico,
      cognitieve status, triageniveau, looptest, slaapkwaliteit`,
    health: 'kwetsbaarheid oudere, kwaliteit van leven, delier, coma toestand, verwardheid',
    record: 'pijnscore, pijnmeting, pijndagboek',
  },
  // Sleep medicine, ears and eyes.
  {
    vital: `slaapapneu, apneu, hypopneu, desaturatie, polysomnografie, slaapefficiëntie, inslaaptijd, snurken, gehoordrempel, tympanometrie,
      gezichtsscherpte, visus od, visus os, oogdruk, oogboldruk, gezichtsveld, refractie od, refractie os, sfeer od, sfeer os,
      cilinder od, cilinder os, as od, as os, additie od, additie os, prisma od, prisma os, pupilafstand, spleetlamp, hoornvliesdikte`,
    health: `gehoorapparaat, hoortoestel, gehoorverlies, slechthorend, slechthorendheid, doofheid, oorsuizen, middenoorontsteking,
      keelontsteking, bijholteontsteking, bloedneus, heesheid, rechteroog, linkeroog, staar, glaucoom, netvlies, scheelzien, bijziend,
      bijziendheid, verziendheid, blindheid, slechtziend, slechtziendheid, oogheelkunde, contactlens`,
    record: `gehoortest, audiogram, slaaponderzoek, oogmeting, ogentest, oogonderzoek, brilrecept, refractie`,
  },
  // Dentistry.
  {
    vital: `pocketdiepte, sondeerdiepte, tandvleesbloeding, tandmobiliteit, plaquescore, tandvlak, elementnummer gebit`,
    health: `tandvleesontsteking, parodontitis, tandenknarsen, tandvulling, tandimplantaat, kunstgebit, kroon tand, wortelkanaalbehandeling,
      tandextractie, gebitsreiniging, kiespijn, mondhygiëne, mondgezondheid, tandbederf`,
    record: 'tandheelkundige behandeling, gebitsreiniging, parodontiumstatus',
  },
  // Heart, lungs and kidneys, dialysis and urology.
  {
    vital: `hartritme, sinusritme, ejectiefractie, boezemfibrilleren, hartruis, inspanningstest, hartminuutvolume, spirometrie, longfunctie,
      vitale capaciteit, piekstroom, astma aanval, astmaaanval, benauwdheid, kortademigheid, dialysesessie, dialysebehandeling,
      ultrafiltratie, drooggewicht, droog gewicht, kunstnier, bloedflow, vaattoegang, residu na plassen`,
    health: `hartritmestoornis, tachycardie, bradycardie, hartinfarct, hartfalen, hartaandoening, hartziekte, echocardiografie, trombose,
      embolie, aneurysma, spatader, cardiologie, longziekte, longontsteking, longemfyseem, taaislijmziekte, inhalator, vernevelaar,
      luchtwegverwijder, luchtweginfectie, beroerte, nierziekte, nierfalen, niersteen, hemodialyse, peritoneaal, niertransplantatie,
      blaasontsteking, prostaat, urineweginfectie, erectiestoornis, urologie, nefrologie`,
    record: `echocardiografie, spirometrie, longfunctietest, dialysesessie, dialysebehandeling, plasdagboek, hartfilmpje`,
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `ontlastingsfrequentie, ontlastingspatroon, bristolschaal, insuline, insulinedosis, basaalstand, hypoglykemie, hyperglykemie,
      diabetische voet, suikerwaarde`,
    health: `maagzweer, darmontsteking, brandend maagzuur, coloscopie, darmonderzoek, maagonderzoek, endoscopie, liesbreuk,
      blindedarmontsteking, levercirrose, leververvetting, galblaas, galsteen, alvleesklier, coeliakie, obstipatie, aambei,
      spijsvertering, insulinepomp, schildklier, hormoon, hormonaal, endocrinologie, insulineresistentie, metabool syndroom,
      neuropathie`,
    record: 'ontlastingslijst, bloedsuikerdagboek, insulinedosis, coloscopie, endoscopie',
  },
  // Skin, wounds, joints and nerves.
  {
    vital: `wondgrootte, wondlengte, wondbreedte, wonddiepte, wondoppervlak, wondbed, wondrand, wondvocht, exsudaat, necrose, wondgenezing,
      decubitusgraad, verbandwissel, dermatoscopie, bewegingsuitslag, gewrichtsmobiliteit, spierkracht, spierspanning, gewrichtspijn,
      ochtendstijfheid, botdichtheid, loopanalyse, looppatroon, epileptische aanval, epilepsieaanval, aanvalsduur, hoofdpijndag,
      migraineaanval, pupilreactie`,
    health: `wondverband, wondtype, litteken, huiduitslag, eczeem, netelroos, melanoom, huidkanker, moedervlek, abces, jeuk, huidaandoening,
      huidtype, dermatologie, artritis, artrose, osteoporose, scoliose, rugpijn, nekpijn, kniepijn, verstuiking, peesontsteking,
      kruisband, amputatie, prothese, orthese, orthopedie, reuma, reumatologie, krukken, stuiptrekking, verlamming, multiple sclerose,
      neurologie, afasie, slikstoornis, stotteren, taalachterstand, logopedie, ergotherapie`,
    record: `wondbeoordeling, wondfoto, verbandwissel, fysiotherapiesessie, hoofdpijndagboek, aanvalsdagboek, oefentherapie`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `zwangerschapsweek, zwangerschapsduur, zwangerschapstermijn, fundushoogte, hartactie kind, kindsligging, kindsbeweging,
      ontsluiting, weeënduur, weeënfrequentie, vruchtwater, gebroken vliezen, kraambed, uitgerekende datum, spermatest, spermatelling,
      follikel, follikelmeting, terugplaatsing embryo, menstruatieduur, cyclusduur, cycluslengte, cyclusdag, vruchtbare dag,
      vruchtbare dagen, eisprong, opvlieger, uitstrijkje, gravida para`,
    health: `pre eclampsie, foetaal, verloskunde, verloskundig, meerlingzwangerschap, zwangerschapsdiabetes, keizersnede, menopauze,
      hormoontherapie, hormoonbehandeling, geslachtstransitie, genderdysforie, baarmoeder, eierstok, endometriose, vleesboom,
      mammografie, borstkanker, vruchtbaarheid, onvruchtbaarheid, kinderwens, bevruchting, condoom, anticonceptiepil, geslachtsziekte,
      gonorroe, gynaecologie, geslachtsgemeenschap`,
    record: `zwangerschapscontrole, weeënregistratie, vruchtbaarheidsbehandeling, geboorteplan, bevallingsverslag`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `geboortegewicht, geboortelengte, groeicurve, groeidiagram, gewicht naar leeftijd, lengte naar leeftijd, hielprik, luierwissel,
      voedingsmoment baby, flesvoeding, vaccinatiestatus, boosterprik, vaccindosis`,
    health: `prematuur, vroeggeboorte, geelzucht, aangeboren, ondergewicht, ondervoeding, kindergeneeskunde, rijksvaccinatieprogramma,
      mazelen, bof, rodehond, waterpokken, kinkhoest, ontwikkelingsachterstand`,
    record: 'groeicurve, groeimeting, luierwissel, vaccindosis, ontwikkelingsmijlpaal',
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `chemokuur, chemotherapiekuur, chemocyclus, bestralingssessie, tumorstadium, kankerstadium, tumorgrootte, uitzaaiing, lymfeklier,
      hormoonreceptor, behandelrespons, transfusiereactie, bloedzak, beenmerg, afstotingsreactie, hivremmer, therapietrouw, hivtest,
      nauw contact`,
    health: `carcinoom, leukemie, lymfoom, kwaadaardig, goedaardig, oncologie, oncologisch, immunotherapie, radiotherapie, bloedarmoede,
      hemofilie, bloedproduct, bloeddonatie, hersenvliesontsteking, bloedvergiftiging, lepra, infectieziekte, besmettelijk,
      besmetting, epidemiologisch`,
    record: 'chemokuur, chemotherapiekuur, bestralingssessie, bloedtransfusie, infectiemelding',
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `angstniveau, angstscore, stressniveau, stemmingsscore, stemmingsdagboek, paniekaanval, suïcidepoging, suïcidegedachte,
      suïciderisico, automatische gedachte, gedachtenschema, psychisch onderzoek, behandeldoel, therapiedoel`,
    health: `bipolair, schizofrenie, psychotisch, fobie, dwangstoornis, dwanggedachte, posttraumatische stress, eetstoornis, anorexie,
      boulimie, hallucinatie, waanidee, zelfbeeld, huiselijk geweld, rouwverwerking, rouwproces, autistisch, hyperactiviteit,
      aandachtstekort, verstandelijke beperking, psychische aandoening, angstig, somberheid`,
    record: 'stemmingsdagboek, gedachtenschema, psychologisch onderzoek',
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `ontwenningsverschijnsel, onthoudingsverschijnsel, trekniveau, hunkering, nuchter sinds, abstinente dag, laatste gebruik middel,
      sigaretten per dag, drankjes per dag, drugstest`,
    health:
      'abstinentie, ontgifting, overdosis, heroïne, opioïde, methadon, sigaret, verslavingszorg',
    record: 'terugval verslaving, drugstest',
  },
  // Pathology, radiology, admission, drugs, nursing, surgery, work and disability.
  {
    vital: `macroscopische beschrijving, microscopische beschrijving, snijvlak tumor, contrastmiddel, opnamediagnose, ontslagdiagnose,
      differentiaaldiagnose, toegediende dosis, innametijd, gemiste dosis, dagdosering, medicatieallergie, geneesmiddelallergie,
      verpleegkundige diagnose, wisselligging, anesthesievorm, narcoserisico, bloedverlies, beademingsstand, sondevoeding, maagsonde,
      blaaskatheter, caloriebehoefte, voedingstoestand, visceraal vet, arbeidsongeschiktheid, arbeidsongeschiktheidspercentage,
      beroepsziekte, soort beperking`,
    health: `histologie, histologisch, pathologie, cytologie, obductie, radiologie, kernspintomografie, nucleaire geneeskunde, genmutatie,
      chromosoom, geneesmiddelinteractie, toedieningsvorm, bloeddrukverlager, antidepressivum, pijnstiller, ontstekingsremmer,
      metformine, verdoving, preoperatief, postoperatief, chirurgisch, intensieve zorg, palliatief, palliatieve zorg, reanimatie,
      eerste hulp, vergiftiging, bloeduitstorting, kneuzing, voedselallergie, voedselintolerantie, overgewicht, obesitas, buikpijn,
      spierpijn, keelpijn, rilling, nachtzweten, hartkloppingen, verkoudheid, gewichtsverlies, verminderde eetlust, flauwvallen,
      bedlegerig, ziekteverlof, bedrijfsongeval, bedrijfsgeneeskunde, klinische studie, ongewenst voorval`,
    record: `toedieningsregistratie, medicatie inname, medicatieherinnering, verpleegkundige overdracht, operatieverslag, anesthesieverslag,
      voedingsanamnese, medicatieallergie, radiologieverslag, röntgenfoto, echografie, obductie, ziekteverlof`,
  },
];
