import type { Vocabulary } from './vocabulary.ts';

/** Indonesian, with words of Malay that differ, and the numbers of persons of Indonesia and Malaysia. */
export const INDONESIAN: Vocabulary = {
  types: {
    patient: 'pasien, pesakit, peserta bpjs, peserta jkn, tertanggung, rawat inap pasien',
    relative: `keluarga, keluarga pasien, wali, penanggung jawab, suami, istri, isteri, ayah, ibu kandung, kontak darurat,
      waris, penjaga`,
    customer: 'pelanggan, klien',
    person: 'pengguna, anggota, peserta, warga, penduduk, akun, profil, balita, bayi, anak, lansia',
    staff: `dokter, doktor, perawat, jururawat, bidan, apoteker, ahli farmasi, pegawai, karyawan, petugas, tenaga medis,
      ahli gizi, terapis, psikolog, psikiater, kader, operator, admin, staf, pengamal`,
    organization: `rumah sakit, klinik, puskesmas, posyandu, apotek, farmasi, laboratorium, makmal, poli, poliklinik,
      ruangan, kamar, bangsal, wad, fasilitas, fasiliti, instansi, perusahaan, asuransi, hospital`,
    record: `rekam medis, rekam medik, kunjungan, lawatan, pemeriksaan, diagnosa, diagnosis, diagnosi, keluhan, aduan, tindakan, rawatan, resep,
      preskripsi, imunisasi, vaksinasi, alergi, riwayat penyakit, riwayat, rawat jalan, rawat inap, rujukan, janji temu,
      temu janji, tanda vital, hasil lab, hasil pemeriksaan, operasi, anamnesis, asesmen, asuhan`,
    document:
      'catatan, laporan, pendaftaran, antrian, tagihan, pembayaran, jadwal temu, alamat, kontak',
    catalog:
      'obat, ubat, penyakit, tarif, jadwal, jenis, kategori, spesialis, layanan, kota, provinsi, negeri, kecamatan',
    technical: 'halaman, kesalahan, pengaturan, statistik, notifikasi',
    other: 'produk, barang, keranjang, artikel, berita, buku, kendaraan',
  },
  certain: {
    RECORD_NUMBER: `no rekam medis, nomor rekam medis, no rm, nomor rm, no rekam medik, nomor rekam medik, id rekam medis, norm`,
    HEALTH_PLAN: 'no bpjs, nomor bpjs, no jkn, nomor jkn, nomor peserta bpjs',
  },
  health: {
    DATE: `tanggal kunjungan, tgl kunjungan, tanggal masuk, tgl masuk, tanggal keluar, tgl keluar, tanggal periksa,
      tanggal pemeriksaan, tanggal daftar, tarikh rawatan, tarikh kedatangan, tarikh temu janji, tanggal rawat`,
    CLINICAL: `diagnosa, diagnosis, diagnosi, penyakit, keluhan, aduan, gejala, simptom, alergi, alahan, tekanan darah, gula darah, detak jantung,
      denyut nadi, nadi, suhu tubuh, suhu badan, golongan darah, kumpulan darah, obat, ubat, dosis, dos, resep, tindakan, rawatan,
      riwayat penyakit, riwayat kesehatan, pemeriksaan fisik, anamnesa, anamnesis, catatan dokter, catatan medis, catatan perawat,
      hasil lab, hasil laboratorium, kolesterol, asam urat, hemoglobin, vaksin, imunisasi, operasi, luka, demam, batuk,
      nyeri, sesak, diabetes, hipertensi, indeks massa tubuh, status gizi, cara pulang, kondisi pulang, penyulit,
      berat badan, tinggi badan, lingkar perut, lingkar kepala, lingkar lengan, terapi, karies, gigi, kebersihan mulut, prognosis`,
    MENTAL_HEALTH:
      'kesehatan jiwa, kesehatan mental, depresi, kecemasan, suasana hati, stres, insomnia',
    SUBSTANCE_USE: 'merokok, perokok, alkohol, narkoba',
    SEXUAL_HEALTH:
      'hamil, kehamilan, mengandung, haid, menstruasi, kontrasepsi, usia kehamilan, hpht',
    FINANCIAL: 'biaya rawat, biaya pengobatan, biaya periksa',
  },
  identity: {
    NAME: 'nama, nama lengkap, nama depan, nama belakang, nama panggilan, nama penuh, nama ibu, nama ayah, nama wali',
    GEOGRAPHY: `alamat, jalan, kelurahan, kecamatan, kabupaten, kode pos, poskod, kota, desa, rt, rw, tempat lahir, bandar,
      daerah, tempat tinggal`,
    DATE: 'tanggal lahir, tgl lahir, tarikh lahir, tahun lahir, umur, usia, lahir, tanggal meninggal',
    PHONE:
      'telepon, no telepon, nomor telepon, no telp, telp, no hp, nomor hp, hp, telefon, no telefon, nomor telefon, nombor telefon',
    EMAIL: 'email, surel, emel, surat elektronik',
    OTHER_ID:
      'nik, ktp, no ktp, nomor ktp, no kk, nomor kk, kartu keluarga, ic, no ic, nombor ic, kad pengenalan, paspor',
    PHOTO: 'foto, gambar profil',
    CLINICAL:
      'jenis kelamin, kelamin, jantina, agama, suku, bangsa, status perkawinan, berat, tinggi, etnik',
    FINANCIAL: 'pendapatan, gaji',
  },
  person: {
    NAME: 'gelar',
    OTHER_ID: 'nomor, nombor',
    CLINICAL: 'pekerjaan, pendidikan, keterangan, status',
  },
  record: {
    OTHER_ID: 'nomor, nombor',
    CLINICAL: `nama, hasil, nilai, keterangan, catatan, jumlah, satuan, jenis, kondisi, alasan, aturan pakai, cara pakai, anjuran, saran, tingkat,
      kode, deskripsi, skor`,
    FINANCIAL: 'biaya, harga, total, bayar, tagihan',
  },
  everyday:
    'tindakan, operasi, obat, terapi, luka, aduan, dos, tanggal masuk, tanggal keluar, tanggal daftar',
  vital: `tekanan darah, gula darah, detak jantung, denyut nadi, suhu tubuh, berat badan, indeks massa tubuh,
    kehamilan, haid, menstruasi, imunisasi, riwayat penyakit, rekam medis`,
  felt: 'suasana hati, perasaan',
  clinician: 'dokter, doktor, perawat, jururawat, bidan, terapis, psikolog, psikiater',
  payment: 'pembayaran, tagihan, bayaran',
  ambiguous: 'kamar, ruangan, lokasi, kelompok',
  label: 'nama, kode, keterangan, deskripsi, harga, jenis, kategori, satuan, gambar, status',
  time: 'tanggal, tgl, tarikh, waktu, masa, jam, bulan, tahun, hari, mulai, selesai',
  technical:
    'dibuat, diubah, dihapus, halaman, versi, sandi, kata sandi, peran, bahasa, urutan, aktif',
};
