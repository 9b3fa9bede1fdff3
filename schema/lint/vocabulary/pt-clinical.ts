import type { ClinicalWords } from './clinical-words.ts';

/**
 * Portuguese words of medicine by specialty, as records and devices write them. Left out is what means something else in other
 * software: `audicao` is an audition, `pinta` paint, `sinal` a signal, `fissura` a crack and `afastamento` a distance.
 */
export const CLINICAL_PORTUGUESE: readonly ClinicalWords[] = [
  // Vital signs and the first look at a person.
  {
    vital: `frequencia respiratoria, temperatura corporal, temperatura axilar, oximetria de pulso, oxigenoterapia, oxigenio suplementar,
      enchimento capilar, nivel de consciencia, escala de glasgow, debito urinario, diurese, balanco hidrico, ingesta hidrica,
      ingestao de agua, perimetro abdominal, perimetro cefalico, perimetro braquial, circunferencia da cintura, circunferencia do
      braco, circunferencia abdominal, relacao cintura quadril, superficie corporal, massa muscular, massa magra, massa gorda, agua
      corporal, taxa metabolica basal, forca de preensao, ausculta cardiaca, ausculta pulmonar`,
    health: 'antropometrico, inconsciente',
    record: 'afericao de pressao, afericao de sinais vitais',
  },
  // Blood count, coagulation and chemistry.
  {
    vital: `hemograma, leucocito, plaqueta, hematocrito, hemoglobina glicada, neutrofilo, linfocito, monocito, eosinofilo, basofilo,
      reticulocito, eritrocito, hemacia, globulo vermelho, globulo branco, tempo de protrombina, fibrinogenio, creatinina serica,
      depuracao de creatinina, filtracao glomerular, fosfatase alcalina, bilirrubina total, bilirrubina direta, bilirrubina indireta,
      colesterol total, colesterol hdl, colesterol ldl, proteina c reativa, velocidade de hemossedimentacao, dimero d, troponina,
      gasometria, excesso de base, lactato serico, urina tipo 1, exame de urina, urocultura, hemocultura, coprocultura, parasitologico
      de fezes, sangue oculto, hormonio tireoidiano, tiroxina, progesterona, antigeno prostatico, carga viral, baciloscopia, fator
      reumatoide, imunoglobulina, gota espessa, teste cutaneo`,
    health: `perfil lipidico, lipidograma, funcao renal, funcao hepatica, coagulacao, coagulograma, anticoagulante, anticoagulado, anticorpo,
      parasita, parasitologia, microbiologia, marcador tumoral, resistencia antibiotica, imunologia`,
    record: `perfil lipidico, gasometria, exame de urina, exame de sangue, exame de fezes, amostra de sangue, amostra biologica, medicao de
      glicose, controle de glicose, registro de glicemia`,
  },
  // Scales and scores.
  {
    vital: `escala de dor, nivel de dor, intensidade da dor, localizacao da dor, local da dor, tipo de dor, escala visual analogica, eva
      dor, escala de braden, escala de norton, escala de morse, risco de queda, declinio cognitivo, estado cognitivo, classificacao
      manchester, cor da classificacao de risco, teste de caminhada`,
    health: `grau de dependencia, dependencia funcional, atividades de vida diaria, estado funcional, qualidade de vida, delirio, estado de
      coma`,
    record: 'escala de dor, registro de dor, queda do paciente, registro de queda',
  },
  // Sleep medicine, ear, nose and throat.
  {
    vital: `apneia, hipopneia, dessaturacao, polissonografia, ronco, uso de cpap, limiar auditivo, audiograma, timpanometria,
      imitanciometria, logoaudiometria, via ossea, otoscopia`,
    health: `aparelho auditivo, perda auditiva, surdez, surdo, zumbido, otite, vertigem, amigdalite, sinusite, rinite, epistaxe, disfonia,
      laringe`,
    record: 'audiometria, audiograma, estudo do sono, polissonografia',
  },
  // Ophthalmology and optometry.
  {
    vital: `acuidade visual, fundo de olho, campo visual, refracao ocular, refracao od, refracao oe, autorrefracao, ceratometria,
      paquimetria, adicao od, adicao oe, prisma od, prisma oe, esferico od, esferico oe, cilindrico od, cilindrico oe, esfera direita,
      esfera esquerda, esfera olho direito, esfera olho esquerdo, cilindro olho direito, cilindro olho esquerdo, eixo olho direito,
      eixo olho esquerdo, distancia interpupilar, distancia naso pupilar, dnp od, dnp oe, biomicroscopia, av od, av oe, pio od, pio oe`,
    health: `catarata, retinopatia, estrabismo, ambliopia, miopia, hipermetropia, astigmatismo, presbiopia, conjuntivite, cegueira, baixa
      visao, oftalmologico, oftalmologia, lente de contato`,
    record: `exame de vista, exame oftalmologico, refracao, receita de oculos, receita optica, receita oftalmologica`,
  },
  // Dentistry.
  {
    vital: `odontograma, periodontograma, profundidade de sondagem, sangramento a sondagem, recessao gengival, mobilidade dentaria, placa
      bacteriana, indice de placa, indice cpod, superficie dental, face dental, face do dente, numero do dente, estado do dente,
      condicao do dente`,
    health: `gengivite, periodontite, gengival, ma oclusao, bruxismo, restauracao dentaria, restauracao dental, tratamento de canal, extracao
      dentaria, exodontia, profilaxia dental, clareamento dental, tratamento dentario, tratamento odontologico, saude bucal`,
    record: `tratamento dentario, tratamento odontologico, procedimento odontologico, consulta odontologica, face do dente`,
  },
  // Heart, vessels and lungs.
  {
    vital: `ritmo cardiaco, ritmo sinusal, batimento cardiaco, fracao de ejecao, intervalo qt, segmento st, fibrilacao atrial, sopro
      cardiaco, teste ergometrico, risco cardiovascular, debito cardiaco, espirometria, pico de fluxo, fluxo expiratorio, capacidade
      vital, capacidade pulmonar, funcao pulmonar, crise de asma, uso de inalador, uso de bombinha, dispneia`,
    health: `arritmia, taquicardia, bradicardia, infarto, enfarte, insuficiencia cardiaca, cardiopatia, coronariana, ecocardiograma,
      cateterismo, trombose, embolia, aneurisma, varizes, cardiologia, pneumologia, bronquite, bronquico, enfisema, dpoc, fibrose
      cistica, inalador, nebulizacao, nebulizador, broncodilatador, falta de ar, dificuldade respiratoria, derrame pleural`,
    record: 'ecocardiograma, espirometria, teste ergometrico, batimento cardiaco',
  },
  // Kidney, dialysis and urology.
  {
    vital: `sessao de dialise, sessao de hemodialise, ultrafiltracao, peso seco, dialisador, fluxo sanguineo, acesso vascular, fistula
      arteriovenosa, residuo pos miccional, volume prostatico`,
    health: `insuficiencia renal, nefropatia, calculo renal, bexiga, prostata, urinario, incontinencia, incontinencia urinaria, disfuncao
      eretil, urologia, nefrologia`,
    record: 'sessao de dialise, sessao de hemodialise, acesso vascular, diario miccional',
  },
  // Digestion, endocrinology and diabetes.
  {
    vital: `evacuacao intestinal, frequencia evacuatoria, consistencia das fezes, escala de bristol, tempo no alvo, hipoglicemia,
      hiperglicemia, nivel de cetonas, pe diabetico, acucar no sangue`,
    health: `gastrite, colite, refluxo, colonoscopia, endoscopia, polipo, apendicite, hepatico, cirrose, esteatose, vesicula biliar,
      pancreatite, celiaco, constipacao, prisao de ventre, hemorroida, estoma, colostomia, azia, hipotireoidismo, hipertireoidismo,
      hormonio, hormona, endocrinologia, sindrome metabolica, neuropatia, cetoacidose`,
    record:
      'registro de glicose, dose de insulina, aplicacao de insulina, colonoscopia, endoscopia',
  },
  // Skin and wounds.
  {
    vital: `tamanho da ferida, profundidade da ferida, comprimento da ferida, largura da ferida, leito da ferida, exsudato, exsudado, tecido
      necrotico, tecido de granulacao, ulcera por pressao, lesao por pressao, estagio da lesao, troca de curativo, dermatoscopia,
      tamanho da lesao, mapeamento de pintas`,
    health: `curativo, desbridamento, cicatriz, dermatite, psoriase, nevo, abscesso, celulite, prurido, erupcao cutanea, dermatologico,
      dermatologia, sutura, tipo de pele`,
    record: 'avaliacao da ferida, foto da ferida, troca de curativo',
  },
  // Muscles, joints, nerves and headache.
  {
    vital: `amplitude de movimento, forca muscular, tonus muscular, flexao do joelho, dor articular, rigidez matinal, densidade ossea,
      densitometria, analise da marcha, crise epileptica, crise convulsiva, duracao da crise, reacao pupilar`,
    health: `artrite, artrose, osteoporose, escoliose, lombalgia, cervicalgia, entorse, tendinite, ligamento, menisco, amputacao, ortese,
      ortopedico, muleta, fibromialgia, reumatologia, convulsao, avc, acidente vascular cerebral, derrame cerebral, paralisia,
      paralisia cerebral, esclerose multipla, demencia, neurologia, afasia, disfagia, degluticao, gagueira, atraso de fala, atraso de
      linguagem, fonoaudiologia`,
    record: `sessao de fisioterapia, sessao de reabilitacao, crise epileptica, crise convulsiva, exercicio de reabilitacao`,
  },
  // Pregnancy, birth, gynecology and fertility.
  {
    category: 'SEXUAL_HEALTH',
    vital: `semana gestacional, idade gestacional, altura uterina, movimentos fetais, peso fetal, apresentacao fetal, dilatacao cervical,
      contracao uterina, liquido amniotico, tipo de parto, trabalho de parto, ruptura da bolsa, puerperio, loquios, data provavel do
      parto, espermatozoide, espermograma, reserva ovariana, foliculo, transferencia de embriao, estimulacao ovariana, dia fertil,
      janela fertil, periodo fertil, fogacho, colposcopia, numero de gestacoes, numero de partos`,
    health: `feto, obstetrico, obstetricia, primigesta, gravidez multipla, perimenopausa, climaterio, terapia hormonal, reposicao hormonal,
      hormonizacao, transicao de genero, disforia de genero, uterino, utero, ovario, endometriose, mioma, histerectomia, cancer de
      mama, fertilidade, infertilidade, fertilizacao in vitro, inseminacao, preservativo, dispositivo intrauterino, diu, laqueadura,
      vasectomia, infeccao sexualmente transmissivel, gonorreia, clamidia, ginecologico, relacao sexual`,
    record: `consulta pre natal, acompanhamento gestacional, contracao uterina, tratamento de fertilidade, ultrassom obstetrico`,
  },
  // Newborns, growth and vaccination.
  {
    vital: `peso ao nascer, comprimento ao nascer, peso para idade, peso por idade, estatura para idade, peso para estatura, percentil de
      peso, percentil de altura, curva de crescimento, triagem neonatal, teste do pezinho, desenvolvimento psicomotor, marco do
      desenvolvimento, troca de fralda, mamada, proxima dose, dose de reforco`,
    health: `prematuro, prematuridade, ictericia, congenito, malformacao, baixo peso, desnutricao, pediatrico, calendario vacinal, esquema
      vacinal, situacao vacinal, triplice viral, antitetanica`,
    record: `curva de crescimento, marco do desenvolvimento, mamada, troca de fralda, dose da vacina, registro de vacinacao`,
  },
  // Cancer, blood, transplantation and infections.
  {
    vital: `ciclo de quimioterapia, sessao de quimioterapia, protocolo de quimioterapia, sessao de radioterapia, estadio tumoral,
      estadiamento, estagio do cancer, tipo de cancer, tamanho do tumor, metastase, linfonodo, receptor hormonal, resposta ao
      tratamento, dose acumulada, reacao transfusional, bolsa de sangue, medula ossea, rejeicao do enxerto, antirretroviral, adesao ao
      tratamento, teste de hiv, contagem de cd4, contato proximo`,
    health: `leucemia, linfoma, maligno, benigno, oncologica, imunoterapia, hemofilia, hemoderivado, hemocomponente, colera, coqueluche,
      tetano, meningite, sepse, pneumococo, hanseniase, leishmaniose, surto epidemiologico, caso confirmado, caso suspeito, caso
      provavel, vigilancia epidemiologica, epidemiologico, contagio, quarentena, sarampo, rubeola, catapora`,
    record: `ciclo de quimioterapia, sessao de quimioterapia, sessao de radioterapia, notificacao compulsoria, transfusao de sangue`,
  },
  // Psychiatry and psychotherapy.
  {
    category: 'MENTAL_HEALTH',
    vital: `nivel de estresse, nivel de humor, ataque de panico, crise de panico, tentativa de suicidio, risco de suicidio, pensamento
      automatico, pensamento intrusivo, distorcao cognitiva, sessao de psicoterapia, estado mental, registro emocional, diario
      emocional, diario de humor, registro de humor, objetivo terapeutico`,
    health: `esquizofrenia, psicose, psicotico, fobia, obsessivo, compulsivo, estresse pos traumatico, transtorno alimentar, alucinacao,
      autoestima, violencia domestica, processo de luto, luto complicado, autista, espectro autista, hiperatividade, deficit de
      atencao, neurodesenvolvimento, deficiencia intelectual, angustia, doenca mental, depressivo, ansioso`,
    record: `sessao de psicoterapia, evolucao psicologica, registro de humor, registro emocional, registro de pensamento, avaliacao
      psicologica, teste psicologico`,
  },
  // Addiction.
  {
    category: 'SUBSTANCE_USE',
    vital: `sindrome de abstinencia, dia de abstinencia, dia sobrio, sobriedade, recaida, nivel de fissura, ultimo uso da droga, cigarros
      por dia, droga de escolha, exame toxicologico`,
    health: `abstinencia, desintoxicacao, overdose, cocaina, maconha, heroina, opioide, metadona, cigarro, uso de drogas`,
    record: 'recaida, registro de consumo',
  },
  // Genetics, pathology and radiology.
  {
    vital: `diagnostico histopatologico, descricao macroscopica, descricao microscopica, imuno histoquimica, imunohistoquimica, margem
      cirurgica, meio de contraste, achado radiologico, hora do obito`,
    health: `histopatologico, histopatologia, anatomopatologico, citologico, autopsia, necropsia, radiologico, radiologia, medicina nuclear,
      cintilografia, mutacao genetica, hereditario, cromossomo, cariotipo, aconselhamento genetico`,
    record: 'laudo radiologico, exame de imagem, autopsia, biopsia',
  },
  // Admission, drugs, nursing, surgery and emergencies.
  {
    vital: `diagnostico de admissao, diagnostico de alta, diagnostico diferencial, motivo da alta, condicao de alta, dose administrada, via
      de administracao, hora da tomada, dose esquecida, tratamento atual, alergia medicamentosa, diagnostico de enfermagem, mudanca de
      decubito, tipo de anestesia, risco anestesico, risco cirurgico, classificacao asa, perda sanguinea, achado cirurgico, mecanismo
      do trauma, mecanismo da lesao, ventilacao mecanica, intubacao orotraqueal, sonda nasogastrica, sonda vesical, necessidade
      calorica, estado nutricional, diagnostico nutricional, percentual de gordura, gordura visceral, prega cutanea`,
    health: `interacao medicamentosa, forma farmaceutica, anti hipertensivo, antidepressivo, analgesico, anti inflamatorio, dipirona,
      ibuprofeno, metformina, corticoide, anestesico, pre operatorio, pos operatorio, cirurgico, cirurgica, terapia intensiva, cuidado
      paliativo, paliativo, diretiva antecipada, reanimacao cardiopulmonar, primeiros socorros, intoxicacao, envenenamento, mordedura,
      hematoma, politraumatismo, restricao alimentar, sobrepeso, obesidade, obeso, calafrio, sudorese, palpitacao, congestao nasal,
      perda de peso, perda de apetite, inchaco, formigamento, desmaio`,
    record: `administracao de medicamento, horario do medicamento, tomada de medicamento, lembrete de medicamento, passagem de plantao, nota
      operatoria, descricao cirurgica, ficha anestesica, recordatorio alimentar, diario alimentar, alergia medicamentosa, procedimento
      cirurgico`,
  },
  // Work, disability and trials.
  {
    vital: `aptidao para o trabalho, apto para o trabalho, grau de deficiencia, tipo de deficiencia, exame ocupacional, exame admissional,
      exame demissional, exame periodico, atestado de saude ocupacional`,
    health: `licenca medica, dias de afastamento, licenca saude, baixa medica, afastamento medico, acidente de trabalho, saude ocupacional,
      medicina do trabalho, exame medico, ensaio clinico, evento adverso`,
    record: `licenca medica, baixa medica, afastamento medico, exame ocupacional, exame medico, exame admissional, acidente de trabalho`,
  },
];
