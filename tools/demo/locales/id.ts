import type { en } from './en.ts';

/** The story in Bahasa Indonesia. A test holds keys and gaps to those of the English one. */
export const id: Readonly<Record<keyof typeof en, string>> = {
  'demo.title': 'KartuKita: sebuah koperasi dan kartunya',
  'demo.intro':
    'Yang Anda baca ini benar-benar terjadi selagi Anda membacanya. Programnya sama dengan yang bekerja dengan pembaca sungguhan; hanya kartunya berupa berkas, yang berlaku seperti kata lembar data cipnya, bita demi bita. Semuanya masuk ke folder {{folder}}, yang setiap kali dibuat baru. Tidak ada yang keluar dari komputer ini.',

  'demo.word.secretariat': 'sekretariat',
  'demo.word.at-counter': 'Gerai {{number}}',
  'demo.word.counter': 'gerai {{number}}',
  'demo.word.took': '{{exchanges}} pertukaran, {{time}}',

  'demo.column.thing': 'Apa',
  'demo.column.value': 'Isi',
  'demo.column.number': 'Nomor anggota',
  'demo.column.member': 'Anggota',
  'demo.column.cohort': 'Angkatan',
  'demo.column.theme': 'Tema',
  'demo.column.chip': 'Cip',
  'demo.column.uid': 'UID',
  'demo.column.exchanges': 'Pertukaran',
  'demo.column.time': 'Waktu',
  'demo.column.file': 'Berkas',
  'demo.column.for': 'Dibuat untuk',
  'demo.column.pages': 'Halaman',
  'demo.column.from-to': 'Dari → ke',
  'demo.column.holds': 'Isinya',
  'demo.column.counter': 'Nomor',
  'demo.column.outlet': 'Gerai',
  'demo.column.may': 'Izin',
  'demo.column.up-to': 'Sampai',
  'demo.column.until': 'Hingga',
  'demo.column.sale': 'Penjualan',
  'demo.column.balance': 'Saldo',
  'demo.column.slot': 'Slot',
  'demo.column.sequence': 'No.',
  'demo.column.what': 'Jenis',
  'demo.column.amount': 'Jumlah',
  'demo.column.signed-by': 'Tanda tangan',
  'demo.column.state': 'Keadaan',
  'demo.column.moment': 'Kapan',
  'demo.column.transfer-is': 'Penjualannya',
  'demo.column.purse-in-books': 'Saldo di buku besar',
  'demo.column.account': 'Akun',
  'demo.column.debit': 'Debit',
  'demo.column.credit': 'Kredit',

  'demo.keys.head': 'Sebuah organisasi dan kuncinya',
  'demo.keys.about':
    '{{name}} didirikan, dan semuanya berawal dari kuncinya: satu yang mewakili organisasi itu sendiri, satu untuk menandatangani kartu, dan satu kunci induk yang menurunkan kunci akses tersendiri bagi setiap kartu.',
  'demo.keys.organisation': 'Organisasi',
  'demo.keys.identifier': 'Pengenal',
  'demo.keys.number-format': 'Nomor anggota',
  'demo.keys.sealed': 'Kunci, tersegel',
  'demo.keys.passphrase': 'Frasa sandi',
  'demo.keys.sealed-about':
    'Kunci tidak pernah tersimpan terbuka: sebuah frasa sandi menyegelnya. Demo ini mengacak satu frasa dan menaruhnya di samping kunci, supaya Anda dapat melanjutkan sendiri nanti. Sekretariat sungguhan menyimpannya di tempat lain.',

  'demo.members.head': 'Anggota dan nomornya',
  'demo.members.about':
    'Enam orang bergabung. Masing-masing mendapat nomor berikutnya: dua angka tahun kelulusan, lalu delapan angka yang tidak dimiliki orang lain. Seorang anggota boleh punya beberapa kartu, tetapi nomornya tetap satu.',

  'demo.cards.head': 'Kartu diterbitkan',
  'demo.cards.about':
    'Cip kosong menjadi kartu anggota: sekretariat menandatangani siapa pemegangnya, menuliskannya di kartu, menguncinya dengan kunci kartu itu sendiri, lalu membaca ulang semuanya. Di sini tampil kelima jenis cip yang dikenal KartuKita. Kartu-kartunya ada di {{folder}}, dalam format berkas Flipper Zero.',
  'demo.cards.time':
    'Satu pertukaran adalah satu pertanyaan kepada kartu beserta jawabannya. Waktunya adalah lama semua pertukaran itu dengan pembaca USB dan cip sungguhan, dijumlahkan dari lembar data. Bukan hasil pengukuran.',

  'demo.faces.head': 'Muka kartu dicetak',
  'demo.faces.about':
    'Enam anggota, enam tema, muka dan belakang. Satu PDF untuk pencetak kartu, satu lagi untuk lembar A4 dengan tanda potong. Silakan dibuka.',
  'demo.faces.card': 'pencetak kartu, satu muka per halaman',
  'demo.faces.a4': 'lembar A4 untuk dipotong',

  'demo.counters.head': 'Dua gerai bergabung',
  'demo.counters.about':
    'Gerai adalah komputer apa pun yang punya pembaca. Ia membuat kuncinya sendiri lalu meminta kepada sekretariat, yang menjawab dengan bundel: apa yang boleh dilakukan gerai ini, siapa yang boleh dipercayainya, dan cara membuka kartu.',
  'demo.counters.request': 'kunci publik',
  'demo.counters.bundle': 'tersegel untuk gerai ini',
  'demo.counters.no-key':
    'Tidak ada kunci privat yang berpindah: milik gerai tidak pernah keluar dari foldernya. Bundel pun tidak berguna bagi orang lain. Gerai 2 mencoba membuka bundel gerai 1:',
  'demo.counters.tried': 'dicoba dengan {{file}}',
  'demo.counters.may':
    'Kini keduanya siap. Gerai yang dicuri tidak dapat berbuat lebih dari yang diizinkan sertifikatnya:',

  'demo.taps.head': 'Isi saldo, lalu segelas kopi',
  'demo.taps.about':
    '{{name}} menempelkan kartunya, membayar tunai {{topup}}, lalu membeli kopi seharga {{sale}}. Inilah yang dilihat kasir:',
  'demo.taps.steps':
    'Pada setiap tempelan gerai membaca dan memeriksa kartu, mencatat di buku besar apa yang akan dilakukannya, menulis ke kartu, membacanya ulang, lalu membukukannya. Dengan urutan ini tidak ada yang hilang, di mana pun terhentinya.',
  'demo.taps.on-card':
    'Kartu punya dua slot yang ditulis bergantian. Masing-masing memuat keadaan utuh beserta tanda tangannya; yang nomornya lebih tinggi yang berlaku:',
  'demo.taps.others':
    'Yang lain juga mengisi saldo dan berbelanja. Setiap jenis cip punya kecepatannya sendiri:',
  'demo.taps.without-purse':
    '* NTAG213 terlalu kecil untuk dua slot bertanda tangan. Kartu ini membuktikan siapa pemegangnya, sedangkan saldonya ada di buku besar gerai.',

  'demo.away.head': 'Gerai lain, tanpa jaringan',
  'demo.away.about':
    '{{name}} pergi ke {{outlet}}. Gerai 2 belum pernah melihat kartunya dan tidak tersambung dengan gerai 1. Kartu itu sendiri yang harus meyakinkannya.',
  'demo.away.trust':
    'Dan berhasil: saldo di dalamnya ditandatangani gerai 1, yang sertifikatnya ada di bundel, dan tanda tangan itu hanya sah untuk cip ini. Perjumpaan pertama perlu beberapa pertukaran lebih banyak.',
  'demo.away.back':
    'Kembali di gerai 1, {{name}} menanyakan saldonya. Kartunya kini lebih maju daripada buku besar di situ; tanda tangannya sah, jadi buku besar mengikuti:',

  'demo.torn.head': 'Kartu terangkat selagi ditulis',
  'demo.torn.about':
    '{{name}} membeli teh seharga {{usual}}, dan itu lancar: sisanya {{balance}}. Lalu ia membayar {{amount}}, tetapi kartunya terangkat terlalu cepat, di tengah pertukaran ke-{{exchange}}, tepat ketika keadaan baru sedang ditulis.',
  'demo.torn.on-card':
    'Tidak ada uang yang hilang, dan belum ada yang terjual. Slot yang rusak tidak bertanda tangan sah, jadi keadaan sebelumnya yang berlaku:',
  'demo.torn.again':
    '{{name}} menempelkan kartunya lagi. Gerai menulis bagian yang masih kurang dari catatan yang sama persis, sehingga terbayar satu kali saja:',
  'demo.torn.ledger': 'Bagi buku besar kedua tempelan itu satu transaksi yang sama, nomor {{transfer}}:',
  'demo.torn.before': 'sebelum ditempelkan',
  'demo.torn.first': 'sesudah tempelan pertama',
  'demo.torn.second': 'sesudah tempelan kedua',
  'demo.slot.empty': 'kosong',
  'demo.slot.torn': 'rusak',
  'demo.slot.counts': 'berlaku',
  'demo.slot.before': 'yang sebelumnya',

  'demo.copy.head': 'Salinan lama sebuah kartu muncul',
  'demo.copy.about':
    'Seseorang menyalin kartu {{name}} ketika saldonya {{copied}}; pada cip seperti ini hal itu bisa dilakukan. Kemudian {{name}} membelanjakan {{sale}}, sehingga tersisa {{left}}. Kini salinannya ditempelkan: nomor cip sama, tanda tangan asli, saldo penuh {{copied}}.',
  'demo.copy.why':
    'Tanda tangan tidak dapat menunjukkan bahwa suatu keadaan sudah lama. Buku besar dapat: catatannya tentang kartu ini lebih maju. Tidak ada uang yang keluar, dan menurut buku besar saldonya tetap {{left}}. Bagi pembaca kedua kartu itu sama saja, jadi yang asli pun harus menunggu sampai sekretariat membereskannya:',
  'demo.copy.bounded':
    'Terus terang: gerai yang belum tahu pembelian terakhir itu akan tertipu. Karena itu sebuah kartu hanya boleh berbelanja {{limit}} sehari di satu gerai, dan karena itu buku besar menyimpan setiap catatan: dua catatan bernomor sama membuktikan adanya salinan.',

  'demo.books.head': 'Buku besar dibuktikan',
  'demo.books.about':
    'Setiap gerai membukukan berpasangan: setiap rupiah keluar dari satu akun dan masuk ke akun lain. Pembuktian menelusuri semuanya, dari jurnal pertama sampai terakhir:',
  'demo.books.drawer': 'Laci kas',
  'demo.books.sales': 'Penjualan',
  'demo.books.elsewhere': 'Terjadi di gerai lain',
  'demo.books.purse': 'Saldo kartu {{name}}',
  'demo.books.total': 'Jumlah',
  'demo.books.how':
    'Kedua sisi sama, tidak ada jurnal yang hilang, masing-masing terangkai pada yang sebelumnya, setiap catatan kartu bertanda tangan sah, dan setiap saldo sesuai dengan kartunya. Laci kas, penjualan, dan saldo juga dicocokkan dengan pembayaran yang terlihat dalam cerita ini: semuanya cocok.',

  'demo.next.head': 'Giliran Anda',
  'demo.next.about': 'Semuanya masih ada. Salin baris-baris ini ke shell di folder proyek:',
  'demo.next.balance': 'berapa sisa saldo {{name}}?',
  'demo.next.sale': 'jual sesuatu kepadanya, lalu lihat riwayatnya',
  'demo.next.torn': 'angkat kartu {{name}} di tengah jalan: belum selesai (status 4)',
  'demo.next.again': 'lihat yang belum selesai, lalu tempelkan lagi',
  'demo.next.verify': 'buktikan sendiri buku besarnya',
  'demo.next.screen': 'berjualan di layar kasir, dengan kartu-kartu ini di bakinya (Ctrl+C mengakhiri)',
  'demo.next.office': 'tengok sekretariat',
  'demo.next.card': 'apa saja yang bisa dilakukan',
  'demo.next.end':
    'Dengan pembaca sungguhan, tulis --reader pcsc. Folder {{folder}} boleh Anda pakai bermain, sampai npm start berikutnya membuatnya baru.',

  'demo.screen.head': 'Layar kasir',
  'demo.screen.about':
    'Buka alamat di bawah ini di peramban. Ketik jumlah, tekan Enter, lalu tempelkan salah satu kartu di baki sebelah: itulah penjualan. Angkat kartu terlalu cepat lalu tempelkan lagi; hilangkan satu dan lihat apa yang tetap tercatat. Ctrl+C mengakhiri.',
};
