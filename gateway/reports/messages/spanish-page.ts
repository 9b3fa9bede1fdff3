import type { PageMessages } from './page-messages.ts';

const NUMBER = new Intl.NumberFormat('es-US');
const whole = (value: number) => NUMBER.format(value);
/** A sentence with its full stop. Times of the Spanish of the United States end with one of their own: 9:30 a.m. */
const ended = (sentence: string) => (sentence.endsWith('.') ? sentence : `${sentence}.`);

const many = (count: number, one: string, more: string) =>
  `${whole(count)} ${count === 1 ? one : more}`;

/** A patient's page in Spanish. */
export const SPANISH_PAGE: PageMessages = {
  language: 'es',
  languageName: 'Español',
  shell: {
    product: 'Informes de acceso',
    skip: 'Ir al contenido',
    menu: 'Menú',
    signOut: 'Cerrar sesión',
    language: 'Idioma',
    colors: 'Colores',
    schemes: { system: 'Colores del sistema', light: 'Claro', dark: 'Oscuro' },
    opening: 'Abriendo',
    openingSignIn: 'Abriendo la página de inicio de sesión',
    readingAccount: 'Leyendo su cuenta',
    noReports: 'Sin informes',
    noReportsTitle: 'Su cuenta no permite leer informes',
    noReportsText:
      'La oficina de privacidad los lee todos; los pacientes, los de su propia historia clínica.',
  },
  signIn: {
    title: 'Iniciar sesión',
    lead: 'Quién ha visto qué historia clínica, y la prueba de ello.',
    button: 'Iniciar sesión',
    where: (host) => `Usted inicia la sesión en ${host}.`,
    idle: (minutes) =>
      `La sesión se cierra tras ${many(minutes, 'minuto', 'minutos')} sin actividad.`,
    notices: {
      asked: { title: 'La sesión está cerrada', text: 'Puede cerrar esta página.' },
      unended: {
        title: 'La sesión está cerrada aquí, pero no en el servidor',
        text: 'No se pudo cerrar la sesión en el servidor. Termina por sí sola si nadie la usa durante un rato. Hasta entonces, quien haya copiado su token podría usarlo.',
      },
      expired: {
        title: 'Su sesión ha terminado',
        text: 'Inicie sesión de nuevo para continuar donde estaba.',
      },
      refused: {
        title: 'Inicie sesión de nuevo',
        text: 'Su sesión es demasiado antigua, estuvo inactiva o ha terminado. Si este mensaje vuelve a aparecer enseguida, en los tokens de acceso de su proveedor de identidad falta la hora de inicio de la sesión (auth_time).',
      },
      stale: {
        title: 'Se necesita un nuevo inicio de sesión',
        text: 'El proveedor de identidad usó una sesión anterior sin comprobar su identidad. Inicie sesión de nuevo.',
      },
      failed: {
        title: 'No se pudo iniciar la sesión',
        text: 'Se canceló, tardó demasiado o comenzó en otra pestaña. Inténtelo de nuevo.',
      },
      unreachable: {
        title: 'No se puede contactar con el proveedor de identidad',
        text: 'No responde. Inténtelo de nuevo en un minuto.',
      },
    },
    idleWarning: (minutes) => ({
      title: 'Su sesión se cerrará pronto',
      text: `Hace un rato que no hay actividad. Tras ${many(minutes, 'minuto', 'minutos')} sin actividad la sesión se cierra y se pierde lo que no haya enviado.`,
    }),
    stay: 'Mantener la sesión',
    idleNotice: (minutes) => ({
      title: 'Su sesión se cerró',
      text: `No hubo actividad durante ${many(minutes, 'minuto', 'minutos')}. Inicie sesión de nuevo para continuar donde estaba.`,
    }),
  },
  failed: {
    again: 'Intentar de nuevo',
    reload: 'Volver a cargar',
    start: {
      title: 'El servicio no responde',
      text: 'Vuelva a cargar la página en un minuto. Si eso no ayuda, comuníquese con el operador del servicio.',
    },
    page: {
      title: 'Esta página ha fallado',
      text: 'Solo se pierde lo que estaba escribiendo. Si vuelve a fallar, comuníquese con el operador del servicio.',
    },
    requests: {
      'signed-out': {
        title: 'Se ha cerrado la sesión',
        text: 'Inicie sesión de nuevo para continuar.',
      },
      forbidden: {
        title: 'Usted no tiene acceso a este informe',
        text: 'Su cuenta no permite leerlo. La oficina de privacidad puede cambiar eso.',
      },
      busy: {
        title: 'Demasiadas solicitudes',
        text: 'Espere un minuto e inténtelo de nuevo.',
      },
      exporting: {
        title: 'Hay otra descarga en curso',
        text: 'Puede descargar un archivo a la vez, y el servicio envía solo unos pocos al mismo tiempo. Inténtelo cuando termine.',
      },
      unreachable: {
        title: 'El servicio no responde ahora',
        text: 'Puede que se esté iniciando o que falle la red. No se pierde nada de lo que ve aquí.',
      },
      unavailable: {
        title: 'Los informes no están disponibles ahora',
        text: 'El servicio no puede leer su registro o no puede anotar esta solicitud. Su operador encuentra la causa en los mensajes del servicio.',
      },
      refused: {
        title: 'El servicio rechazó esta solicitud',
        text: 'Compruebe lo que eligió o escribió.',
      },
      unreadable: {
        title: 'No se puede leer la respuesta',
        text: 'La página y el servicio pueden tener versiones distintas. Vuelva a cargar la página.',
      },
      broken: {
        title: 'La descarga se interrumpió y no se guardó nada',
        text: 'Se cortó la conexión. Descargue el archivo de nuevo.',
      },
      canceled: { title: 'Cancelado, no se guardó nada', text: '' },
    },
  },
  files: {
    format: 'Formato del archivo',
    download: 'Descargar',
    cancel: 'Cancelar',
    preparing: 'Preparando …',
    lines: (lines) => `${whole(lines)} líneas …`,
    linesOf: (lines, rows) => `${whole(lines)} de ${whole(rows)} filas …`,
    done: (name) => `${name} se descargó por completo`,
    letter: 'Carta',
    downloadLetter: 'Descargar la carta',
    letters: { pdf: 'Accesos (PDF)', html: 'Accesos, para imprimir' },
    accounts: {
      pdf: 'Divulgaciones (PDF)',
      html: 'Divulgaciones, para imprimir',
    },
    rows: {
      csv: 'CSV, para una hoja de cálculo',
      json: 'JSON',
      ndjson: 'JSON, una fila por línea',
      fhir: 'Paquete FHIR AuditEvent',
      'fhir-ndjson': 'FHIR AuditEvent, uno por línea',
    },
  },
  pages: {
    label: 'Páginas',
    range: (from, to, total) => `${whole(from)}–${whole(to)} de ${whole(total)}`,
    first: 'Primera página',
    previous: 'Página anterior',
    next: 'Página siguiente',
  },
  record: {
    lead: 'Todos los accesos e intentos registrados. Se notaría cualquier cambio en estos registros.',
    zone: (name) => `Todas las horas son las de su dispositivo (${name}).`,
    reading: 'Leyendo los accesos',
    counting: 'Contando',
    whyTitle: 'Qué permitió el acceso',
    times: (count) => many(count, 'vez', 'veces'),
    listTitle: 'Todos los accesos',
    show: 'Mostrar',
    shown: {
      all: 'Todos los accesos e intentos',
      emergency: 'Accesos de urgencia',
      refused: 'Lo que se rechazó',
    },
    order: 'Orden',
    newest: 'Primero lo más reciente',
    oldest: 'Primero lo más antiguo',
    none: {
      title: 'No hay nada que mostrar',
      text: 'No se ha registrado nada de este tipo sobre usted.',
    },
    notProven: (entries) =>
      `${many(entries, 'entrada de esta página no se puede mostrar, porque nuestro registro no la confirma', 'entradas de esta página no se pueden mostrar, porque nuestro registro no las confirma')}. Avise a la oficina de privacidad.`,
    gateway: 'Nuestro sistema informático por sí mismo',
    noPurpose: 'No indicado',
    fields: (count) => many(count, 'dato', 'datos'),
    outcomes: {
      permit: 'Permitido',
      partial: 'Permitido en parte',
      deny: 'Rechazado',
      pending: 'Sin terminar',
      error: 'Falló',
      unreleased: 'No se mostró',
    },
    explainedOutcomes: {
      permit: 'La persona vio o hizo lo que se indica.',
      partial: 'Se mostró una parte. El resto se rechazó.',
      deny: 'El intento se rechazó. No se mostró nada.',
      pending: 'Se comenzó un cambio. Su resultado está en otra entrada.',
      error: 'Algo salió mal.',
      unreleased: 'Los datos se prepararon, pero no salieron de nuestros sistemas.',
    },
    kinds: {
      intent: 'Se comenzó un cambio en su historia clínica.',
      outcome: 'Terminó un cambio en su historia clínica.',
      unreleased: 'Los datos no salieron de nuestros sistemas.',
      'breakglass.start': 'Se abrió un acceso de urgencia.',
      'breakglass.stop': 'Terminó un acceso de urgencia.',
      'breakglass.alert': 'Se avisó a la oficina de privacidad de un acceso de urgencia.',
      disclosure: 'Se dio información a alguien fuera de nuestros sistemas informáticos.',
    },
    views: {
      full: 'completo',
      deidentified: 'sin lo que le identifica',
      argument: 'usado para buscar',
      none: 'no se mostró',
    },
    denied: (reason) => `rechazado: ${reason}`,
    reasons: {
      role: 'el puesto no lo permite',
      scope: 'la aplicación no puede verlo',
      reach: 'usted no es paciente de esta persona',
      consent: 'usted no lo permite',
      purpose: 'no para este motivo',
      rule: 'una norma del hospital',
      suppressed: 'se omitió para que no le identifique',
      failed: 'no se pudo determinar de quién es la historia clínica',
      input: 'esta persona no puede buscar por ello',
    },
    emergencyTitle: 'Su historia clínica se abrió mediante un acceso de urgencia',
    emergencyCount: (count, last) =>
      count === 1
        ? ended(`Ocurrió una vez en los últimos 30 días, el ${last}`)
        : ended(
            `Ocurrió ${many(count, 'vez', 'veces')} en los últimos 30 días; la última, el ${last}`,
          ),
    emergencyShow: 'Mostrar los accesos de urgencia',
    wordsTitle: 'Qué significan las palabras',
    relations: {
      self: 'Usted abrió su propia historia clínica, o lo hizo una persona con su permiso.',
      'care-team': 'La persona participa en su atención.',
      list: 'Usted está asignado a esta persona.',
      'break-glass':
        'La persona necesitaba su historia clínica de inmediato y tuvo que indicar un motivo. La oficina de privacidad comprueba cada uso.',
      all: 'El puesto de esta persona le da acceso a las historias clínicas de todos los pacientes.',
    },
  },
  questions: {
    title: 'Sus preguntas',
    how: [
      'Si no entiende un acceso o no le parece correcto, pregunte por él: pulse el botón que hay debajo de esa entrada. Puede añadir unas palabras.',
      'La oficina de privacidad del hospital recibe su pregunta, su nombre tal como inició la sesión y la entrada. La persona que abrió su historia clínica no la recibe. La oficina examina el acceso y le responde por carta o por teléfono, no en esta página. Aquí ve cuándo ha terminado.',
      'Puede preguntar una vez por cada entrada y tener hasta 20 preguntas pendientes de respuesta.',
    ],
    noneYet: 'Todavía no ha preguntado por ningún acceso.',
    ask: 'Preguntar por este acceso …',
    about: (who, when) => `de ${who}, ${when}`,
    dialog: 'Preguntar por un acceso',
    text: '¿Qué desea saber? (opcional)',
    hint: 'Como máximo 500 caracteres. Su pregunta queda registrada y no se puede retirar.',
    send: 'Preguntar',
    sending: 'Enviando …',
    sent: 'Su pregunta se ha enviado a la oficina de privacidad.',
    asked: (when) => ended(`Usted preguntó por esto el ${when}`),
    open: 'La oficina de privacidad todavía no ha terminado.',
    answered: (when) => ended(`La oficina de privacidad terminó el ${when}`),
    reading: 'Leyendo sus preguntas',
    refused: {
      EVENT_UNKNOWN:
        'Aquí no se puede preguntar por esta entrada. Comuníquese con la oficina de privacidad.',
      QUESTION_ASKED: 'Ya se preguntó por esta entrada.',
      QUESTIONS_OPEN:
        'Usted tiene 20 preguntas pendientes de respuesta. Vuelva a preguntar cuando se hayan respondido algunas, o comuníquese con la oficina de privacidad.',
      EXECUTED:
        'Su pregunta se envió, pero no se puede mostrar el resultado. Vuelva a cargar la página.',
    },
  },
};
