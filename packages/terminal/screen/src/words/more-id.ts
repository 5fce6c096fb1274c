import type { moreEn } from './more-en.ts';

/** The same in Bahasa Indonesia. */
export const moreId: Readonly<Record<keyof typeof moreEn, string>> = {
  'slip.printing': 'Struk sedang dicetak.',
  'slip.printed': 'Struk sudah dicetak.',
  'slip.failed':
    'Struk tidak keluar: printer tidak menjawab. Pembayaran sudah ada di buku; cetak struknya nanti.',
  'slip.none': 'Struk tidak keluar: belum ada printer di sini. Pembayaran sudah ada di buku.',

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
};
