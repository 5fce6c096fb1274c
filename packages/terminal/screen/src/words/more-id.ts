import type { moreEn } from './more-en.ts';

/** The same in Bahasa Indonesia. */
export const moreId: Readonly<Record<keyof typeof moreEn, string>> = {
  'slip.printing': 'Struk sedang dicetak.',
  'slip.printed': 'Struk sudah dicetak.',
  'slip.failed':
    'Struk tidak keluar: printer tidak menjawab. Pembayaran sudah ada di buku; cetak struknya nanti.',
  'slip.none': 'Struk tidak keluar: belum ada printer di sini. Pembayaran sudah ada di buku.',

  'back.topup-how-transfer':
    'Kartunya diperlukan: jumlahnya diambil darinya. Kembalikan lewat transfer bank hanya bila layar memintanya.',
  'back.transfer-out': 'Sekarang kembalikan {{amount}} lewat transfer bank.',
  'back.pieces': 'Barang mana yang kembali?',
  'back.each': '{{amount}} per buah',
  'back.sum': 'Yang kembali:',
  'back.whole': 'Iuran dan acara dikembalikan seluruhnya.',

  'more.printer': 'Printer',
  'printer.address': 'Alamat printer',
  'printer.address-help':
    'Lewat jaringan: tcp:192.168.1.50. Lewat kabel: device:/dev/usb/lp0. Kosong: tanpa printer.',
  'printer.paper': 'Kertas',
  'printer.paper-32': 'lebar 58 mm',
  'printer.paper-42': 'lebar 80 mm, 42 huruf per baris',
  'printer.paper-48': 'lebar 80 mm, 48 huruf per baris',
  'printer.drawer': 'Laci uang tersambung padanya; terbuka saat ada uang tunai.',
  'printer.slips': 'Struk setelah setiap pembayaran',
  'printer.slips-off': 'Tidak; hanya dari daftar transaksi',
  'printer.slips-ask': 'Bila kasir menyentuh Cetak',
  'printer.slips-always': 'Selalu, dengan sendirinya',
  'printer.saved': 'Tersimpan.',
  'printer.test': 'Cetak struk percobaan',

  'article.file': 'Dari berkas CSV',
  'article.take-in': 'Masukkan {{count}} barang',
  'article.taken-in': 'Barang sudah dimasukkan.',
  'article.file-faults':
    'Kesalahan: {{count}}. Tidak ada yang dimasukkan. Perbaiki berkasnya, lalu pilih lagi.',
  'article.file-same': 'Semua {{rows}} barang dalam berkas sudah ada, dengan harga ini.',
  'article.remarks': 'Kesalahan dalam berkas',
  'article.line': 'Baris',
  'article.what-is-wrong': 'Apa yang salah',
  'article.put-right': 'diperbaiki',
  'article.member-price-short': 'Untuk anggota',

  'more.settle': 'Setoran',
  'settle.step-save':
    'Simpan berkas untuk sekretariat: {{open}} catatan buku belum ada di sana. Orang lain tidak bisa membukanya.',
  'settle.save': 'Simpan berkas',
  'settle.saved': 'Berkas ada di unduhan peramban.',
  'settle.saved-more': 'Berkas ada di unduhan peramban. Masih ada lagi: simpan lagi setelah balasan.',
  'settle.step-carry': 'Bawa atau kirim ke sekretariat, yang menjawab dengan balasan.',
  'settle.step-apply': 'Terapkan balasannya. Kartu menunggu sementara itu.',
  'settle.apply': 'Pilih balasan',
  'settle.reply-age': 'Balasan terakhir: {{time}} ({{age}}).',
  'settle.age-today': 'kurang dari sehari lalu',
  'settle.age-days': '{{days}} hari lalu',
  'settle.blocklist-age': 'Kartu terblokir per {{time}} ({{age}}).',

  'fault.file-invalid': 'Berkas ini rusak, atau bukan jenis yang diperlukan di sini.',
  'fault.file-for-another-terminal': 'Balasan ini untuk gerai lain.',
  'fault.file-for-another-organisation': 'Berkas ini milik organisasi lain.',
  'fault.signature-invalid':
    'Berkas ini bukan dari sekretariat, atau sudah diubah. Tidak ada yang diterapkan.',
  'fault.certificate-invalid':
    'Sertifikat sekretariat dalam berkas ini tidak berlaku. Tidak ada yang diterapkan.',
  'fault.data-damaged':
    'Buku gerai ini tidak cocok dengan milik sekretariat. Hubungi yang mengurus komputer ini.',

  'more.audit': 'Jejak audit',
  'audit.who': 'Siapa',
  'audit.details': 'Rincian',
  'audit.earlier': 'Catatan sebelumnya',
  'audit.wrong': 'PIN salah',
  'audit.waiting': 'terlalu cepat setelah yang salah',
  'audit.locked': 'terkunci',
  'audit.for-refund': 'pembatalan no. {{transfer}}',
  'audit.for-pin': 'PIN anggota',
  'audit.card': 'kartu {{card}}',

  'more.assert': 'Bukti keanggotaan',
  'assert.asks': '{{audience}} meminta bukti keanggotaan',
  'assert.about':
    'Satu tempelan memberi tahu sistem lain, bertanda tangan dan berlaku semenit, bahwa pemegang kartu adalah anggota: nomor anggota dan tidak lebih.',
  'assert.audience': 'Untuk sistem mana',
  'assert.audience-help': 'Sebagaimana sistem itu menyebut dirinya, misalnya https://belajar.example',
  'assert.nonce': 'Kodenya untuk masuk kali ini',
  'assert.nonce-help': 'Sistem itu menampilkannya; ketik atau pindai.',
  'assert.go': 'Minta kartunya',
  'paid.assert': 'ANGGOTA',
  'assert.left': 'Berlaku {{seconds}} detik lagi.',
  'assert.over': 'Sudah lewat. Minta kartunya lagi.',
  'assert.token': 'Buktinya',
  'assert.copy': 'Salin',
  'assert.copied': 'Tersalin.',
  'assert.hand-over': 'Serahkan',
  'screen.assertion-over': 'Buktinya sudah lewat. Minta kartunya lagi.',

  'card.credited': 'Gaji {{amount}} dimasukkan ke kartu.',
  'card.waiting': 'Gaji yang menunggu kartu ini: {{amount}}.',
  'card.put-on': 'Masukkan ke kartu sekarang',

  'display.assert': 'Bukti keanggotaan untuk {{audience}}',
  'display.member': 'Anda anggota',
  'display.to-payout': 'Isi saldo yang ditarik kembali',
  'display.payout': 'Ditarik kembali',
  'display.to-resolve': 'Kartu Anda dibereskan',
  'display.resolved': 'Beres',
  'display.credited': 'Gaji masuk ke kartu Anda: {{amount}}',
  'display.given-back': 'Dikembalikan ke kartu Anda: {{amount}}',
};
