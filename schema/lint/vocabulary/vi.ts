import type { Vocabulary } from './vocabulary.ts';

/**
 * Vietnamese, in ASCII as names write it: `benhNhan`, `benh_nhan` and `benhnhan`. Its words are short syllables that other
 * languages have too, so nearly all phrases have two of them.
 */
export const VIETNAMESE: Vocabulary = {
  types: {
    patient: `benh nhan, nguoi benh, san phu, thai phu, benhnhan, benh nhi, nguoi duoc bao hiem, nguoi hien mau, ho so
      benh nhan, thong tin benh nhan`,
    relative: `nguoi nha, than nhan, nguoi than, nguoi giam ho, nguoi lien he, lien he khan cap, phu huynh, nguoi bao
      ho, nguoi nuoi duong, cha me, nguoi than benh nhan`,
    customer: 'khach hang',
    person: `nguoi dung, ca nhan, thanh vien, tai khoan, nguoi dan, cong dan, tre em, em be, nguoi tham gia, ho so ca
      nhan, nguoi cao tuoi`,
    staff: `bac si, bacsi, bac sy, y ta, dieu duong, y si, duoc si, nha si, ho sinh, ho ly, chuyen gia, nhan vien, nhan
      vien y te, can bo, can bo y te, ky thuat vien, le tan, quan tri, quan tri vien, quan ly, truong khoa, thu ngan,
      nguoi lap, nguoi tao, nguoi ke don, nguoi thuc hien, giao vien, huan luyen vien, chuyen vien, tu van vien, bac si
      dieu tri, tai xe, ke toan, nhan vien le tan, chuc vu, trinh do, hoc vi`,
    organization: `benh vien, phong kham, co so y te, tram y te, trung tam y te, khoa, khoa phong, phong ban, phong,
      phong benh, buong benh, giuong, giuong benh, nha thuoc, hieu thuoc, phong xet nghiem, cong ty, cong ty bao hiem,
      nha cung cap, nha san xuat, to chuc, co quan, chi nhanh, don vi cong tac, truong hoc, noi cong tac, noi lam viec`,
    record: `ho so benh an, benh an, ho so suc khoe, phieu kham, phieu kham benh, phieu dang ky kham, kham benh, lan
      kham, luot kham, ho so kham, ho so kham benh, lich hen, lich kham, cuoc hen, dat lich, dat lich kham, dat kham,
      lich hen kham, lich su kham, lich su kham benh, don thuoc, toa thuoc, chi tiet don thuoc, chi tiet toa thuoc, ke
      don, chan doan, trieu chung, benh ly, tien su, tien su benh, di ung, tien su di ung, xet nghiem, ket qua xet
      nghiem, phieu xet nghiem, chi dinh, chi dinh xet nghiem, ket qua kham, ket qua kham benh, sieu am, chup x quang,
      can lam sang, chan doan hinh anh, dieu tri, lieu trinh, phac do, phac do dieu tri, ke hoach dieu tri, phau thuat,
      ca mo, thu thuat, nhap vien, xuat vien, chuyen vien benh nhan, noi tru, ngoai tru, tiem chung, tiem phong, mui
      tiem, lich tiem, lich su tiem, dau hieu sinh ton, sinh hieu, chi so sinh ton, chi so suc khoe, chi so co the,
      huyet ap, duong huyet, nhip tim, can nang, thai ky, kham thai, giay chuyen vien, giay ra vien, tai kham, hoi chan,
      tu van, cap cuu, nhat ky suc khoe, phieu dieu tri, to dieu tri, hoi benh, the bao hiem, the bao hiem y te, bao
      hiem y te, kinh nguyet, chu ky kinh nguyet, giac ngu, tam trang, che do an, tu van suc khoe, hen kham`,
    document: `ghi chu, tai lieu, bao cao, ket qua, phieu, hoa don, chi tiet hoa don, thanh toan, dia chi, lien he, hinh
      anh, tin nhan, cau tra loi, danh gia, phan hoi, nhac nho, dang ky, yeu cau, lich su, nhat ky, bao hiem, vien phi,
      phieu thu, bien lai, mau benh pham, hoat dong, muc tieu, cam ket, giay to, dinh kem, ho so`,
    catalog: `loai, loai thuoc, danh muc, loai benh, nhom thuoc, chuyen khoa, thuoc, duoc pham, dich vu, goi kham, goi
      dich vu, quoc gia, tinh thanh, thanh pho, quan huyen, phuong xa, don vi tinh, trang thai, vai tro, lich lam viec,
      ca lam viec, ca kham, khung gio, ca truc, lich truc, bang gia, gia dich vu, vat tu, thiet bi, kho, kho thuoc, ton
      kho, lo thuoc, hoat chat, thuc pham, mon an, cau hoi, mau phieu, ngon ngu, nghe nghiep, dan toc, ton giao, bai
      viet, vac xin, vacxin, danh muc benh`,
    technical: `cau hinh, cai dat, thong ke, thong bao, phan trang, phan quyen, dang nhap, mat khau`,
    other: `san pham, gio hang, cua hang, bai dang, binh luan, tro choi, bai hat, phim, xe, khoa hoc, bai hoc, don hang,
      thu cung, tin tuc, mon hoc, sinh vien`,
  },
  certain: {
    RECORD_NUMBER: `ma benh nhan, ma bn, ma so benh nhan, ma ho so benh an, so benh an, ma benh an, so ho so benh an, ma
      y te, ma nguoi benh, so luu tru benh an`,
    HEALTH_PLAN: `so the bhyt, ma the bhyt, so bhyt, ma bhyt, bhyt, so the bao hiem y te, ma the bao hiem y te, so bao
      hiem y te, ma bao hiem y te, ma so bao hiem y te, the bhyt`,
    SSN: `so bao hiem xa hoi, ma so bao hiem xa hoi, ma bao hiem xa hoi, so bhxh, ma bhxh, ma so bhxh`,
  },
  health: {
    DATE: `ngay kham, ngay kham benh, gio kham, thoi gian kham, ngay hen, gio hen, ngay tai kham, ngay hen kham, ngay
      hen tai kham, ngay nhap vien, ngay xuat vien, ngay vao vien, ngay ra vien, ngay chan doan, ngay phau thuat, ngay
      tiem, ngay tiem chung, ngay xet nghiem, ngay ke don, ngay dieu tri, ngay tu vong, ngay mat, ngay lay mau, ngay du
      sinh, du kien sinh, kinh cuoi, ngay kinh cuoi, ngay khoi phat, ngay chuyen vien, ngay tra ket qua`,
    CLINICAL: `chan doan, chan doan so bo, chan doan benh, ket luan, benh ly, ten benh, ma benh, loai benh, benh nen,
      benh man tinh, man tinh, benh kem theo, tien su, tien su benh, tien su gia dinh, tien su di ung, tien su phau
      thuat, tien su ban than, benh su, di ung, trieu chung, dau hieu, ly do kham, ly do kham benh, ly do nhap vien, ly
      do vao vien, ly do chuyen vien, ly do hen, tinh trang benh, tinh trang suc khoe, tinh trang benh nhan, suc khoe,
      huyet ap, huyet ap tam thu, huyet ap tam truong, tam thu, tam truong, nhip tim, nhip tho, mach, than nhiet, nhiet
      do co the, spo 2, nong do oxy, nhom mau, duong huyet, duong mau, mo mau, can nang, chieu cao, chi so bmi, chi so
      co the, vong bung, vong eo, vong dau, thuoc, ten thuoc, don thuoc, toa thuoc, lieu luong, lieu dung, cach dung,
      huong dan su dung thuoc, duong dung, thuoc dang dung, thuoc dang su dung, phau thuat, dieu tri, phac do, phac do
      dieu tri, huong dieu tri, ket qua dieu tri, phuong phap dieu tri, xet nghiem, ket qua xet nghiem, ket qua kham,
      ket qua sieu am, sieu am, x quang, noi soi, can lam sang, lam sang, kham lam sang, kham toan than, chi dinh, loi
      dan, loi dan bac si, loi khuyen bac si, ghi chu bac si, dan do, sinh hieu, tac dung phu, chong chi dinh, khuyet
      tat, muc do dau, sot, ho khan, kho tho, buon non, dau dau, chong mat, tieu duong, dai thao duong, tang huyet ap,
      cao huyet ap, tim mach, hen suyen, ung thu, khoi u, nhiem trung, viem, vet thuong, gay xuong, xuat huyet, vac xin,
      vacxin, tiem chung, mui tiem, nguyen nhan tu vong, tu vong, rang, so rang, sau rang, vi tri rang, nha chu, thi
      luc, thinh luc, nhan ap, can thi, luong calo, calo tieu thu, so buoc, giac ngu, che do an, dinh duong, tuoi thai,
      can nang luc sinh, cap cuu, mau benh pham, hong cau, bach cau, tieu cau, phan loai suc khoe, bien chung`,
    MENTAL_HEALTH: `tam ly, tam than, suc khoe tam than, tram cam, lo au, tu sat, tam trang, cam xuc, cang thang, mat
      ngu, tu ky, bao luc`,
    SUBSTANCE_USE: `hut thuoc, thuoc la, nghien ruou, nghien thuoc, nghien ma tuy, ruou bia, uong ruou, ma tuy, chat
      kich thich`,
    SEXUAL_HEALTH: `mang thai, thai ky, tuan thai, co thai, kinh nguyet, chu ky kinh nguyet, man kinh, tranh thai, pha
      thai, hiv, xu huong tinh duc, sinh san, cho con bu`,
    GENETIC: 'di truyen, gen di truyen, dot bien gen, adn',
    FINANCIAL: `vien phi, tien kham, phi kham, gia kham, tien thuoc, dong chi tra, muc huong, muc huong bhyt, chi phi
      dieu tri`,
    HEALTH_PLAN: `bao hiem y te, so bao hiem, ma bao hiem, so the bao hiem, ma the bao hiem, the bao hiem, ma so bao
      hiem, bao hiem, co bao hiem, loai bao hiem, noi dang ky kham, noi dang ky kcb, ma dkbd, noi dkkcb`,
    RECORD_NUMBER: `ma phieu kham, so phieu kham, ma don thuoc, ma toa thuoc, ma ho so, so ho so, ma dot dieu tri, ma
      xet nghiem, ma lich hen, ma lich kham, so thu tu kham, ma kham benh, ma phieu xet nghiem`,
  },
  identity: {
    NAME: `ho ten, ho va ten, ho dem, ten dem, ho lot, ten day du, ten benh nhan, ten bn, ho ten benh nhan, ten goi, ten
      nguoi nha, ten nguoi than, ho ten cha, ho ten me, ten cha, ten me, ho ten nguoi nha, ten nguoi lien he, ten nguoi
      giam ho, ten khach hang, ten hien thi`,
    GEOGRAPHY: `dia chi, so nha, ten duong, tinh thanh, thanh pho, phuong xa, quan huyen, que quan, noi sinh, noi o, noi
      cu tru, thuong tru, ho khau, dia chi thuong tru, tam tru, ma buu chinh, ma buu dien, kinh do, vi do, nguyen quan,
      noi o hien tai, dia chi nha`,
    DATE: `ngay sinh, ngay thang nam sinh, nam sinh, ngay thang sinh, tuoi, gio sinh, sinh nhat, do tuoi, nhom tuoi,
      thang sinh`,
    PHONE: `so dien thoai, dien thoai, sdt, so dt, dien thoai di dong, so di dong, sdt nguoi nha, sdt nguoi than, sdt
      lien he, so lien he, dtdd, dien thoai lien he`,
    EMAIL: 'email, thu dien tu, hom thu, dia chi email, mail',
    OTHER_ID: `cmnd, so cmnd, cccd, so cccd, cmt, so cmt, chung minh nhan dan, so chung minh nhan dan, can cuoc cong
      dan, so can cuoc cong dan, can cuoc, so can cuoc, so chung minh, chung minh thu, so chung minh thu, cmnd cccd,
      cccd cmnd, ma dinh danh, so dinh danh, ho chieu, so ho chieu, so giay to, giay khai sinh, ma so thue ca nhan, dinh
      danh`,
    LICENSE: 'giay phep lai xe, bang lai xe, bang lai, gplx',
    ACCOUNT: 'so tai khoan, tai khoan ngan hang, ma hoa don, so hoa don, the tin dung',
    PHOTO: `anh dai dien, hinh dai dien, anh chan dung, anh the, anh benh nhan, hinh anh benh nhan`,
    CLINICAL: `gioi tinh, dan toc, ton giao, quoc tich, hon nhan, tinh trang hon nhan, ghi chu, can nang, chieu cao,
      nhiet do`,
    FINANCIAL: 'thu nhap, muc luong, tien luong',
    VEHICLE: 'bien so, bien so xe',
    BIOMETRIC: 'dau van tay, van tay, khuon mat',
  },
  person: {
    NAME: 'ten, ho, biet danh, danh xung, ten dang nhap, ten nguoi dung',
    GEOGRAPHY: 'tinh, xa, phuong, quan, huyen, thon, khu vuc, vi tri, noi cap, quoc gia',
    OTHER_ID: 'ma so',
    CLINICAL: `nghe nghiep, mo ta, tinh trang, trang thai, trinh do, hoc van, noi lam viec, nhu cau, muc tieu, quan he,
      moi quan he, so thich, thoi quen`,
    FINANCIAL: 'chi phi, so tien, cong no, thanh toan, so du',
  },
  record: {
    CLINICAL: `ten, ket qua, gia tri, mo ta, ghi chu, noi dung, ly do, loai, so luong, don vi, don vi tinh, tinh trang,
      trang thai, muc do, chi so, tan suat, thoi luong, huong dan, cach su dung, loi khuyen, chi tiet, tieu de, tra loi,
      cau tra loi, phuong phap, danh gia, nhan xet, ket luan, hinh anh, yeu cau, dich vu, vi tri, ke hoach, muc tieu,
      diem, diem so, chi so binh thuong, gia tri tham chieu, tham chieu, mau, bo phan, sang, trua, chieu, toi, lan dung,
      so lan, so ngay, y kien, thong tin, nguyen nhan, tep, de nghi`,
    FINANCIAL: `chi phi, gia, gia tien, don gia, so tien, tong tien, thanh tien, tong cong, giam gia, thanh toan, con
      lai, da tra`,
    URL: 'duong dan, tap tin, lien ket, url, link',
    OTHER_ID: 'ma so, so phieu',
    PHOTO: 'anh, hinh',
  },
  everyday: `thuoc, ten thuoc, mach, sot, viem, rang, dau hieu, chi dinh, ket luan, man tinh, suc khoe, ma ho so, so ho
    so, bao hiem, so bao hiem, ma bao hiem, so the bao hiem, the bao hiem, co bao hiem, loai bao hiem, di truyen, cach
    dung, can nang, chieu cao, dinh duong, che do an, giac ngu, cam xuc, tam ly, cang thang, sinh san, bien chung, so
    rang, cap cuu, bao luc, ngay hen, gio hen, chi so co the, ngay mat, di ung, dau dau, ly do hen, lieu luong, lieu
    dung, mau benh pham, duong dung, ma lich hen`,
  vital: `nhip tim, huyet ap, huyet ap tam thu, huyet ap tam truong, duong huyet, than nhiet, nong do oxy, chu
    ky kinh nguyet, kinh nguyet, mang thai, thai ky, tuan thai, trieu chung, mat ngu, tram cam, lo au, tiem chung, mui
    tiem, benh nen, tien su benh, so buoc, calo tieu thu, giac ngu`,
  felt: 'tam trang, cam xuc',
  clinician: 'bac, bacsi',
  payment: 'hoadon, thanhtoan, vienphi',
  ambiguous: '',
  label: `ten, ma, ma so, mo ta, tieu de, ky hieu, viet tat, gia, don gia, loai, danh muc, don vi, don vi tinh, gia tri,
    trang thai, hinh anh, anh, mau sac, ten loai, ten khoa, ten dich vu, ten danh muc, ten chuyen khoa`,
  time: `ngay, gio, thoi gian, thang, nam, bat dau, ket thuc, ngay gio, thoi diem, tuan, tu ngay, den ngay`,
  technical: `ngay tao, ngay cap nhat, nguoi cap nhat, nguoi tao, ngay xoa, da xoa, cap nhat, mat khau, hoat dong, phien
    ban, vai tro, ngon ngu, tien te, kich hoat, thuoc tinh, thu tu, sap xep, ten tep, kich thuoc, da doc, thong bao, ma
    xac nhan, ma loi, thanh cong, tong so trang, so trang, ma otp, token truy cap`,
};
