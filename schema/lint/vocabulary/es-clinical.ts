import type { ClinicalWords } from './clinical-words.ts';

/**
 * Spanish words of medicine by specialty, as records and devices write them. Left out is what means something else in other
 * software: `audicion` is an audition, `lunar` of the moon, `duelo` a duel, `estadio` a stadium and `antojo` a fancy.
 */
export const CLINICAL_SPANISH: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `frecuencia respiratoria, temperatura corporal, temperatura axilar, temperatura rectal, oximetria de pulso, pulsioximetria,
      oxigenoterapia, oxigeno suplementario, llenado capilar, nivel de conciencia, estado de conciencia, escala de glasgow, gasto
      urinario, diuresis, balance hidrico, ingesta de liquidos, perimetro abdominal, perimetro cefalico, perimetro braquial,
      circunferencia de cintura, circunferencia de brazo, circunferencia abdominal, indice cintura cadera, superficie corporal, masa
      muscular, masa magra, agua corporal, fuerza de agarre, ruido cardiaco, ruido respiratorio`,
    health: 'antropometrico, inconsciente',
    record:
      'control de signos vitales, toma de signos vitales, toma de presion, balance de liquidos',
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `hemograma, leucocito, plaqueta, hematocrito, hemoglobina glicosilada, hemoglobina glucosilada, hemoglobina glicada, neutrofilo,
      linfocito, monocito, eosinofilo, basofilo, reticulocito, eritrocito, trombocito, globulo rojo, globulo blanco, volumen
      corpuscular, tiempo de protrombina, tiempo de tromboplastina, fibrinogeno, creatinina serica, depuracion de creatinina,
      aclaramiento de creatinina, filtrado glomerular, filtracion glomerular, nitrogeno ureico, transaminasa, fosfatasa alcalina,
      bilirrubina total, bilirrubina directa, bilirrubina indirecta, colesterol total, colesterol hdl, colesterol ldl, proteina c
      reactiva, velocidad de sedimentacion, dimero d, troponina, gasometria, gases arteriales, exceso de base, lactato serico, examen
      general de orina, uroanalisis, urocultivo, hemocultivo, coprocultivo, coprologico, sangre oculta, hormona tiroidea, tiroxina,
      progesterona, antigeno prostatico, carga viral, tincion de gram, baciloscopia, factor reumatoide, inmunoglobulina, gota gruesa,
      prueba cutanea`,
    health: `perfil lipidico, perfil hepatico, perfil tiroideo, perfil renal, funcion renal, funcion hepatica, valor de referencia clinica,
      quimica sanguinea, coagulacion, anticoagulante, anticoagulado, anticuerpo, parasito, parasitologia, microbiologia, marcador
      tumoral, resistencia antibiotica, inmunologia`,
    record: `perfil lipidico, quimica sanguinea, gasometria, examen de orina, examen de sangre, analisis de sangre, analisis de orina, prueba
      de laboratorio clinico, muestra de sangre, muestra biologica, toma de glucosa, control de glucosa`,
  },
  // Scales and scores.
  {
    vital: `escala de dolor, nivel de dolor, intensidad del dolor, localizacion del dolor, tipo de dolor, escala visual analogica, escala
      numerica del dolor, eva dolor, escala de braden, escala de norton, escala de morse, riesgo de caida, riesgo de ulceras,
      deterioro cognitivo, estado cognitivo, nivel de triaje, clasificacion de triage, color de triage, puntaje apgar, prueba de
      marcha`,
    health: `dependencia funcional, actividades de la vida diaria, estado funcional, calidad de vida, delirio, estado de coma`,
    record: 'escala de dolor, escala de riesgo, registro de dolor, registro de caida',
  },
  // Sleep medicine, ear, nose and throat.
  {
    vital: `indice de apnea, hipopnea, desaturacion, polisomnografia, polisomnograma, ronquido, uso de cpap, umbral auditivo, audiograma,
      timpanometria, logoaudiometria, via aerea auditiva, via osea, prueba auditiva, otoscopia`,
    health: `audifono medico, hipoacusia, sordera, sordo, perdida auditiva, acufeno, amigdalitis, amigdala, rinitis, disfonia, laringe`,
    record: 'audiometria, audiograma, estudio de sueno, polisomnografia',
  },
  // Ophthalmology and optometry.
  {
    vital: `agudeza visual, fondo de ojo, campo visual, refraccion ocular, refraccion od, refraccion oi, refraccion ojo, autorrefraccion,
      queratometria, paquimetria, adicion od, adicion oi, prisma od, prisma oi, esfera derecha, esfera izquierda, esfera ojo derecho,
      esfera ojo izquierdo, esfera lejos, cilindro ojo derecho, cilindro ojo izquierdo, cilindro derecho, cilindro izquierdo, eje ojo
      derecho, eje ojo izquierdo, distancia interpupilar, dnp od, dnp oi, lampara de hendidura, biomicroscopia, av od, av oi, pio od,
      pio oi`,
    health: `catarata, retinopatia, estrabismo, ambliopia, miopia, hipermetropia, astigmatismo, presbicia, conjuntivitis, ceguera, baja
      vision, oftalmologico, oftalmologia, lente de contacto`,
    record: `examen visual, examen de la vista, refraccion, formula optica, receta optica, receta de lentes, graduacion visual, examen
      optometrico`,
  },
  // Dentistry.
  {
    vital: `odontograma, periodontograma, profundidad de sondaje, sangrado al sondaje, recesion gingival, movilidad dental, movilidad
      dentaria, placa bacteriana, indice de placa, indice cpod, superficie dental, cara dental, numero de diente, numero de pieza
      dental, estado del diente, estado de pieza dental`,
    health: `maloclusion, bruxismo, obturacion dental, corona dental, tratamiento de conducto, extraccion dental, exodoncia, profilaxis
      dental, blanqueamiento dental, tratamiento dental, tratamiento odontologico, salud bucal`,
    record: `hallazgo dental, superficie dental, tratamiento dental, procedimiento dental, consulta odontologica, cita odontologica`,
  },
  // Heart, vessels and lungs.
  {
    vital: `ritmo cardiaco, ritmo sinusal, fraccion de eyeccion, intervalo qt, segmento st, fibrilacion auricular, soplo cardiaco, prueba de
      esfuerzo, riesgo cardiovascular, gasto cardiaco, espirometria, flujo espiratorio, pico flujo, capacidad vital, capacidad
      pulmonar, funcion pulmonar, crisis de asma, crisis asmatica, uso de inhalador, disnea`,
    health: `arritmia, taquicardia, bradicardia, infarto, insuficiencia cardiaca, cardiopatia, coronario, coronaria, ecocardiograma,
      cateterismo, trombosis, embolia, aneurisma, cardiologia, neumologia, neumonia, bronquitis, bronquial, enfisema, epoc, fibrosis
      quistica, inhalador, nebulizacion, nebulizador, broncodilatador, dificultad respiratoria, falta de aire, derrame pleural`,
    record: 'ecocardiograma, espirometria, holter, prueba de esfuerzo',
  },
  // Kidney, dialysis and urology.
  {
    vital: `sesion de dialisis, sesion de hemodialisis, ultrafiltracion, peso seco, dializador, liquido de dialisis, flujo sanguineo, acceso
      vascular, fistula arteriovenosa, predialisis, posdialisis, residuo postmiccional, nicturia, volumen prostatico`,
    health: `insuficiencia renal, nefropatia, calculo renal, vejiga, prostata, urinario, incontinencia, incontinencia urinaria, disfuncion
      erectil, urologia, nefrologia`,
    record: 'sesion de dialisis, sesion de hemodialisis, acceso vascular, diario miccional',
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `evacuacion intestinal, deposiciones, consistencia de heces, escala de bristol, tasa basal, tiempo en rango, hipoglucemia,
      hiperglucemia, nivel de cetonas, pie diabetico, nivel de azucar, azucar en sangre`,
    health: `reflujo, colonoscopia, endoscopia, polipo, apendicitis, hepatico, cirrosis, higado graso, ascitis, vesicula biliar, celiaco,
      celiaquia, estrenimiento, hemorroide, estoma, colostomia, acidez estomacal, hipotiroidismo, hipertiroidismo, hormona,
      endocrinologia, sindrome metabolico, neuropatia, cetoacidosis`,
    record:
      'registro de glucosa, dosis de insulina, aplicacion de insulina, colonoscopia, endoscopia',
  },
  // Skin and wounds.
  {
    vital: `tamano de herida, profundidad de herida, longitud de herida, ancho de herida, estadio de la ulcera, lecho de la herida, exudado,
      tejido necrotico, tejido de granulacion, ulcera por presion, lesion por presion, cambio de aposito, curacion de herida, tipo de
      piel clinico, dermatoscopia, tamano de la lesion, mapa de lunares`,
    health: `aposito, desbridamiento, eccema, nevo, absceso, celulitis, prurito, erupcion, sarpullido, dermatologico, dermatologia, sutura`,
    record: 'curacion de herida, valoracion de herida, foto de herida, ulcera, cambio de aposito',
  },
  // Muscles, joints, nerves and headache.
  {
    vital: `rango de movimiento, arco de movimiento, rango articular, fuerza muscular, tono muscular, dolor articular, rigidez matutina,
      densidad osea, densitometria, analisis de marcha, amplitud articular, crisis epileptica, crisis convulsiva, duracion de la
      crisis, numero de crisis, aura migranosa, reaccion pupilar`,
    health: `artritis, artrosis, escoliosis, lumbalgia, cervicalgia, esguince, tendinitis, ligamento, menisco, amputacion, ortesis,
      ortopedico, muleta, fibromialgia, reumatologia, traumatologia, kinesiologia, ictus, accidente cerebrovascular, derrame cerebral,
      paralisis, paralisis cerebral, esclerosis multiple, demencia, neurologia, afasia, disfagia, deglucion, tartamudeo, terapia de
      lenguaje, retraso del lenguaje`,
    record: `sesion de fisioterapia, sesion de kinesiologia, sesion de rehabilitacion, crisis epileptica, crisis convulsiva, ejercicio de
      rehabilitacion`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `semanas de gestacion, semana gestacional, edad gestacional, altura uterina, fondo uterino, latido fetal, movimientos fetales,
      peso fetal, presentacion fetal, dilatacion cervical, contraccion uterina, liquido amniotico, tipo de parto, trabajo de parto,
      ruptura de membranas, puerperio, loquios, fecha probable de parto, analisis de semen, espermatozoide, espermograma, reserva
      ovarica, foliculo, transferencia embrionaria, estimulacion ovarica, duracion de la regla, dia fertil, ventana fertil, sofoco,
      colposcopia, numero de partos`,
    health: `feto, obstetrico, obstetricia, multipara, primigesta, nuligesta, perimenopausia, climaterio, terapia hormonal, terapia de
      reemplazo hormonal, hormonizacion, transicion de genero, disforia de genero, uterino, utero, ovario, mioma, histerectomia,
      mamografia, cancer de mama, fertilidad, infertilidad, fecundacion in vitro, inseminacion, preservativo, dispositivo
      intrauterino, diu, ligadura de trompas, vasectomia, infeccion de transmision sexual, gonorrea, clamidia, ginecologico, relacion
      sexual`,
    record: `control de embarazo, control obstetrico, contraccion uterina, ciclo de fertilidad, tratamiento de fertilidad, ecografia
      obstetrica`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `peso al nacer, talla al nacer, longitud al nacer, peso para la edad, talla para la edad, peso para la talla, percentil de peso,
      percentil de talla, curva de crecimiento, tamizaje neonatal, tamiz neonatal, desarrollo psicomotor, hito del desarrollo, cambio
      de panal, toma de pecho, proxima dosis, dosis de refuerzo, toma de biberon`,
    health: `prematuro, prematurez, ictericia, congenito, malformacion, bajo peso, desnutricion, desnutricion infantil, pediatrico, triple
      viral, antitetanica`,
    record: `control de crecimiento, curva de crecimiento, control de nino sano, hito del desarrollo, dosis de vacuna, registro de vacunacion`,
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `ciclo de quimioterapia, sesion de quimioterapia, esquema de quimioterapia, sesion de radioterapia, estadio tumoral, estadio
      clinico, estadio del cancer, estadificacion, tipo de cancer, tamano tumoral, ganglio linfatico, receptor hormonal, respuesta al
      tratamiento, dosis acumulada, reaccion transfusional, unidad de sangre, medula osea, rechazo de injerto, antirretroviral,
      adherencia al tratamiento, prueba de vih, conteo de cd4, contacto estrecho`,
    health: `leucemia, linfoma, maligno, benigno, oncologica, inmunoterapia, hemofilia, hemoderivado, paludismo, colera, tosferina, tetanos,
      neumococo, lepra, rabia humana, brote epidemiologico, caso confirmado, caso sospechoso, caso probable, vigilancia
      epidemiologica, epidemiologico, contagio, cuarentena, vih positivo`,
    record: `ciclo de quimioterapia, sesion de quimioterapia, sesion de radioterapia, caso epidemiologico, transfusion sanguinea`,
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `nivel de estres, nivel de animo, ataque de panico, crisis de panico, intento de suicidio, riesgo suicida, pensamiento
      automatico, pensamiento intrusivo, distorsion cognitiva, sesion psicologica, sesion de psicoterapia, examen mental, estado
      mental, registro emocional, diario emocional, objetivo terapeutico`,
    health: `esquizofrenia, psicosis, psicotico, fobia, obsesivo, compulsivo, estres postraumatico, trastorno alimentario, alucinacion,
      autoestima, violencia domestica, violencia intrafamiliar, violencia de genero, proceso de duelo, duelo complicado, autista,
      espectro autista, hiperactividad, deficit de atencion, neurodesarrollo, discapacidad intelectual, angustia, enfermedad mental,
      depresivo, ansioso`,
    record: `sesion de psicoterapia, sesion psicologica, nota de sesion, registro de animo, registro emocional, registro de pensamiento, test
      psicologico, evaluacion psicologica`,
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `sindrome de abstinencia, dia de abstinencia, dia sobrio, sobriedad, recaida, ultimo consumo, cigarrillos por dia, cigarrillos al
      dia, droga de consumo, prueba de drogas`,
    health: `abstinencia, desintoxicacion, sobredosis, cocaina, marihuana, heroina, opioide, metadona, cigarrillo, exfumador, consumo de
      drogas, vapeo`,
    record: 'recaida, registro de consumo',
  },
  // Genetics, pathology and radiology.
  {
    vital: `diagnostico histopatologico, descripcion macroscopica, descripcion microscopica, inmunohistoquimica, margen quirurgico, region
      anatomica estudiada, medio de contraste, hallazgo radiologico, hallazgo ecografico, proyeccion radiologica, hora de muerte`,
    health: `histopatologico, histopatologia, citologico, autopsia, necropsia, radiologico, radiologia, rayos x, medicina nuclear,
      gammagrafia, mutacion genetica, hereditario, cromosoma, cariotipo, consejo genetico`,
    record: 'informe radiologico, informe de patologia, estudio de imagen, autopsia',
  },
  // Admission, drugs, nursing, surgery and emergencies.
  {
    vital: `diagnostico de ingreso, diagnostico de egreso, diagnostico de alta, diagnostico diferencial, motivo de egreso, condicion de
      egreso, condicion de alta, revision por sistemas, antecedente alergico, antecedente toxico, antecedente farmacologico, dosis
      administrada, via de administracion, hora de toma, toma omitida, tratamiento actual, alergia medicamentosa, diagnostico de
      enfermeria, higiene del paciente, cambio postural, control de esfinteres, tipo de anestesia, riesgo anestesico, riesgo
      quirurgico, clasificacion asa, perdida de sangre, sangrado estimado, hallazgo quirurgico, herida quirurgica, mecanismo de
      lesion, causa de la lesion, ventilacion mecanica, intubacion endotraqueal, sonda nasogastrica, sonda vesical, requerimiento
      calorico, estado nutricional, diagnostico nutricional, porcentaje de grasa, grasa visceral, pliegue cutaneo, pliegue tricipital`,
    health: `interaccion medicamentosa, forma farmaceutica, antihipertensivo, antidepresivo, analgesico, antiinflamatorio, ibuprofeno,
      metformina, corticoide, anestesico, preoperatorio, postoperatorio, posoperatorio, quirurgica, cuidados intensivos, cuidado
      paliativo, paliativo, voluntad anticipada, primeros auxilios, intoxicacion, envenenamiento, mordedura, hematoma,
      politraumatismo, malnutricion, restriccion alimentaria, sobrepeso, obesidad, obeso, complicacion quirurgica, reingreso
      hospitalario, escalofrio, sudoracion, palpitacion, congestion nasal, perdida de peso, perdida de apetito, hinchazon, hormigueo,
      desmayo`,
    record: `horario de medicamento, recordatorio de medicamento, ronda medica, pase de visita, nota operatoria, hoja quirurgica, protocolo
      quirurgico, hoja de anestesia, registro anestesico, parte medico, plan de cuidados de enfermeria, historia nutricional,
      recordatorio alimentario, diagnostico de enfermeria, alergia medicamentosa, dieta paciente`,
  },
  // Work, disability and trials.
  {
    vital: `aptitud laboral, apto para el trabajo, grado de discapacidad, tipo de discapacidad, porcentaje de discapacidad, grado de
      dependencia, examen ocupacional`,
    health: `baja medica, dias de incapacidad, dias de reposo, baja laboral, reposo medico, accidente laboral, accidente de trabajo, salud
      ocupacional, reconocimiento medico, examen medico, chequeo medico, revision medica, ensayo clinico, evento adverso`,
    record: `baja medica, reposo medico, examen ocupacional, examen medico, reconocimiento medico, accidente laboral, chequeo medico`,
  },
];
