import type { Vocabulary } from './vocabulary.ts';

/** Turkish, with the words and the numbers of Turkish health care. Names write its letters in ASCII: `dogumTarihi`. */
export const TURKISH: Vocabulary = {
  types: {
    patient: 'hasta, yatan hasta, ayaktan hasta, sigortalı, danışan, yenidoğan, bağışçı, gebe',
    relative: `hasta yakını, yakını, refakatçi, veli, vasi, anne, baba, eş, kardeş, acil durum kişisi, aile üyesi,
      ebeveyn, acil kişi, kanuni temsilci`,
    customer: 'müşteri',
    person: `kişi, kullanıcı, üye, vatandaş, birey, katılımcı, profil, hesap, çocuk, bebek, yaşlı, sporcu, başvuran`,
    staff: `doktor, hekim, aile hekimi, hemşire, ebe, eczacı, diş hekimi, uzman, uzman doktor, psikolog, psikiyatrist,
      fizyoterapist, diyetisyen, terapist, cerrah, asistan, teknisyen, laborant, personel, sağlık personeli, çalışan,
      sekreter, yönetici, görevli, danışman, radyolog, kardiyolog, anestezist, veteriner, eğitmen, antrenör, öğretmen,
      kaydeden, oluşturan, bakıcı`,
    organization: `hastane, klinik, poliklinik, sağlık ocağı, aile sağlığı merkezi, sağlık merkezi, tıp merkezi, servis,
      bölüm, departman, birim, eczane, laboratuvar, laboratuar, oda, yatak, ameliyathane, yoğun bakım, acil servis,
      kurum, kuruluş, firma, şirket, sigorta şirketi, sigorta, tedarikçi, üretici, şube, bakımevi, huzurevi,
      muayenehane, okul`,
    record: `muayene, randevu, ziyaret, hasta kayıt, hasta kabul, yatış, taburcu, epikriz, tanı, teşhis, hastalık,
      alerji, şikayet, belirti, semptom, bulgu, reçete, reçete ilaç, ilaç kullanım, kullanılan ilaç, tedavi, tedavi
      planı, ameliyat, tahlil, tahlil sonucu, laboratuvar sonucu, test sonucu, tetkik, tetkik sonucu, kan tahlili,
      görüntüleme, röntgen, ultrason, aşı, aşılama, aşı kaydı, sevk, konsültasyon, vital bulgu, yaşam bulgusu, tansiyon,
      nabız, ateş ölçümü, kan şekeri, ölçüm, tıbbi geçmiş, hasta geçmişi, hastalık geçmişi, sağlık geçmişi, öykü,
      anamnez, özgeçmiş hasta, soygeçmiş, sağlık kaydı, tıbbi kayıt, hasta dosyası, sağlık bilgisi, gebelik, doğum,
      doğum kaydı, ölüm, hemşire notu, doktor notu, diyet planı, terapi seansı, seans, duygu durum, uyku, ağrı, diyaliz,
      kemoterapi, yara, kilo takibi, adet döngüsü, diş tedavisi, triyaj, rapor sağlık, sağlık raporu, engellilik, kan
      bağışı`,
    document: `notlar, belge, doküman, rapor, sonuç, kayıt, dosya, plan, anket, cevap, olay, özet, fatura, ödeme, adres,
      iletişim, onam, onay formu, resim, görüntü, numune, mesaj, hatırlatma, hatırlatıcı, form, istek, talep, hedef,
      aktivite, değerlendirme, takip, geçmiş, poliçe, tahsilat, makbuz, rezervasyon, yorum hasta, test`,
    catalog: `tür, tip, kategori, uzmanlık, uzmanlık alanı, branş, katalog, ülke, il, ilçe, şehir, mahalle, durum,
      seçenek, rol, yetki, hizmet, mesai, çalışma saati, müsaitlik, fiyat, tarife, ilaç, etken madde, besin, gıda,
      malzeme, stok, soru, şablon, meslek, dil, marka, egzersiz, icd kodu`,
    technical: 'sayfa, hata, ayar, yapılandırma, istatistik, bildirim, oturum, giriş',
    other: `hayvan, evcil hayvan, ürün, sepet, mağaza, yazı, yorum, oyun, şarkı, araç, makale, kurs, ders, kitap,
      sipariş, film, yemek, haber`,
  },
  certain: {
    RECORD_NUMBER: `hasta no, hasta numarası, hasta kodu, protokol no hasta, hasta protokol no, hasta protokol numarası,
      hasta dosya no, hasta sıra no`,
    HEALTH_PLAN: `sgk no, sgk numarası, sgk sicil no, ssk no, bağkur no, genel sağlık sigortası no`,
  },
  health: {
    DATE: `randevu tarihi, randevu saati, muayene tarihi, yatış tarihi, taburcu tarihi, çıkış tarihi, kabul tarihi, tanı
      tarihi, teşhis tarihi, ameliyat tarihi, aşı tarihi, tahlil tarihi, tetkik tarihi, reçete tarihi, ölüm tarihi,
      vefat tarihi, geliş tarihi, başvuru tarihi, tedavi tarihi, tedavi başlangıç tarihi, tedavi bitiş tarihi, son adet
      tarihi, tahmini doğum tarihi, beklenen doğum tarihi, numune tarihi, sonuç tarihi, kontrol tarihi`,
    CLINICAL: `tanı, ön tanı, teşhis, hastalık, kronik hastalık, alerji, şikayet, hasta şikayeti, belirti, semptom,
      bulgu, ilaç, doz, dozaj, tedavi, reçete, ameliyat, tansiyon, büyük tansiyon, küçük tansiyon, sistolik, diyastolik,
      kan basıncı, nabız, kalp atışı, kalp atış hızı, kalp hızı, solunum, solunum sayısı, oksijen, oksijen satürasyonu,
      satürasyon, vücut ısısı, vücut sıcaklığı, ateş, kan grubu, kan şekeri, glikoz, kolesterol, hemoglobin, kreatinin,
      hemogram, tahlil, tahlil sonucu, tetkik, laboratuvar sonucu, test sonucu, anamnez, öykü, hikaye, özgeçmiş,
      soygeçmiş, aile öyküsü, geçirilmiş hastalık, geçirdiği ameliyat, geçmiş hastalık, tıbbi geçmiş, sağlık geçmişi,
      hasta geçmişi, fizik muayene, muayene bulgusu, muayene notu, doktor notu, hekim notu, hemşire notu, tıbbi not,
      epikriz, prognoz, engel durumu, engelli, engellilik, engel oranı, aşı, aşı durumu, bağışıklık, vücut kitle
      indeksi, vki, bel çevresi, baş çevresi, yağ oranı, kas kütlesi, yan etki, kullanım şekli, kullandığı ilaç,
      kullanılan ilaç, sürekli ilaç, etken madde, yara, kırık, lezyon, diyabet, şeker hastalığı, hipertansiyon, astım,
      epilepsi, kanser, tümör, enfeksiyon, öksürük, ağrı, ağrı skoru, baş ağrısı, bulantı, kusma, ishal, baş dönmesi,
      yorgunluk, kanama, ödem, kateter, entübasyon, antibiyotik, biyopsi, ultrason, röntgen, tomografi, ekg, kemoterapi,
      radyoterapi, diyaliz, diş, diş numarası, çürük, protez, ölüm nedeni, vefat, organ bağışı, yatış nedeni, geliş
      nedeni, başvuru nedeni, randevu nedeni, sağlık durumu, sağlık sorunu, hasta durumu, diyet, uyku, uyku süresi,
      beslenme, adım sayısı, yakılan kalori, triyaj, aciliyet, doğum kilosu, doğum şekli, tıbbi durum, genel durum,
      bilinç durumu`,
    MENTAL_HEALTH: `ruh hali, ruh sağlığı, duygu durum, duygu durumu, depresyon, anksiyete, kaygı, intihar, psikolojik,
      psikiyatrik, psikoterapi, stres, uykusuzluk, otizm, travma, şiddet, duygu, panik atak`,
    SUBSTANCE_USE: `sigara, sigara kullanımı, alkol, alkol kullanımı, madde kullanımı, uyuşturucu, bağımlılık, tütün`,
    SEXUAL_HEALTH: `gebe, hamile, gebelik, hamilelik, gebelik haftası, adet döngüsü, adet tarihi, son adet, regl,
      menopoz, doğum kontrol, kürtaj, düşük sayısı, hiv, emzirme, cinsel yönelim, cinsel yolla bulaşan`,
    GENETIC: 'genetik, genom, dna, kalıtsal',
    FINANCIAL: 'katılım payı, katkı payı, tedavi ücreti, muayene ücreti',
    HEALTH_PLAN: `sosyal güvence, sağlık sigortası, sigorta no, sigorta numarası, sigorta, sigorta şirketi, poliçe no,
      poliçe numarası, güvence, sgk, provizyon no, takip no`,
    RECORD_NUMBER: `protokol no, protokol numarası, dosya no, dosya numarası, reçete no, reçete numarası, barkod numune,
      e reçete no`,
  },
  identity: {
    NAME: `ad, adı, soyad, soyadı, isim, soyisim, ad soyad, adı soyadı, isim soyisim, tam ad, tam isim, anne adı, baba
      adı, kızlık soyadı, hasta adı, hasta soyadı, adsoyad, veli adı, yakını adı, önceki soyad`,
    GEOGRAPHY: `adres, ev adresi, il, ilçe, şehir, mahalle, sokak, cadde, posta kodu, doğum yeri, kapı no, daire no,
      bina no, ikamet, ikametgah, ikamet adresi, enlem, boylam, semt, köy, nüfusa kayıtlı il, memleket`,
    DATE: `doğum tarihi, dogum tar, doğum yılı, doğum günü, yaş, doğum saati, yaş grubu, hasta yaşı`,
    PHONE: `telefon, telefon no, telefon numarası, tel, tel no, cep, cep telefonu, cep no, cep tel, gsm, gsm no, ev
      telefonu, iş telefonu, iletişim numarası, acil telefon`,
    EMAIL: 'e posta, eposta, eposta adresi, e posta adresi, email, mail, mail adresi',
    FAX: 'faks, faks no',
    OTHER_ID: `tc, tc no, tcno, tc kimlik, tc kimlik no, tc kimlik numarası, kimlik no, kimlik numarası, tckn, tckimlik,
      vatandaşlık no, vatandaşlık numarası, yabancı kimlik no, ykn, pasaport, pasaport no, pasaport numarası, nüfus
      cüzdanı, kimlik seri no, seri no kimlik, nüfus cüzdan no, vergi no hasta`,
    LICENSE: 'ehliyet, ehliyet no, sürücü belgesi',
    ACCOUNT: `hesap no, hesap numarası, iban, kredi kartı, kart no, kart numarası, fatura no, fatura numarası`,
    PHOTO: 'fotoğraf, foto, profil resmi, profil fotoğrafı, profil foto, resim hasta',
    CLINICAL: `cinsiyet, medeni hal, medeni durum, din, etnik köken, uyruk, boy, kilo, ağırlık, vücut ağırlığı, hasta
      notu, açıklama, bel, göz rengi, saç rengi, eğitim durumu, notlar, yakınlık`,
    FINANCIAL: 'gelir, maaş, aylık gelir',
    VEHICLE: 'plaka, araç plaka',
    BIOMETRIC: 'parmak izi',
  },
  person: {
    NAME: 'ünvan, unvan, takma ad, iletişim, kullanıcı adı',
    GEOGRAPHY: 'bölge, konum, ülke, kat',
    OTHER_ID: 'numara, no, kod',
    CLINICAL: `meslek, açıklama, yorum, durum, risk, hedef, hobi, alışkanlık, seviye, puan, öğrenim, ilgi alanı`,
    FINANCIAL: 'ücret, tutar, bakiye, borç, ödeme, fiyat',
  },
  record: {
    CLINICAL: `ad, adı, isim, değer, sonuç, açıklama, yorum, neden, sebep, tür, tip, miktar, adet, birim, durum, bulgu,
      karar, öneri, tavsiye, sıklık, süre, kullanım, talimat, ayrıntı, detay, içerik, başlık, metin, mesaj, cevap, test,
      numune, plan, işlem, puan, skor, seviye, derece, bölge, taraf, renk, şekil, ölçü, oran, yüzde, referans, referans
      aralığı, referans değeri, yöntem, görüş, değerlendirme, rapor, resim, kategori, kod, öncelik, hedef, ilerleme,
      aktivite, egzersiz, kontrol, risk, etken, notlar, periyot, form, konu`,
    FINANCIAL: 'ücret, tutar, bakiye, borç, ödeme, fiyat, toplam, indirim, ödenen, kalan',
    URL: 'dosya, bağlantı, dosya yolu, url, link',
    OTHER_ID: 'numara, no',
    PHOTO: 'fotoğraf, görsel',
  },
  everyday: `tedavi, ilaç, doz, bulgu, şikayet, öykü, hikaye, özgeçmiş, engel durumu, oksijen, ateş, yara, kırık, diş,
    protez, diyet, uyku, beslenme, duygu, şiddet, sigorta, sigorta no, sigorta numarası, sigorta şirketi, poliçe no,
    poliçe numarası, takip no, dosya no, dosya numarası, protokol no, protokol numarası, güvence, kabul tarihi, çıkış
    tarihi, başvuru tarihi, sonuç tarihi, kontrol tarihi, randevu tarihi, randevu saati, test sonucu, aciliyet, genel
    durum, kullanım şekli, yan etki, alkol, sigara, stres, numune tarihi, geliş tarihi, başvuru nedeni, bağımlılık,
    belirti, çürük, vefat tarihi`,
  vital: `nabız, kalp atışı, kalp atış hızı, tansiyon, kan basıncı, sistolik, diyastolik, kan şekeri, vücut kitle
    indeksi, vücut ısısı, vücut ağırlığı, adet döngüsü, regl, gebelik, hamilelik, gebelik haftası, anksiyete,
    depresyon, uykusuzluk, semptom, baş ağrısı, aşı, hastalık, kronik hastalık, kullandığı ilaç, uyku süresi, adım
    sayısı, yakılan kalori`,
  felt: 'ruh hali, duygu durum, duygu durumu, duygu',
  clinician: `doktor, hekim, hemşire, terapist, psikolog, psikiyatrist, fizyoterapist, diyetisyen, cerrah, ebe`,
  payment: 'ödeme, fatura, tahsilat, makbuz',
  ambiguous: 'oda, yatak, bölüm, servis, birim, konum, sigorta, kurum',
  label: `ad, adı, isim, başlık, kod, açıklama, kısaltma, değer, fiyat, ücret, tür, tip, kategori, birim, aktif, resim,
    renk, durum`,
  time: `tarih, tarihi, saat, saati, zaman, zamanı, gün, ay, yıl, hafta, başlangıç, bitiş, başlangıç tarihi, bitiş
    tarihi`,
  technical: `para birimi, oluşturulma, oluşturma tarihi, oluşturulma tarihi, güncelleme tarihi, güncellenme tarihi,
    güncellendi, silindi, silinme tarihi, şifre, parola, aktif, aktif mi, sayfa, sayfa sayısı, sürüm, hata, rol, yetki,
    dil, kayıt tarihi, dosya adı, dosya boyutu, dosya türü, okundu, arşivlendi, yayınlandı, sıra, sıralama, silindi mi`,
};
