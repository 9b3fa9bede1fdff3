import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../../support/unmarked-phi.ts';

describe('lint reads names in ten languages', () => {
  it.each<[string, string, string]>([
    ['Spanish', 'type Paciente { apellido: String }', 'Paciente.apellido'],
    ['Portuguese', 'type Paciente { data_nascimento: String }', 'Paciente.data_nascimento'],
    ['French', 'type Patient { dateDeNaissance: String }', 'Patient.dateDeNaissance'],
    ['Indonesian', 'type Pasien { tanggalLahir: String }', 'Pasien.tanggalLahir'],
    ['German', 'type Patient { geburtsdatum: String }', 'Patient.geburtsdatum'],
    ['Dutch', 'type Bewoner { geboortedatum: String }', 'Bewoner.geboortedatum'],
    ['a Dutch compound', 'type Bewoner { noodcontactnaam: String }', 'Bewoner.noodcontactnaam'],
    ['Italian', 'type Paziente { codiceFiscale: String }', 'Paziente.codiceFiscale'],
    ['Italian without accents', 'type Paziente { eta: Int }', 'Paziente.eta'],
    ['a name of two letters in Turkish', 'type Hastalar { ad: String }', 'Hastalar.ad'],
    ['Turkish with a suffix', 'type Hastalar { kanGrubu: String }', 'Hastalar.kanGrubu'],
    ['Vietnamese in lower case', 'type benhnhan { ngaysinh: String }', 'benhnhan.ngaysinh'],
    [
      'a German compound',
      'type Patient { notfallkontaktname: String }',
      'Patient.notfallkontaktname',
    ],
    ['an umlaut as two letters', 'type Bewohner { ernaehrung: String }', 'Bewohner.ernaehrung'],
    ['an abbreviation of mixed case', 'type Patient { childDoB: String }', 'Patient.childDoB'],
  ])('reads %s', (_language, type, at) => {
    expect(unmarkedCoordinates(`type Query { p: ${type.split(' ')[1]} } ${type}`)).toEqual([at]);
  });

  it.each<[string, string, readonly string[]]>([
    ['English', 'Patient', ['lastName NAME', 'dateOfBirth DATE', 'prescription CLINICAL']],
    ['Spanish', 'Paciente', ['apellido NAME', 'fechaNacimiento DATE', 'receta CLINICAL']],
    ['Portuguese', 'Paciente', ['sobrenome NAME', 'dataNascimento DATE', 'receita CLINICAL']],
    ['French', 'Patient', ['nomDeFamille NAME', 'dateNaissance DATE', 'ordonnance CLINICAL']],
    ['German', 'Patient', ['nachname NAME', 'geburtsdatum DATE', 'rezept CLINICAL']],
  ])('is sure of a name, a birth and a prescription in %s', (_language, type, expected) => {
    const fields = expected.map((each) => `${each.split(' ')[0]}: String`).join(' ');
    const found = unmarkedPhi(`type Query { p: ${type} } type ${type} { ${fields} }`);
    expect(
      found.map(
        ({ coordinate, suggestion, evidence }) =>
          `${coordinate?.split('.')[1]} ${suggestion?.categories.join()} ${evidence?.confidence}`,
      ),
    ).toEqual(expected.map((each) => `${each} high`).toSorted());
  });

  it('reads a German compound that begins with a word for health', () => {
    const sdl =
      'type Query { p: Bewohner x: X } type Bewohner { a: Boolean } type X { diagnoseschluessel: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['X.diagnoseschluessel']);
  });

  it('does not take words that are English too for another language', () => {
    const sdl =
      'type Query { p: Patient } type Patient { notes: [Note] } type Note { scanner: Scanner } type Scanner { grade: Grade resume: String } type Grade { quux: String }';
    expect(unmarkedCoordinates(sdl)).toContain('Grade.quux');
  });

  it('takes the first noun of a Spanish type for what it is', () => {
    const sdl =
      'type Query { p: Paciente } type Paciente { tipo: TipoConsulta } type TipoConsulta { quux: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'Dutch, where staff and a client are in it',
      `type Query { clienten: [Client!]! afspraken: [Afspraak!]! }
       type Client { clientnummer: String bsn: String huisarts: Huisarts zorgverzekeraar: String aangemaaktOp: String }
       type Huisarts { naam: String agbCode: String telefoonnummer: String }
       type Afspraak { client: Client reden: String voorgeschrevenDoor: String }`,
      ['Afspraak.reden', 'Client.bsn', 'Client.clientnummer'],
    ],
    [
      'the building blocks of health care in the Netherlands, and messages',
      `type Query { ik: Verzekerde problemen: [Probleem!]! berichten: [Bericht!]! contacten: [Contact!]! }
       type Verzekerde { geboortedatum: String }
       type Probleem { begindatum: String ernst: String }
       type LaboratoriumUitslag { vlag: String }
       type Contact { eind: String redenContact: String }
       type Bericht { tekst: String gelezen: Boolean }`,
      [
        'Bericht.tekst',
        'Contact.eind',
        'Contact.redenContact',
        'LaboratoriumUitslag.vlag',
        'Probleem.begindatum',
        'Probleem.ernst',
        'Verzekerde.geboortedatum',
      ],
    ],
    [
      'Italian, where the first noun and plurals count',
      `type Query { pazienti: [Paziente!]! }
       type Paziente { allergie: [String!] cartelleCliniche: [CartellaClinica!]! medicoCurante: Medico }
       type CartellaClinica { referti: [String!] creatoDa: String }
       type Medico { cognome: String telefono: String }`,
      ['CartellaClinica.referti', 'Paziente.allergie'],
    ],
    [
      'Turkish, where words have suffixes',
      `type Query { hastalar: [Hasta!]! doktorlar: [Doktor!]! }
       type Hasta { hastaNo: String tcKimlikNo: String receteler: [Recete!]! olusturmaTarihi: String }
       type Recete { ilaclari: [String!] doktorAdi: String }
       type Doktor { ad: String telefon: String }`,
      ['Hasta.hastaNo', 'Hasta.tcKimlikNo', 'Recete.ilaclari'],
    ],
    [
      'Vietnamese, where each syllable is a word',
      `type Query { benhNhan: [BenhNhan!]! }
       type BenhNhan { hoTen: String cccd: String donThuoc: [DonThuoc!]! ngayTao: String }
       type DonThuoc { chanDoan: String tenBacSi: String }
       type BacSi { hoTen: String soDienThoai: String }`,
      ['BenhNhan.cccd', 'BenhNhan.hoTen', 'DonThuoc.chanDoan'],
    ],
  ])('reads a schema in %s', (_language, sdl, at) => {
    expect(unmarkedCoordinates(sdl)).toEqual(at);
  });

  it.each([
    [
      'Dutch',
      `type Query { klanten: [Klant!]! afspraken: [Afspraak!]! }
       type Klant { voornaam: String achternaam: String geboortedatum: String telefoonnummer: String }
       type Afspraak { klant: Klant kapper: String datum: String behandeling: Behandeling }
       type Behandeling { naam: String prijs: Float omschrijving: String }`,
    ],
    [
      'Italian',
      `type Query { utenti: [Utente!]! ordini: [Ordine!]! }
       type Utente { nome: String cognome: String codiceFiscale: String dataNascita: String }
       type Ordine { numero: String utente: Utente pagamento: Pagamento nota: String }
       type Pagamento { importo: Float data: String }`,
    ],
    [
      'Turkish',
      `type Query { kullanicilar: [Kullanici!]! siparisler: [Siparis!]! }
       type Kullanici { ad: String soyad: String tcKimlikNo: String dogumTarihi: String }
       type Siparis { kullanici: Kullanici adet: Int aciklama: String odeme: Odeme }
       type Odeme { tutar: Float }`,
    ],
    [
      'Vietnamese',
      `type Query { nguoiDung: [NguoiDung!]! sanPham: [SanPham!]! donHang: [DonHang!]! }
       type NguoiDung { hoTen: String soDienThoai: String ngaySinh: String matKhau: String }
       type SanPham { tenSanPham: String canNang: Float thuocTinh: String ngayBatDau: String }
       type DonHang { nguoiDung: NguoiDung tongTien: Float ghiChu: String }`,
    ],
  ])('finds nothing in a shop in %s', (_language, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it('reads words of two letters only in a schema of their language', () => {
    const type =
      'type Ad { ad: String il: String ten: String ho: String cap: String nota: String }';
    const sdl = `type Query { patient: Patient ads: [Ad!]! } type Patient { notes: [Note!] } ${type}`;
    expect(unmarkedCoordinates(`${sdl} type Note { quux: String }`)).toEqual(['Note.quux']);
  });
});
