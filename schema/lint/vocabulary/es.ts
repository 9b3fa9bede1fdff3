import type { Vocabulary } from './vocabulary.ts';

/** Spanish, with the numbers of persons of Spain and Latin America. Written without accents. */
export const SPANISH: Vocabulary = {
  types: {
    patient:
      'paciente, asegurado, afiliado, beneficiario, derechohabiente, recien nacido, difunto, fallecido',
    relative:
      'familiar, tutor, acudiente, contacto de emergencia, conyuge, madre, padre, apoderado, representante',
    customer: 'cliente',
    person:
      'persona, usuario, miembro, perfil, cuenta, nino, residente, solicitante, participante, ciudadano, socio',
    staff: `medico, doctora, dra, enfermero, enfermera, personal, empleado, trabajador, terapeuta, psicologo, psiquiatra,
      dentista, odontologo, farmaceutico, tecnico, profesional, especialista, administrador, coordinador, cirujano,
      cuidador, bioquimico, quimico, laboratorista, recepcionista, secretario, responsable, remitente`,
    organization: `hospital, clinica, organizacion, empresa, laboratorio, farmacia, departamento, sala, consultorio,
      habitacion, cama, centro, institucion, sucursal, sede, proveedor, aseguradora, eps, obra social, establecimiento, area, ubicacion`,
    record: `consulta, emergencia, urgencia, examen resultado, imagen medica, visita, cita, turno medico, ingreso, internacion, hospitalizacion, diagnostico, enfermedad, padecimiento,
      alergia, cirugia, receta, prescripcion, tratamiento, medicacion, medicamento, sintoma, signo vital, vacuna, vacunacion, historia clinica,
      historial, historial medico, expediente, expediente clinico, anamnesis, antecedente, evolucion, observacion, examen fisico, laboratorio clinico,
      analisis, estudio, procedimiento, alta, embarazo, inmunizacion, ficha medica, terapia, atencion, sesion, reporte medico, indicacion, dosis`,
    document: `registro, resultado, orden, nota, documento, informe, reporte, plan, encuesta, dispositivo, imagen, evento, resumen,
      reclamo, factura, pago, cargo, direccion, contacto, telefono, prueba, examen, muestra, turno, reserva, mensaje, alerta, poliza, seguro, respuesta,
      actividad, archivo, seguimiento, medicion, medida`,
    catalog: `tipo, categoria, especialidad, catalogo, pais, estado, provincia, distrito, ciudad, municipio, region, unidad, opcion,
      rol, permiso, horario, agenda, disponibilidad, servicio, precio, tarifa, farmaco, alimento, parametro, pregunta, plantilla, turno disponible`,
    technical:
      'pagina, paginacion, error, configuracion, ajuste, estadistica, conteo, notificacion, sesion de usuario, auditoria, metrica',
    other:
      'mascota, animal, producto, carrito, tienda, publicacion, comentario, juego, pelicula, cancion, vehiculo, articulo, curso, libro',
  },
  certain: {
    SSN: 'numero de seguridad social, seguridad social, nss',
    RECORD_NUMBER: 'numero de historia clinica, numero de historia, nhc, numero de expediente',
  },
  health: {
    DATE: `fecha de ingreso, fecha ingreso, fecha de alta, fecha alta, fecha consulta, fecha de consulta, fecha cita, fecha de cita,
      fecha diagnostico, fecha fallecimiento, fecha de defuncion, fecha defuncion`,
    HEALTH_PLAN:
      'numero de afiliado, numero afiliado, numero de poliza, numero poliza, tarjeta sanitaria, cip, numero de seguro',
    CLINICAL: `diagnostico, enfermedad, alergia, sintoma, medicamento, medicacion, dosis, tratamiento, receta, cirugia, presion arterial,
      tension arterial, frecuencia cardiaca, frecuencia respiratoria, saturacion, saturacion de oxigeno, grupo sanguineo, tipo de sangre,
      tipo sangre, glucosa, glucemia, colesterol, hemoglobina, creatinina, antecedente, padecimiento, discapacidad, vacuna, embarazo,
      nota medica, nota clinica, estado paciente, estado del paciente, interpretacion medica, region anatomica, principio activo, motivo de ingreso,
      motivo de hospitalizacion, motivo de emergencia, motivo emergencia, procedimiento realizado, efecto secundario, contraindicacion,
      motivo de consulta, motivo consulta, historia clinica, historial medico, cie10, imc, indice de masa corporal, condicion medica, anamnesis, evolucion medica,
      exploracion fisica, examen fisico, pronostico, cie, via de administracion, posologia, quirurgico, diabetes, hipertension, biopsia, orina, leucocito,
      plaqueta, hematocrito, trigliceridos`,
    MENTAL_HEALTH: 'salud mental, depresion, ansiedad, suicidio, estado de animo',
    SUBSTANCE_USE: 'alcoholismo, alcohol, tabaquismo, fumador, drogas, consumo de sustancias',
    SEXUAL_HEALTH: 'vih, embarazada, anticonceptivo, gestacion, fecha ultima menstruacion, ets',
    GENETIC: 'genetico, genoma, genotipo, adn',
    FINANCIAL: 'copago, coseguro, deducible',
  },
  identity: {
    NAME: `nombre, apellido, nombre completo, primer nombre, segundo nombre, apellido paterno, apellido materno, primer apellido,
      segundo apellido, nombre de la madre, nombre del padre, acompanante`,
    GEOGRAPHY: `direccion, domicilio, calle, colonia, barrio, codigo postal, cp, ciudad, municipio, localidad, latitud, longitud, lugar de nacimiento,
      lugar nacimiento, numero exterior, numero interior, numero casa, numero de casa, parroquia, punto de referencia, punto referencia, departamento, residencia, provincia, distrito, comuna, canton, corregimiento, vereda`,
    DATE: `fecha de nacimiento, fecha nacimiento, nacimiento, edad, fecha de registro medico, fecha de toma, cumpleanos`,
    PHONE: 'telefono, celular, movil, telefono fijo, numero de telefono, numero telefono, whatsapp',
    EMAIL: 'correo, correo electronico, email',
    FAX: 'fax',
    OTHER_ID: `dni, cedula, curp, rfc, nif, nie, rut, run, cuil, cuit, cedula de identidad, documento, numero documento, numero de documento, numero identificacion,
      identificacion, documento de identidad, pasaporte, ine, ci, tipo documento, carnet`,
    LICENSE: 'licencia, licencia de conducir',
    ACCOUNT:
      'numero de cuenta, numero cuenta, cuenta bancaria, clabe, numero de factura, numero factura, tarjeta de credito',
    PHOTO: 'foto, fotografia, imagen de perfil, foto perfil',
    CLINICAL:
      'sexo, genero, etnia, raza, religion, estado civil, peso, altura, estatura, talla, temperatura, pulso, nota, observacion, cintura',
    FINANCIAL: 'ingreso mensual, salario, sueldo',
  },
  person: {
    NAME: 'alias, apodo, titulo',
    GEOGRAPHY: 'lugar, zona, referencia, numero, piso, sector',
    OTHER_ID: 'numero, identificador, clave',
    CLINICAL: 'ocupacion, profesion, descripcion, comentario, historia, riesgo',
    FINANCIAL: 'costo, monto, saldo, pago, precio',
  },
  record: {
    CLINICAL: `nombre, valor, resultado, descripcion, comentario, motivo, razon, tipo, cantidad, unidad, observacion, conclusion, hallazgo, gravedad, frecuencia,
      duracion, via, indicacion, instruccion, recomendacion, detalle, contenido, titulo, texto, mensaje, respuesta, prueba, examen, estudio, muestra, plan, procedimiento`,
    FINANCIAL: 'costo, monto, saldo, pago, precio, total, importe, descuento',
    URL: 'enlace, archivo, ruta',
    OTHER_ID: 'folio, numero',
  },
  ambiguous: 'ubicacion, sala, cama',
  label:
    'nombre, titulo, etiqueta, codigo, descripcion, abreviatura, sigla, valor, precio, costo, tipo, categoria, unidad, activo, clave, observacion, comentario, imagen',
  time: 'fecha, hora, inicio, fin, desde, hasta, dia, mes, ano, final, vencimiento',
  technical: `creado, actualizado, eliminado, contrasena, clave acceso, activo, habilitado, pagina, limite, orden de, version, exito, error, mensaje error,
    rol, permiso, pais, idioma, creado por, creadopor, ingresado por, fecha creacion, fecha actualizacion, fecha registro, actualizado por`,
};
