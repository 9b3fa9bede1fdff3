import type { Messages } from './messages.ts';

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** Letters in Spanish. */
export const SPANISH: Messages = {
  language: 'es',
  content: {
    categories: {
      NAME: 'nombre',
      GEOGRAPHY: 'dirección o lugar',
      DATE: 'fechas',
      PHONE: 'número de teléfono',
      FAX: 'número de fax',
      EMAIL: 'correo electrónico',
      SSN: 'número de seguro social',
      RECORD_NUMBER: 'número de historia clínica',
      HEALTH_PLAN: 'número del plan de salud',
      ACCOUNT: 'número de cuenta',
      LICENSE: 'número de certificado o licencia',
      VEHICLE: 'identificadores de vehículos',
      DEVICE: 'identificadores de dispositivos',
      URL: 'direcciones web',
      IP_ADDRESS: 'direcciones de red',
      BIOMETRIC: 'identificadores biométricos',
      PHOTO: 'fotografías',
      OTHER_ID: 'otros identificadores',
      CLINICAL: 'información clínica',
      MENTAL_HEALTH: 'información sobre salud mental',
      SUBSTANCE_USE: 'información sobre consumo de sustancias',
      SEXUAL_HEALTH: 'información sobre salud sexual',
      GENETIC: 'información genética',
      FINANCIAL: 'información financiera',
    },
    otherInformation: 'otra información de salud',
    deidentified: (list) => `sin datos que lo identifiquen: ${list}`,
    typeWithCount: (type, count) =>
      count > 1 ? `${type} (${many(count, 'registro', 'registros')})` : type,
    purposes: {
      HMARKT: 'Publicidad de servicios de salud',
      DONAT: 'Donación de órganos, ojos o tejidos',
      GOV: 'Gobierno',
      HDECD: 'Asuntos de un paciente fallecido',
      HLEGAL: 'Procedimientos legales',
      MILCDM: 'Mando militar',
      MILDCRG: 'Baja del servicio militar',
      HRESCH: 'Investigación',
      BIORCH: 'Investigación biomédica',
      CLINTRCH: 'Ensayo clínico',
      CLINTRCHNPC: 'Ensayo clínico sin atención de pacientes',
      CLINTRCHPC: 'Ensayo clínico con atención de pacientes',
      PRECLINTRCH: 'Preparación de un ensayo clínico',
      DSRCH: 'Investigación de enfermedades',
      POARCH: 'Investigación del origen de poblaciones',
      TRANSRCH: 'Investigación traslacional',
      FAMRQT: 'Solicitud de la familia',
      PWATRNY: 'Solicitud con un poder notarial',
      SUPNWK: 'Solicitud de una red de apoyo',
      PUBHLTH: 'Salud pública',
      DISASTER: 'Ayuda en un desastre',
      THREAT: 'Evitar un peligro para la salud o la seguridad de una persona',
    },
    notStated: 'No indicado',
    unknownRecipient: 'Desconocido',
  },
  letter: {
    phone: 'Teléfono',
    name: 'Nombre',
    recordNumber: 'Número de historia clínica',
    birthDate: 'Fecha de nacimiento',
    patientNumber: 'Número de paciente',
    preparedOn: 'Fecha de esta carta',
    period: 'Período de esta carta',
    covered: 'Período que abarcan nuestros registros',
    fromTo: (from, to) => `${from} a ${to}`,
    notKnown: 'No se conoce',
    noneOfIt: 'Ninguna parte',
    zone: (name) => `Todas las horas son horas locales (${name}).`,
    namesOff:
      'Esta carta muestra su número de paciente en lugar de su nombre, porque aquí no se consultan nombres.',
    namesIncomplete:
      'Algunos nombres no se pudieron consultar al preparar esta carta. En su lugar hay números. Puede pedirnos una carta nueva.',
    unprintable: 'El signo � está en lugar de un carácter que no se puede imprimir aquí.',
    staffMember: 'Un miembro del personal',
    incomplete: (count) =>
      `Esta carta no está completa: ${many(count, 'entrada de nuestro registro fue cambiada después de escribirse y no se incluye', 'entradas de nuestro registro fueron cambiadas después de escribirse y no se incluyen')}. Nuestra oficina de privacidad debe explicárselo.`,
    pruned:
      'Las entradas de nuestro registro cuyo plazo de conservación terminó se han borrado. No están en esta carta.',
    beginsLater: (isEntered) =>
      `Nuestro registro comienza dentro del período de esta carta. Lo anterior ${isEntered ? 'solo aparece si se anotó a mano' : 'no aparece en la lista'}.`,
    questions: (hospital, phone) =>
      `¿Tiene alguna pregunta o algo no le parece correcto? Comuníquese con la oficina de privacidad${hospital === null ? '' : ` de ${hospital}`}${phone === null ? '.' : `, teléfono ${phone}.`}`,
    proofTitle: 'Cómo se puede comprobar',
    proof:
      'Esta carta se hizo a partir de un registro en el que se notaría cualquier cambio posterior. Los números siguientes identifican el estado de ese registro, para que un experto pueda comprobar cada entrada de esta carta. Usted no los necesita para nada más.',
    ledger: 'Registro',
    ledgerSize: 'Entradas en el registro',
    ledgerRoot: 'Suma de control del registro',
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
  account: {
    title: 'Informe de divulgaciones',
    intro: (isRight) =>
      `Esta carta indica a quién dimos información de su historia clínica, cuándo, qué información fue y por qué. ${isRight ? 'La ley federal le da derecho a esta lista' : 'Sigue una norma de los Estados Unidos'} (45 CFR 164.528).`,
    count: 'Divulgaciones',
    countOf: (disclosures, entries) =>
      disclosures === 0
        ? 'Ninguna'
        : disclosures === entries
          ? String(disclosures)
          : `${disclosures}, en ${many(entries, 'entrada', 'entradas')}`,
    listTitle: 'Divulgaciones de su información',
    none: 'No hubo divulgaciones que deban aparecer en la lista.',
    recipient: 'Recibido por',
    address: 'Dirección',
    addressNotKnown: 'dirección desconocida',
    what: 'Qué se divulgó',
    why: 'Motivo',
    accountOf: (issuer) => `cuenta de ${issuer}`,
    legalBasis: (paragraph) => `45 CFR ${paragraph}`,
    series: (count, last) => `Primera de ${count} divulgaciones; la última fue el ${last}.`,
    allTogether: 'Todas en conjunto',
    seriesNote:
      'Varias divulgaciones a un mismo destinatario con un mismo motivo forman una entrada: la primera completa, cuántas hubo y la fecha de la última (45 CFR 164.528(b)(3)).',
    records: 'Entrada en nuestro registro',
    moreNumbers: (shown, more) => (more === 0 ? shown : `${shown} y ${more} más`),
    leftOutTitle: 'Lo que no aparece en la lista',
    leftOutIntro:
      'Esta norma no exige que incluyamos lo siguiente (45 CFR 164.528(a)(1)). Así de a menudo ocurrió en el período:',
    leftOut: {
      treatment: 'Para su tratamiento, incluido el tratamiento de urgencia',
      payment: 'Para el pago de su atención',
      'health care operations':
        'Para el funcionamiento del hospital, como los controles de calidad',
      'the patient': 'Por usted, o a petición suya',
    },
    times: (count) => many(count, 'vez', 'veces'),
    leftOutNote:
      'El acceso con cualquier otro motivo, o sin un motivo indicado, aparece en la lista. También aparece toda divulgación fuera de nuestros sistemas informáticos que se anotó a mano. Algunos destinatarios de la lista pueden pertenecer a nuestra propia organización.',
    footer: 'Informe de divulgaciones según 45 CFR 164.528',
  },
  access: {
    title: 'Quién ha visto su historia clínica',
    intro: (hasReasons) =>
      `Esta carta indica quién abrió su historia clínica, cuándo${hasReasons ? ', qué vio y por qué' : ' y qué vio'}.`,
    law: {
      hipaa:
        'Va más allá del informe de divulgaciones al que le da derecho la ley federal (45 CFR 164.528): también incluye el acceso para tratamiento, pago y funcionamiento del hospital.',
      ehds: 'Contiene lo que prevé el artículo 9 del Reglamento (UE) 2025/327 relativo al Espacio Europeo de Datos de Salud.',
      uk: 'Usted tiene derecho a esta información según el artículo 15 del RGPD del Reino Unido.',
      germany:
        'Incluye los accesos y los intentos de acceso, como prevé el artículo 309 del Libro V del Código Social alemán. El artículo 15 del RGPD le da derecho de acceso.',
    },
    listTitle: 'Accesos a su historia clínica',
    none: 'No hubo accesos que deban aparecer en la lista.',
    count: 'Accesos de otras personas',
    countOf: (accesses, entries) =>
      accesses === 0
        ? 'Ninguno'
        : `${many(accesses, 'vez', 'veces')}, en ${many(entries, 'entrada', 'entradas')}`,
    when: 'Cuándo',
    what: 'Qué se vio',
    why: 'Por qué',
    how: 'Qué lo permitió',
    nothingShown: 'No se mostró nada.',
    relations: {
      self: 'Es su propia historia clínica',
      'care-team': 'Participa en su atención',
      list: 'Usted está asignado a esta persona',
      'break-glass': 'Acceso de urgencia, para el que se debe indicar un motivo',
      all: 'Su puesto le da acceso a las historias clínicas de todos los pacientes',
    },
    purposes: {
      treatment: 'Su tratamiento',
      emergency: 'Tratamiento de urgencia',
      payment: 'Pago de su atención',
      'health care operations': 'Funcionamiento del hospital, como los controles de calidad',
      'the patient': 'Su propia petición',
    },
    changed: 'Se modificó su historia clínica.',
    refused: 'Un intento que fue rechazado. No se mostró nada.',
    emergency: 'Se usó un acceso de urgencia. Nuestra oficina de privacidad comprueba cada uso.',
    program: (name) => `Un programa informático del hospital (${name})`,
    own: (count) =>
      `Usted, o una persona a la que usted autorizó, abrió su historia clínica ${many(count, 'vez', 'veces')}. Esto no aparece en la lista.`,
    notListed:
      'No se incluyen el trabajo de nuestra oficina de privacidad con este registro ni los pasos que los sistemas informáticos realizan por sí mismos sin mostrar su historia clínica a una persona.',
    footer: 'Informe de accesos',
  },
  notice: {
    title: 'Aviso de acceso de urgencia a su historia clínica',
    intro: (hospital) =>
      `Con esta carta le informamos de que su historia clínica${hospital === null ? '' : ` en ${hospital}`} se abrió mediante un acceso de urgencia.`,
    listTitle: 'Acceso de urgencia',
    none: 'No hubo accesos de urgencia en este período.',
    explanation:
      'El acceso de urgencia es para situaciones en las que un miembro del personal necesita su historia clínica de inmediato y no tiene acceso a ella de otro modo. La persona debe indicar un motivo.',
    review:
      'Nuestra oficina de privacidad comprueba cada uso del acceso de urgencia. Si cree que este acceso no fue correcto, comuníquese con nosotros. Usted no tiene que hacer nada.',
    footer: 'Aviso de acceso de urgencia',
  },
};
