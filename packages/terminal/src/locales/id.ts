import type { en } from './en.ts';

const blocked = 'Silakan bertanya ke sekretariat.';

/** What the counter says, in Bahasa Indonesia. */
export const id: Readonly<Record<keyof typeof en, string>> = {
  'cashier.terminal-expired':
    'Izin gerai ini sudah habis. Minta bundel baru dari sekretariat lalu jalankan setup.',
  'member.terminal-expired': 'Gerai ini sedang tidak dapat menerima kartu.',
  'cashier.counter-restored':
    'Buku ini berasal dari cadangan dan tidak menerima kartu. Siapkan gerai ini dari awal: kartu-terminal request.',
  'member.counter-restored': 'Gerai ini sedang tidak dapat menerima kartu.',
  'cashier.clock-behind': 'Jam komputer ini dimundurkan. Betulkan tanggal dan jam, lalu coba lagi.',
  'member.clock-behind': 'Gerai ini sedang tidak dapat menerima kartu.',
  'cashier.card-not-read':
    'Kartu tidak terbuka. Angkat, letakkan rata di atas pembaca, lalu coba lagi; bila terus begitu, arahkan anggota ke sekretariat.',
  'member.card-not-read': 'Kartu tidak terbaca. Silakan tempelkan lagi.',
  'cashier.card-blank': 'Kartu ini belum diterbitkan. Sekretariat yang menerbitkannya.',
  'member.card-blank': 'Kartu ini belum dipakai.',
  'cashier.card-foreign': 'Ini bukan kartu kita. Mintalah kartu anggota.',
  'member.card-foreign': 'Ini bukan kartu organisasi ini.',
  'cashier.card-other-organisation': 'Kartu ini milik organisasi lain. Mintalah kartu anggota.',
  'member.card-other-organisation': 'Ini bukan kartu organisasi ini.',
  'cashier.card-issuer-unknown':
    'Kartu ini diterbitkan dengan kunci yang belum dikenal gerai ini. Ambil bundel baru dari sekretariat.',
  'member.card-issuer-unknown': 'Gerai ini belum mengenal kartu ini.',
  'cashier.card-not-genuine':
    'Tanda tangan kartu tidak sah. Jangan terima pembayaran; arahkan anggota ke sekretariat.',
  'member.card-not-genuine': blocked,
  'cashier.card-damaged':
    'Data kartu rusak. Arahkan anggota ke sekretariat untuk kartu baru; saldo tercatat di buku besar.',
  'member.card-damaged': 'Kartu ini tidak terbaca. Sekretariat akan menggantinya; saldo Anda tidak hilang.',
  'cashier.record-damaged':
    'Saldo di kartu tidak terbaca. Arahkan anggota ke sekretariat; saldo tercatat di buku besar.',
  'member.record-damaged': 'Kartu ini tidak terbaca. Sekretariat membantu; saldo Anda tidak hilang.',
  'cashier.record-not-genuine':
    'Saldo di kartu tidak bertanda tangan sah. Jangan terima pembayaran; arahkan anggota ke sekretariat.',
  'member.record-not-genuine': blocked,
  'cashier.record-terminal-unknown':
    'Kartu ini dipakai di gerai yang belum dikenal gerai ini. Ambil bundel baru dari sekretariat.',
  'member.record-terminal-unknown': 'Gerai ini belum mengenal transaksi terakhir kartu ini.',
  'cashier.record-terminal-expired':
    'Transaksi terakhir kartu dibuat gerai yang izinnya sudah habis, sejauh diketahui gerai ini. Ambil bundel baru dari sekretariat; bila tetap begitu, arahkan anggota ke sana.',
  'member.record-terminal-expired': blocked,
  'cashier.record-terminal-incapable':
    'Transaksi terakhir kartu melampaui wewenang gerainya, sejauh diketahui gerai ini. Ambil bundel baru dari sekretariat; bila tetap begitu, arahkan anggota ke sana.',
  'member.record-terminal-incapable': blocked,
  'cashier.card-behind':
    'Saldo di kartu lebih lama daripada buku besar. Kartu dibekukan; arahkan anggota ke sekretariat.',
  'member.card-behind': blocked,
  'cashier.card-forked':
    'Kartu tidak cocok dengan buku besar: mungkin ada salinannya. Kartu dibekukan; arahkan anggota ke sekretariat.',
  'member.card-forked': blocked,
  'cashier.chip-changed': 'Ini bukan chip yang diterbitkan. Kartu dibekukan; arahkan anggota ke sekretariat.',
  'member.chip-changed': blocked,
  'cashier.card-frozen': 'Kartu ini dibekukan di gerai ini. Arahkan anggota ke sekretariat.',
  'member.card-frozen': blocked,
  'cashier.card-blocked':
    'Kartu ini ada di daftar blokir. Jangan terima pembayaran; arahkan anggota ke sekretariat.',
  'member.card-blocked': blocked,
  'cashier.card-expired': 'Masa berlaku kartu habis. Sekretariat memperpanjang dan memindahkan saldonya.',
  'member.card-expired': 'Masa berlaku kartu habis. Sekretariat memperpanjangnya; saldo Anda tidak hilang.',
  'cashier.member-suspended':
    'Anggota ini ditangguhkan sekretariat, atau sudah keluar. Jangan terima pembayaran; arahkan anggota ke sana.',
  'member.member-suspended': blocked,
  'cashier.unfinished-transfer':
    'Ada transaksi kartu ini yang belum selesai. Selesaikan dulu: kartu-terminal resolve --reader PEMBACA.',
  'member.unfinished-transfer': 'Pembayaran sebelumnya dengan kartu ini harus diselesaikan dulu.',
  'cashier.earlier-transfer-finished':
    'Transaksi sebelumnya ternyata berhasil dan kini tercatat. Beri tahu anggota, lalu tempelkan lagi untuk yang ini.',
  'member.earlier-transfer-finished': 'Pembayaran Anda sebelumnya berhasil. Tidak ada tagihan lain.',
  'cashier.terminal-incapable': 'Gerai ini tidak boleh melakukannya. Tanyakan ke sekretariat.',
  'member.terminal-incapable': 'Gerai ini tidak dapat melakukannya.',
  'cashier.blocklist-expired':
    'Daftar blokir gerai ini terlalu lama untuk berjualan. Ambil bundel baru dari sekretariat.',
  'member.blocklist-expired': 'Gerai ini sedang tidak dapat menerima kartu.',
  'cashier.settlement-expired':
    'Gerai ini terlalu lama tidak menyetor untuk berjualan. Ekspor untuk sekretariat, lalu terapkan balasannya.',
  'member.settlement-expired': 'Gerai ini sedang tidak dapat menerima kartu.',
  'cashier.amount-above-terminal-limit':
    'Jumlahnya di atas batas gerai ini untuk satu transaksi. Kurangi, atau pakai cara bayar lain.',
  'member.amount-above-terminal-limit': 'Jumlahnya terlalu besar untuk gerai ini.',
  'cashier.amount-above-limit':
    'Jumlahnya di atas batas satu transaksi. Kurangi, atau pakai cara bayar lain.',
  'member.amount-above-limit': 'Jumlahnya di atas batas satu transaksi.',
  'cashier.balance-too-low': 'Saldo tidak cukup: {{balance}}. Isi saldo, atau pakai cara bayar lain.',
  'member.balance-too-low': 'Saldo tidak cukup.',
  'cashier.balance-above-maximum': 'Kartu hanya boleh berisi paling banyak {{maximum}}. Kurangi jumlahnya.',
  'member.balance-above-maximum': 'Kartu hanya boleh berisi paling banyak {{maximum}}.',
  'cashier.daily-limit':
    'Kartu ini sudah mencapai batas belanja hari ini di sini. Besok lagi, atau pakai cara bayar lain.',
  'member.daily-limit': 'Batas kartu ini untuk hari ini sudah tercapai.',
  'cashier.card-worn-out': 'Nomor transaksi kartu ini sudah habis. Sekretariat menggantinya.',
  'member.card-worn-out': 'Sekretariat mengganti kartu ini; saldo Anda tidak hilang.',
  'cashier.other-card': 'Ini bukan kartu yang dipakai saat mulai. Minta kartu tadi, atau mulai lagi.',
  'member.other-card': 'Mohon berikan kartu yang dipakai saat mulai.',
  'cashier.bank-transfer-used': 'Transfer bank itu sudah dipakai untuk isi saldo. Periksa rekening lagi.',
  'member.bank-transfer-used': 'Transfer ini sudah dipakai.',
  'cashier.dues-paid': 'Iuran anggota ini untuk periode itu sudah lunas. Tidak ada yang ditagih.',
  'member.dues-paid': 'Iuran Anda untuk periode ini sudah lunas.',
  'cashier.event-closed': 'Acara itu tidak dibuka. Lihat event list.',
  'member.event-closed': 'Acara ini tidak dibuka.',
  'cashier.event-registered': 'Anggota ini sudah terdaftar di acara itu. Tidak ada yang ditagih.',
  'member.event-registered': 'Anda sudah terdaftar di acara ini.',
  'cashier.event-attended': 'Anggota ini sudah tercatat hadir.',
  'member.event-attended': 'Anda sudah tercatat hadir. Selamat datang.',
  'cashier.event-not-registered': 'Anggota ini belum terdaftar di sini. Daftarkan dulu: event register.',
  'member.event-not-registered': 'Anda belum terdaftar di acara ini.',
  'cashier.pin-unset':
    'Di atas jumlah ini anggota perlu PIN, dan belum punya di sini. Pengawas membuatkannya bersama anggota, atau kurangi jumlahnya.',
  'member.pin-unset': 'Untuk jumlah ini perlu PIN. Mintalah pengawas membuatkannya.',
  'cashier.pin-needed': 'Minta anggota mengetik PIN, lalu tempelkan lagi.',
  'member.pin-needed': 'Silakan ketik PIN Anda.',
  'cashier.pin-waiting': 'Terlalu banyak PIN salah. Tunggu sebelum mencoba lagi, atau kurangi jumlahnya.',
  'member.pin-waiting': 'Mohon tunggu sebentar sebelum mengetik PIN lagi.',
  'cashier.pin-locked': 'PIN terkunci. Pengawas membuat yang baru bersama anggota.',
  'member.pin-locked': 'PIN Anda terkunci. Pengawas membuatkan yang baru bersama Anda.',
  'cashier.pin-wrong': 'PIN salah. Minta anggota mengetik lagi, lalu tempelkan lagi.',
  'member.pin-wrong': 'PIN salah. Silakan ketik lagi.',

  'kind.opening': 'diterbitkan',
  'kind.sale': 'penjualan',
  'kind.topup': 'isi saldo',
  'kind.refund': 'pengembalian',
  'kind.credit': 'konversi gaji',
  'kind.payout': 'ditarik kembali',
  'kind.correction': 'koreksi',
  'state.pending': 'menunggu',
  'state.posted': 'tercatat',
  'state.voided': 'batal',
  'state.unresolved': 'belum selesai',

  'tap.paid': 'LUNAS {{amount}} — anggota {{member}}, saldo baru {{balance}}',
  'tap.topped-up': 'SALDO TERISI {{amount}} — anggota {{member}}, saldo baru {{balance}}',
  'tap.taken-back': 'DITARIK KEMBALI {{amount}} — anggota {{member}}, saldo baru {{balance}}',
  'tap.given-back': 'DIKEMBALIKAN {{amount}} — anggota {{member}}, saldo baru {{balance}}',
  'tap.credited': 'Gaji {{amount}} dimasukkan ke kartu.',
  'tap.waiting': 'Gaji yang menunggu kartu ini: {{amount}}.',
  'tap.attending': 'SELAMAT DATANG — anggota {{member}}; {{count}} hadir.',
  'tap.resumed': 'Ini penyelesaian dari tempelan sebelumnya; tidak ditagih dua kali.',
  'tap.unresolved':
    'BELUM SELESAI: tempelkan lagi kartu yang sama. ({{kind}} {{amount}}, transaksi {{transfer}})',
  'tap.voided': 'TIDAK JADI: kartu terlalu cepat diangkat. Tidak ada yang ditulis; tempelkan lagi.',
  'tap.unresolved-short': 'BELUM SELESAI: tempelkan lagi kartu yang sama.',
  'tap.refused': 'DITOLAK: {{reason}}',
  'tap.balance': 'Anggota {{member}}: saldo {{balance}}',
  'tap.unfinished': 'Belum selesai di kartu ini: {{kind}} {{amount}} (transaksi {{transfer}}).',
  'tap.finished-earlier': '{{kind}} {{amount}} sebelumnya ternyata berhasil dan kini tercatat.',
  'tap.settled-back': 'Dikembalikan ke kartu: {{amount}}, yang terutang kepada anggota.',
  'tap.settled-taken': 'Ditarik kembali dari kartu: {{amount}}, yang terutang oleh anggota.',
  'tap.owed': 'Masih terutang kepada anggota: {{amount}}.',
  'tap.owes': 'Masih terutang oleh anggota: {{amount}}.',
  'tap.resolved': 'Tidak ada yang belum selesai di kartu ini. Anggota {{member}}, saldo {{balance}}',

  'request.done':
    'Permintaan ditulis ke {{file}}. Bawa ke sekretariat, lalu siapkan gerai ini dengan bundel jawabannya.',
  'request.new-keys': 'Kunci gerai ini sudah dibuat dan tetap di {{folder}}.',
  'setup.done':
    'Gerai ini ({{outlet}}, nomor {{terminal}}) kini terdaftar pada {{organisation}}. Cocokkan sidik jari organisasi dengan milik sekretariat: {{fingerprint}}',
  'open.interrupted':
    '{{count}} transaksi terputus terakhir kali dan kini belum selesai: tempelan kartu berikutnya menunjukkan hasilnya.',
  'resolve.none': 'Tidak ada transaksi yang belum selesai di gerai ini.',
  'resolve.how':
    'Tempelkan lagi kartunya (resolve --reader PEMBACA), atau tutup yang kartunya tidak kembali: resolve ID --not-done',
  'resolve.closed':
    'Transaksi {{transfer}} ditutup sebagai tidak jadi: {{kind}} {{amount}}. Bila kelak kartu menunjukkan lain, buku besar menyesuaikan.',
  'verify.good':
    'Buku besar benar: {{entries}} jurnal, {{cards}} kartu, {{records}} catatan kartu, {{posted}} tercatat, {{voided}} batal, {{unresolved}} belum selesai.',
  'verify.bad': 'Buku besar TIDAK benar: {{count}} temuan.',
  'history.empty': 'Kartu ini belum punya transaksi.',

  'head.transfer': 'Transaksi',
  'head.time': 'Waktu',
  'head.kind': 'Jenis',
  'head.amount': 'Jumlah',
  'head.balance': 'Saldo',
  'head.state': 'Status',
  'head.card': 'Kartu',
  'head.member': 'Anggota',
  'head.number': 'No.',
  'head.counter': 'Gerai',
  'head.account': 'Akun',
  'head.debit': 'Debit',
  'head.credit': 'Kredit',
  'head.check': 'Pemeriksaan',
  'head.where': 'Di mana',
  'head.what': 'Apa',
  'head.source': 'Sumber',
  'source.ledger': 'buku besar',
  'source.card': 'kartu',
};
