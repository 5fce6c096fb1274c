/** What the secretariat is told of the life of cards, of replacements, partners' numbers and batch runs. */
export const en = {
  'step.open page': 'open page',
  'step.identity': 'identity',
  'step.history': 'history',
  'step.tail0': 'first slot of the purse, its end',
  'step.tail1': 'second slot of the purse, its end',
  'step.head0': 'first slot of the purse, its head',
  'step.head1': 'second slot of the purse, its head',
  'step.directory': 'directory',
  'step.end of directory': 'end of the directory',
  'step.password': 'password',
  'step.protection': 'protection',
  'step.lock of the open page': 'lock of the open page',
  'step.lifting of the protection': 'lifting of the protection',
  'step.sector': 'sector {{sector}}',
  'step.trailer of sector': 'keys at the end of sector {{sector}}',
  'step.keys of sector': 'keys of sector {{sector}}',
  'detail.recipient-text': 'The name of who received the card needs 1 to {{max}} letters that can be seen.',
  'detail.partner-text': 'The name of the partner needs 1 to {{max}} letters that can be seen.',
  'detail.partner-number': 'A number of a partner has 8 to 19 digits, in groups or not. Nothing was recorded',
  'detail.partner-number-used':
    'This number of {{partner}} is recorded for card {{cardSerial}}. Nothing was changed',
  'detail.partner-number-there':
    'Card {{cardSerial}} has another number of {{partner}}. To replace it, say why with --reason. Nothing was changed',
  'detail.card-member-left': 'Member {{memberNumber}} has left: no card is made',
  'detail.card-member-registered':
    'Member {{memberNumber}} is registered and not approved: no card is made (policy set --cards-for, member state approved)',
  'detail.card-member-suspended': 'Member {{memberNumber}} is suspended: no card is made',
  'detail.card-member-merged':
    'The record of member {{memberNumber}} was merged into another: make the card for the one that was kept',
  'detail.card-ordered':
    'The member has a card of the theme {{theme}} that is ordered, made or in use: serial {{cardSerial}}',
  'detail.card-ordered-number':
    'Card {{cardSerial}} was ordered under another member number. Give up that order with: card retire {{cardSerial}} --reason TEXT (in a batch: batch reprint), and order again',
  'detail.card-ordered-expiry':
    'Card {{cardSerial}} was ordered with another expiry date. Leave out --expires, or give up that order with: card retire {{cardSerial}} --reason TEXT',
  'detail.card-ordered-past':
    'Card {{cardSerial}} was ordered with a last day that is over. Give up that order with: card retire {{cardSerial}} --reason TEXT (in a batch: batch reprint), and order again',
  'detail.card-ended':
    'This chip was card {{cardSerial}} ($t(life.{{state}})) and is never used again. Take a blank card',
  'detail.card-move':
    'Card {{cardSerial}} is $t(life.{{state}}) and cannot become: $t(life.{{move}}). See: card life {{cardSerial}}',
  'detail.card-is-blocked':
    'Card {{cardSerial}} is blocked. First: card unblock {{cardSerial}} --reason TEXT',
  'detail.card-found-reason': 'Card {{cardSerial}} was lost. Say how it came back with --reason.',
  'detail.card-replaced-already': 'Card {{cardSerial}} was replaced by card {{by}}, which is made',

  'life.ordered': 'ordered',
  'life.printed': 'printed',
  'life.encoded': 'encoded',
  'life.handed-over': 'handed over',
  'life.active': 'active',
  'life.lost': 'lost',
  'life.damaged': 'damaged',
  'life.expired': 'expired',
  'life.retired': 'retired',
  'life.discarded': 'given up',
  'life.blocked': 'blocked',
  'life.unblocked': 'unblocked',
  'life.replaced': 'replaced',
  'life.refused': 'It is not to be used: {{state}}. Counters with a fresh bundle refuse it.',
  'life.more': 'There are more. Go on with: --after {{cardSerial}}',
  'life.head': 'Card {{cardSerial}} of {{memberNumber}}, theme {{theme}}: {{state}}, good until {{expiry}}',
  'life.replaces': 'In the place of card {{cardSerial}}',
  'life.replaced-by': 'Replaced by card {{cardSerial}}',
  'life.partner': '{{partner}}: {{number}}',
  'life.none-expiring': 'No card in use expires by then.',
  'life.expired-now': 'Marked as expired: {{count}}.',
  'life.said-ordered':
    'Card {{cardSerial}} is ordered for {{memberNumber}}, theme {{theme}}, good until {{expiry}}. Make it with: card issue {{memberNumber}} --theme {{theme}} --reader pcsc',
  'life.said-handed-over':
    'Card {{cardSerial}} of {{memberNumber}} is on its way. When it has arrived: card activate {{cardSerial}}',
  'life.said-handed-over-active': 'Card {{cardSerial}} of {{memberNumber}} is handed over and active.',
  'life.said-active': 'Card {{cardSerial}} of {{memberNumber}} is active.',
  'life.said-lost':
    'Card {{cardSerial}} of {{memberNumber}} is lost: every bundle from now on refuses it. Give the counters fresh bundles: terminal bundle. A new card: card replace {{cardSerial}}',
  'life.said-damaged':
    'Card {{cardSerial}} of {{memberNumber}} is damaged: every bundle from now on refuses it. A new card: card replace {{cardSerial}} --damaged',
  'life.said-retired': 'Card {{cardSerial}} of {{memberNumber}} is retired for good.',
  'life.said-blocked':
    'Card {{cardSerial}} of {{memberNumber}} is blocked: every bundle from now on refuses it. Give the counters fresh bundles: terminal bundle',
  'life.said-unblocked':
    'Card {{cardSerial}} of {{memberNumber}} is no longer blocked. Counters learn of it with their next bundle.',

  'replace.blocked':
    'Card {{cardSerial}} is blocked in every bundle from now on. Card {{new}} is ordered in its place: lay a blank card on the reader.',
  'replace.done':
    'Card {{new}} takes the place of card {{old}}: {{memberNumber}}, theme {{theme}}, good until {{expiry}}. It holds no value yet: what card {{old}} held follows when the counters have reported. Hand it over with: card hand-over {{new}} --to NAME',
  'partner.ask': "The number on the partner's side of the card:",
  'partner.recorded': 'Card {{cardSerial}} carries {{partner}} {{number}}.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'step.open page': 'halaman terbuka',
  'step.identity': 'identitas',
  'step.history': 'riwayat',
  'step.tail0': 'slot pertama dompet, ekornya',
  'step.tail1': 'slot kedua dompet, ekornya',
  'step.head0': 'slot pertama dompet, kepalanya',
  'step.head1': 'slot kedua dompet, kepalanya',
  'step.directory': 'direktori',
  'step.end of directory': 'akhir direktori',
  'step.password': 'kata sandi',
  'step.protection': 'perlindungan',
  'step.lock of the open page': 'penguncian halaman terbuka',
  'step.lifting of the protection': 'pembukaan perlindungan',
  'step.sector': 'sektor {{sector}}',
  'step.trailer of sector': 'kunci di akhir sektor {{sector}}',
  'step.keys of sector': 'kunci sektor {{sector}}',
  'detail.recipient-text': 'Nama penerima kartu perlu 1 sampai {{max}} huruf yang terlihat.',
  'detail.partner-text': 'Nama mitra perlu 1 sampai {{max}} huruf yang terlihat.',
  'detail.partner-number':
    'Nomor mitra terdiri dari 8 sampai 19 angka, boleh berkelompok. Tidak ada yang dicatat',
  'detail.partner-number-used':
    'Nomor {{partner}} ini tercatat untuk kartu {{cardSerial}}. Tidak ada yang diubah',
  'detail.partner-number-there':
    'Kartu {{cardSerial}} punya nomor {{partner}} yang lain. Untuk menggantinya, sebutkan alasannya dengan --reason. Tidak ada yang diubah',
  'detail.card-member-left': 'Anggota {{memberNumber}} sudah keluar: kartu tidak dibuat',
  'detail.card-member-registered':
    'Anggota {{memberNumber}} terdaftar dan belum disetujui: kartu tidak dibuat (policy set --cards-for, member state approved)',
  'detail.card-member-suspended': 'Anggota {{memberNumber}} sedang dibekukan: kartu tidak dibuat',
  'detail.card-member-merged':
    'Data anggota {{memberNumber}} sudah digabung ke data lain: buat kartu untuk data yang dipertahankan',
  'detail.card-ordered':
    'Anggota ini punya kartu bertema {{theme}} yang dipesan, dibuat, atau dipakai: seri {{cardSerial}}',
  'detail.card-ordered-number':
    'Kartu {{cardSerial}} dipesan dengan nomor anggota yang lain. Batalkan pesanan itu dengan: card retire {{cardSerial}} --reason TEKS (dalam gelombang: batch reprint), lalu pesan lagi',
  'detail.card-ordered-expiry':
    'Kartu {{cardSerial}} dipesan dengan masa berlaku lain. Jangan pakai --expires, atau batalkan pesanan itu dengan: card retire {{cardSerial}} --reason TEKS',
  'detail.card-ordered-past':
    'Kartu {{cardSerial}} dipesan dengan hari terakhir yang sudah lewat. Batalkan pesanan itu dengan: card retire {{cardSerial}} --reason TEKS (dalam gelombang: batch reprint), lalu pesan lagi',
  'detail.card-ended':
    'Cip ini dulu kartu {{cardSerial}} ($t(life.{{state}})) dan tidak pernah dipakai lagi. Ambil kartu kosong',
  'detail.card-move':
    'Kartu {{cardSerial}} berkeadaan $t(life.{{state}}) dan tidak dapat menjadi: $t(life.{{move}}). Lihat: card life {{cardSerial}}',
  'detail.card-is-blocked':
    'Kartu {{cardSerial}} diblokir. Lebih dulu: card unblock {{cardSerial}} --reason TEKS',
  'detail.card-found-reason':
    'Kartu {{cardSerial}} pernah hilang. Sebutkan bagaimana kembalinya dengan --reason.',
  'detail.card-replaced-already': 'Kartu {{cardSerial}} sudah diganti kartu {{by}}, yang sudah jadi',

  'life.ordered': 'dipesan',
  'life.printed': 'dicetak',
  'life.encoded': 'diisi',
  'life.handed-over': 'diserahkan',
  'life.active': 'aktif',
  'life.lost': 'hilang',
  'life.damaged': 'rusak',
  'life.expired': 'habis masa',
  'life.retired': 'ditarik',
  'life.discarded': 'dibuang',
  'life.blocked': 'diblokir',
  'life.unblocked': 'blokir dibuka',
  'life.replaced': 'diganti',
  'life.refused': 'Kartu ini tidak boleh dipakai: {{state}}. Gerai yang punya bundel baru menolaknya.',
  'life.more': 'Masih ada lagi. Lanjutkan dengan: --after {{cardSerial}}',
  'life.head':
    'Kartu {{cardSerial}} milik {{memberNumber}}, tema {{theme}}: {{state}}, berlaku sampai {{expiry}}',
  'life.replaces': 'Menggantikan kartu {{cardSerial}}',
  'life.replaced-by': 'Diganti kartu {{cardSerial}}',
  'life.partner': '{{partner}}: {{number}}',
  'life.none-expiring': 'Sampai saat itu tidak ada kartu yang habis masa berlakunya.',
  'life.expired-now': 'Ditandai habis masa: {{count}}.',
  'life.said-ordered':
    'Kartu {{cardSerial}} dipesan untuk {{memberNumber}}, tema {{theme}}, berlaku sampai {{expiry}}. Buat dengan: card issue {{memberNumber}} --theme {{theme}} --reader pcsc',
  'life.said-handed-over':
    'Kartu {{cardSerial}} milik {{memberNumber}} dalam perjalanan. Bila sudah tiba: card activate {{cardSerial}}',
  'life.said-handed-over-active': 'Kartu {{cardSerial}} milik {{memberNumber}} sudah diserahkan dan aktif.',
  'life.said-active': 'Kartu {{cardSerial}} milik {{memberNumber}} aktif.',
  'life.said-lost':
    'Kartu {{cardSerial}} milik {{memberNumber}} hilang: setiap bundel mulai sekarang menolaknya. Beri gerai bundel baru: terminal bundle. Kartu baru: card replace {{cardSerial}}',
  'life.said-damaged':
    'Kartu {{cardSerial}} milik {{memberNumber}} rusak: setiap bundel mulai sekarang menolaknya. Kartu baru: card replace {{cardSerial}} --damaged',
  'life.said-retired': 'Kartu {{cardSerial}} milik {{memberNumber}} ditarik untuk seterusnya.',
  'life.said-blocked':
    'Kartu {{cardSerial}} milik {{memberNumber}} diblokir: setiap bundel mulai sekarang menolaknya. Beri gerai bundel baru: terminal bundle',
  'life.said-unblocked':
    'Kartu {{cardSerial}} milik {{memberNumber}} tidak diblokir lagi. Gerai mengetahuinya dengan bundel berikutnya.',

  'replace.blocked':
    'Kartu {{cardSerial}} diblokir dalam setiap bundel mulai sekarang. Kartu {{new}} dipesan sebagai gantinya: letakkan kartu kosong di pembaca.',
  'replace.done':
    'Kartu {{new}} menggantikan kartu {{old}}: {{memberNumber}}, tema {{theme}}, berlaku sampai {{expiry}}. Saldonya masih nol: isi kartu {{old}} menyusul setelah semua gerai melapor. Serahkan dengan: card hand-over {{new}} --to NAMA',
  'partner.ask': 'Nomor pada sisi mitra kartu ini:',
  'partner.recorded': 'Kartu {{cardSerial}} memuat {{partner}} {{number}}.',
};
