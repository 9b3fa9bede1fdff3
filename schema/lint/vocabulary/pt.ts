import type { Vocabulary } from './vocabulary.ts';

/** Portuguese, with the numbers of persons of Brazil and Portugal. Written without accents. */
export const PORTUGUESE: Vocabulary = {
  types: {
    patient:
      'paciente, segurado, beneficiario, utente, assistido, recem nascido, falecido, internado',
    relative:
      'familiar, tutor, dependente, responsavel legal, contato de emergencia, conjuge, mae, pai, emergencia',
    customer: 'cliente',
    person:
      'pessoa, usuario, membro, perfil, conta, crianca, residente, participante, cidadao, aluno, associado',
    staff: `medico, medica, enfermeiro, enfermeira, profissional, funcionario, colaborador, terapeuta, psicologo, psiquiatra, dentista,
      farmaceutico, tecnico, especialista, administrador, cirurgiao, cuidador, nutricionista, fisioterapeuta, recepcionista, secretaria,
      atendente, prestador, responsavel, agente comunitario, avaliador, solicitante, preceptor`,
    organization: `hospital, clinica, organizacao, empresa, laboratorio, farmacia, departamento, setor, sala, consultorio, quarto, leito, centro,
      instituicao, filial, unidade de saude, unidade saude, convenio, operadora, seguradora, estabelecimento, ambulatorio, fornecedor, cartorio`,
    record: `consulta, visita, agendamento, atendimento, admissao, internacao, internamento, diagnostico, doenca, patologia do paciente, alergia, cirurgia,
      receita, prescricao, tratamento, medicacao, sintoma, sinal vital, vacina, vacinacao, prontuario, historico, historico medico,
      anamnese, antecedente, evolucao, exame fisico, exame, procedimento, alta, gravidez, imunizacao, ficha, encaminhamento, triagem, comorbidade, balanco hidrico,
      laudo, queixa, sessao, terapia, medida, afericao, indicador`,
    document: `registro, resultado, ordem, pedido, nota, documento, relatorio, plano, questionario, dispositivo, imagem, evento, resumo, guia, fatura,
      pagamento, cobranca, endereco, contato, telefone, amostra, reserva, mensagem, alerta, apolice, seguro, resposta, atividade, arquivo, acompanhamento, marcacao`,
    catalog: `tipo, categoria, especialidade, catalogo, pais, estado, provincia, distrito, cidade, municipio, regiao, unidade, opcao, profissao, religiao,
      escolaridade, papel, permissao, horario, agenda, disponibilidade, servico, preco, tarifa, medicamento, remedio, farmaco, alimento, parametro, pergunta,
      modelo, grupo, secao, patologia, nacionalidade, estado civil, cor pele, logradouro, apresentacao medicamento`,
    technical:
      'pagina, paginacao, erro, configuracao, estatistica, contagem, notificacao, auditoria, metrica',
    other:
      'animal, produto, carrinho, loja, postagem, comentario, jogo, filme, musica, veiculo, artigo, curso, livro',
  },
  certain: {
    RECORD_NUMBER: 'numero do prontuario, numero prontuario, prontuario',
    HEALTH_PLAN:
      'cartao sus, cartao nacional de saude, numero sus, numero do sus, carteirinha, numero de utente',
  },
  health: {
    DATE: `data internacao, data de internacao, data alta, data da alta, data consulta, data da consulta, data obito, data do obito,
      data agendamento, data diagnostico`,
    HEALTH_PLAN:
      'numero do convenio, numero convenio, numero carteira, numero do beneficiario, apolice, plano de saude, convenio',
    CLINICAL: `diagnostico, doenca, alergia, sintoma, medicamento, medicacao, remedio, dose, dosagem, posologia, tratamento, receita, prescricao, cirurgia,
      pressao arterial, frequencia cardiaca, frequencia respiratoria, saturacao, tipo sanguineo, grupo sanguineo, glicemia, glicose,
      colesterol, hemoglobina, creatinina, antecedente, comorbidade, deficiencia, vacina, gravidez, queixa, queixa principal, historia clinica,
      historico medico, historia doenca, cid, cid10, imc, anamnese, exame fisico, exame, prognostico, conduta, hipotese diagnostica, suspeita diagnostica,
      circunferencia, diabetes, hipertensao, biopsia, mamografia, evolucao, internacao, patologia, laudo, doenca atual, dieta`,
    MENTAL_HEALTH: 'saude mental, depressao, ansiedade, suicidio, humor',
    SUBSTANCE_USE: 'alcool, tabagismo, fumante, drogas, etilismo',
    SEXUAL_HEALTH: 'hiv, gestante, gravida, anticoncepcional, ultima menstruacao, dum',
    GENETIC: 'genetico, genoma, genotipo, dna',
    FINANCIAL: 'coparticipacao, franquia',
  },
  identity: {
    NAME: 'nome, sobrenome, nome completo, primeiro nome, nome da mae, nome do pai, nome mae, nome pai, nome social, apelido, acompanhante',
    GEOGRAPHY: `endereco, logradouro, rua, bairro, cep, codigo postal, cidade, municipio, complemento, latitude, longitude, naturalidade, local de nascimento, morada,
      ibge`,
    HEALTH_PLAN: 'cns',
    DATE: 'data de nascimento, data nascimento, nascimento, idade, data realizacao, data coleta, aniversario',
    PHONE: 'telefone, celular, telemovel, fone, whatsapp',
    EMAIL: 'email, e mail, correio eletronico',
    OTHER_ID:
      'cpf, rg, cnh, nif, cartao cidadao, documento, numero documento, numero do documento, passaporte, identidade, certidao, cartao familia, titulo eleitor',
    ACCOUNT: 'numero da conta, numero conta, conta bancaria, agencia, numero fatura, pix',
    PHOTO: 'foto, fotografia, imagem perfil, foto perfil',
    CLINICAL:
      'sexo, genero, etnia, raca, religiao, estado civil, peso, altura, estatura, temperatura, pulso, cor da pele, cor pele, observacao, nota, cintura, quadril',
    FINANCIAL: 'renda, salario',
  },
  person: {
    NAME: 'alcunha, titulo',
    GEOGRAPHY: 'local, zona, referencia, numero, andar, setor',
    OTHER_ID: 'numero, identificador, registro',
    CLINICAL: 'ocupacao, profissao, descricao, comentario, historico, risco',
    FINANCIAL: 'custo, valor, saldo, pagamento, preco',
  },
  record: {
    CLINICAL: `nome, valor, resultado, descricao, comentario, motivo, razao, tipo, quantidade, unidade, observacao, conclusao, achado, gravidade, frequencia,
      duracao, via, indicacao, instrucao, recomendacao, detalhe, conteudo, titulo, texto, mensagem, resposta, estudo, amostra, plano, procedimento, justificativa, complemento, obs`,
    FINANCIAL: 'custo, saldo, pagamento, preco, total, desconto, valor total',
    URL: 'link, arquivo, caminho',
    OTHER_ID: 'numero, protocolo',
  },
  ambiguous: 'sala, leito, cama',
  label:
    'nome, titulo, rotulo, codigo, descricao, abreviatura, sigla, valor, preco, custo, tipo, categoria, unidade, ativo, observacao, comentario, imagem',
  time: 'data, hora, horario, inicio, fim, desde, ate, dia, mes, ano, termino, validade',
  technical: `criado, atualizado, excluido, senha, ativo, habilitado, pagina, limite, versao, sucesso, erro, papel, permissao, pais, idioma, criado por,
    criado em, atualizado em, data criacao, data cadastro, estado, sigla, uf`,
};
