/** What the secretariat is told of member numbers. */
export const en = {
  'error.member-number-invalid_check':
    'A digit of "{{text}}" is wrong: its check digit does not fit. Read the number again. It looks like {{example}}.',
  'detail.number-scheme': 'The file is not a numbering scheme: {{reason}}',
  'detail.number-rules': 'These are not rules for numbers: {{reason}}',
  'detail.number-branch':
    "This organisation's member numbers show the branch: give its code of {{digits}} digits with --branch.",
  'detail.number-branch-known':
    "This organisation's member numbers show the branch: give it with --branch. There are: {{known}}.",
  'detail.number-unique':
    '"{{text}}" is not a number to choose. Write all {{digits}} digits with leading zeros, such as {{example}}.',
  'detail.number-cohort':
    'Each cohort has its own numbers here. Write "{{text}}" with its year, such as {{example}}.',
  'detail.number-other-cohort':
    'A number of the cohort {{pool}} is not for a member of the cohort {{own}}: each has its own numbers.',
  'detail.number-within-cohort':
    'The format {{pattern}} shows no year, so numbers cannot be unique within a cohort only. Choose one such as {{example}}.',
  'detail.number-operator':
    'Say who does this, with --operator NAME (or --approved-by): the name of a person, at most 80 letters.',
  'detail.number-no-price': 'The price list has no price for {{digits}} significant digits.',
  'detail.number-held': 'The number {{number}} belongs to a member already',
  'detail.number-reserved': 'The number {{number}} is reserved for another member',
  'detail.number-cards-out':
    'The number {{number}} was given up, but cards in use still carry it. Collect them first: number card-back SERIAL',
  'detail.number-potential':
    'The number {{number}} is only sold by open auction. See: number potential {{number}}',
  'detail.number-pending':
    'This member waits for the number {{number}} already. Give that request up first: number cancel',
  'detail.number-paid': 'The fee for the number {{number}} was recorded before',
  'detail.number-amount': 'The fee for the number {{number}} is {{feeRupiah}}; nothing else can be recorded.',
  'detail.number-receipt': 'The receipt is 1 to 60 letters and digits, such as K-0117.',
  'detail.number-receipt-used': 'The receipt {{receipt}} has paid for a number before',
  'detail.number-no-request': 'This member waits for no number. Begin with: number request',
  'detail.number-expired':
    'The reservation of the number {{number}} ended unpaid on {{expiresAt}}. Ask for it again with: number request',
  'detail.number-same-person':
    'The number {{number}} was asked for by {{requestedBy}}: somebody else has to approve it.',
  'detail.number-unpaid':
    'The fee for the number {{number}} ({{feeRupiah}}) is not paid yet. Record it with: number pay',
  'detail.number-regular': 'This member holds a regular number and waits for no other.',
  'detail.number-standing': 'A member who is suspended, has left or was merged is given no other number.',

  'column.potential': 'Why',
  'column.fee': 'Fee',
  'column.receipt': 'Receipt',
  'column.requested': 'Asked for',
  'column.approved': 'Approved',
  'column.refund-due': 'To pay back',

  'availability.free': 'free',
  'availability.held': 'held by a member',
  'availability.reserved': 'reserved',
  'availability.cards-out': 'given up, cards still out',
  'availability.potential': 'by auction only',

  'potential.none': 'not potential: at the price list',
  'potential.equal-digits': 'equal digits',

  'request-state.reserved': 'not paid yet',
  'request-state.paid': 'paid, to be approved',
  'request-state.approved': 'approved',
  'request-state.cancelled': 'given up',
  'request-state.expired': 'ended unpaid',

  'change.chosen': '{{on}}: {{oldNumber}} became {{newNumber}}, approved by {{operator}}',
  'change.back-to-regular': '{{on}}: {{oldNumber}} given back for {{newNumber}}, by {{operator}}',

  'number.quote': '{{number}} ({{state}}): {{fee}}',
  'number.quote-discount': '{{number}} ({{state}}): {{fee}} instead of {{list}} ({{discounts}})',
  'number.requested':
    '{{number}} is reserved until {{expires}}. The fee is {{fee}}. When it is paid: number pay',
  'number.requested-free':
    '{{number}} is reserved and costs nothing today. Next: number approve, by the chair',
  'number.paid':
    'The fee for {{number}} is paid. Next, by the chair: number approve; for one won by auction: auction award',
  'number.approved': '{{newNumber}} is the member number now. {{oldNumber}} goes back to the pool.',
  'number.back-to-regular': '{{newNumber}} is the member number now. {{oldNumber}} goes back to the pool.',
  'number.cancelled': 'The request for {{number}} is given up.',
  'number.cancelled-refund': 'The request for {{number}} is given up. To pay back: {{refund}}',
  'number.refund-due': 'To pay back: {{refund}}',
  'number.cards-to-replace':
    'These cards carry an old number and are to be replaced (serials): {{cards}}. Until they are back, nobody else gets that number: number card-back SERIAL',
  'number.cards-out': 'Cards that carry an old number (serials): {{cards}}',
  'number.card-back': 'Card {{cardSerial}} is back.',
  'number.card-not-out': 'Card {{cardSerial}} is not waited for. Nothing was changed.',
  'number.no-history': 'This member has asked for no number.',
  'number.equal-digits': 'And every number with {{count}} equal digits or more, leading zeros not counted.',
  'number.equal-digits-row':
    'And every number with {{count}} equal digits or more in a row, leading zeros not counted.',
  'number.rules-set': 'The rules of {{file}} are in force.',

  'detail.number-auction': 'The number {{number}} is at auction. See: auction show',
  'detail.auction': 'There is no auction {{auction}}',
  'detail.auction-times': 'The end of the auction of {{number}} must be behind its start, and still to come.',
  'detail.auction-time': '"{{text}}" is not a time. Write it like 2026-12-20T20:00.',
  'detail.auction-count': '"{{text}}" is not a whole number from {{least}} to {{most}}.',
  'detail.auction-over': 'Auction {{auction}} takes no bids any more.',
  'detail.auction-not-yet': 'Auction {{auction}} has not begun: it takes bids from {{startsAt}}.',
  'detail.auction-own-bid': "The highest bid of auction {{auction}} is this member's own.",
  'detail.auction-low': 'The bid is too low: auction {{auction}} takes {{leastRupiah}} or more now.',
  'detail.auction-running': 'Auction {{auction}} takes bids until {{endsAt}}.',
  'detail.auction-ended': 'Auction {{auction}} is settled or cancelled.',
  'detail.auction-offered':
    'The bidder whose turn it is in auction {{auction}} has time until {{expiresAt}}, or has paid.',
  'detail.auction-unpaid': 'No bidder of auction {{auction}} has paid. Record the payment with: number pay',
  'detail.auction-has-bids': 'Auction {{auction}} has bids: they bind the organisation too.',
  'detail.auction-winner-waits':
    'Member {{memberNumber}}, whose turn it is, waits for another number. Settle or give up that request first.',

  'column.auction': 'Auction',
  'column.ends': 'Ends',
  'column.highest': 'Highest bid',
  'column.bid': 'Bid',
  'column.member': 'Member',
  'column.at': 'At',
  'column.offered-to': 'Offered to',
  'column.pay-until': 'To pay until',

  'availability.auction': 'at auction',

  'auction-state.announced': 'announced',
  'auction-state.running': 'running',
  'auction-state.over': 'over, to be closed',
  'auction-state.closed': 'closed, not settled',
  'auction-state.awarded': 'awarded',
  'auction-state.unsold': 'unsold',
  'auction-state.cancelled': 'cancelled',

  'auction.none': 'No auction yet.',
  'auction.opened':
    'Auction {{auction}} of {{number}} takes bids from {{starts}} to {{ends}}, from {{price}} in steps of {{increment}}.',
  'auction.terms':
    'Auction {{auction}} of {{number}}: {{state}}. From {{starts}} to {{ends}}, from {{price}} in steps of {{increment}}; a bid in the last {{minutes}} minutes moves the end.',
  'auction.bid': '{{highest}} by {{member}} is the highest bid for {{number}}. The auction ends {{ends}}.',
  'auction.offered':
    '{{number}} is reserved for {{member}} for {{amount}}, to be paid until {{expires}} with: number pay',
  'auction.unsold': '{{number}} is not sold. It is free again.',
  'auction.cancelled': 'Auction {{auction}} of {{number}} is cancelled.',
} as const;

export const id: Readonly<Record<keyof typeof en, string>> = {
  'error.member-number-invalid_check':
    'Ada angka yang salah pada "{{text}}": angka pemeriksanya tidak cocok. Baca lagi nomornya. Bentuknya seperti {{example}}.',
  'detail.number-scheme': 'Berkas ini bukan skema penomoran: {{reason}}',
  'detail.number-rules': 'Ini bukan aturan nomor: {{reason}}',
  'detail.number-branch':
    'Nomor anggota organisasi ini memuat cabang: beri kodenya yang {{digits}} angka dengan --branch.',
  'detail.number-branch-known':
    'Nomor anggota organisasi ini memuat cabang: beri dengan --branch. Yang ada: {{known}}.',
  'detail.number-unique':
    '"{{text}}" bukan nomor yang dapat dipilih. Tulis semua {{digits}} angka dengan nol di depan, misalnya {{example}}.',
  'detail.number-cohort':
    'Di sini setiap angkatan punya nomor sendiri. Tulis "{{text}}" dengan tahunnya, misalnya {{example}}.',
  'detail.number-other-cohort':
    'Nomor angkatan {{pool}} bukan untuk anggota angkatan {{own}}: setiap angkatan punya nomor sendiri.',
  'detail.number-within-cohort':
    'Bentuk {{pattern}} tidak memuat tahun, sehingga nomor tidak dapat unik hanya dalam angkatan. Pilih misalnya {{example}}.',
  'detail.number-operator':
    'Sebutkan siapa yang melakukannya, dengan --operator NAMA (atau --approved-by): nama orang, paling banyak 80 huruf.',
  'detail.number-no-price': 'Daftar harga tidak memuat harga untuk {{digits}} angka penting.',
  'detail.number-held': 'Nomor {{number}} sudah dimiliki anggota',
  'detail.number-reserved': 'Nomor {{number}} sudah dipesan untuk anggota lain',
  'detail.number-cards-out':
    'Nomor {{number}} sudah dilepas, tetapi masih ada kartu beredar yang memuatnya. Tarik dulu: number card-back SERI',
  'detail.number-potential':
    'Nomor {{number}} hanya dijual lewat lelang terbuka. Lihat: number potential {{number}}',
  'detail.number-pending':
    'Anggota ini sudah menunggu nomor {{number}}. Batalkan dulu permintaan itu: number cancel',
  'detail.number-paid': 'Biaya nomor {{number}} sudah dicatat',
  'detail.number-amount': 'Biaya nomor {{number}} ialah {{feeRupiah}}; jumlah lain tidak dapat dicatat.',
  'detail.number-receipt': 'Kuitansi terdiri dari 1 sampai 60 huruf dan angka, misalnya K-0117.',
  'detail.number-receipt-used': 'Kuitansi {{receipt}} sudah pernah membayar sebuah nomor',
  'detail.number-no-request': 'Anggota ini tidak menunggu nomor. Mulai dengan: number request',
  'detail.number-expired':
    'Pemesanan nomor {{number}} berakhir tanpa dibayar pada {{expiresAt}}. Minta lagi dengan: number request',
  'detail.number-same-person':
    'Nomor {{number}} diminta oleh {{requestedBy}}: orang lain yang harus menyetujuinya.',
  'detail.number-unpaid': 'Biaya nomor {{number}} ({{feeRupiah}}) belum dibayar. Catat dengan: number pay',
  'detail.number-regular': 'Anggota ini memegang nomor reguler dan tidak menunggu nomor lain.',
  'detail.number-standing': 'Anggota yang ditangguhkan, keluar, atau digabung tidak diberi nomor lain.',

  'column.potential': 'Alasan',
  'column.fee': 'Biaya',
  'column.receipt': 'Kuitansi',
  'column.requested': 'Diminta',
  'column.approved': 'Disetujui',
  'column.refund-due': 'Harus dikembalikan',

  'availability.free': 'bebas',
  'availability.held': 'dimiliki anggota',
  'availability.reserved': 'dipesan',
  'availability.cards-out': 'dilepas, kartunya masih beredar',
  'availability.potential': 'hanya lewat lelang',

  'potential.none': 'bukan pilihan potensial: menurut daftar harga',
  'potential.equal-digits': 'angka kembar',

  'request-state.reserved': 'belum dibayar',
  'request-state.paid': 'dibayar, menunggu persetujuan',
  'request-state.approved': 'disetujui',
  'request-state.cancelled': 'dibatalkan',
  'request-state.expired': 'berakhir tanpa dibayar',

  'change.chosen': '{{on}}: {{oldNumber}} menjadi {{newNumber}}, disetujui {{operator}}',
  'change.back-to-regular': '{{on}}: {{oldNumber}} dikembalikan dan diganti {{newNumber}}, oleh {{operator}}',

  'number.quote': '{{number}} ({{state}}): {{fee}}',
  'number.quote-discount': '{{number}} ({{state}}): {{fee}}, harga daftar {{list}} ({{discounts}})',
  'number.requested': '{{number}} dipesan sampai {{expires}}. Biayanya {{fee}}. Setelah dibayar: number pay',
  'number.requested-free':
    '{{number}} dipesan dan hari ini tidak berbiaya. Berikutnya: number approve, oleh ketua umum',
  'number.paid':
    'Biaya {{number}} sudah dibayar. Berikutnya, oleh ketua umum: number approve; untuk yang dimenangkan lewat lelang: auction award',
  'number.approved': 'Nomor anggotanya kini {{newNumber}}. {{oldNumber}} kembali ke persediaan.',
  'number.back-to-regular': 'Nomor anggotanya kini {{newNumber}}. {{oldNumber}} kembali ke persediaan.',
  'number.cancelled': 'Permintaan nomor {{number}} dibatalkan.',
  'number.cancelled-refund': 'Permintaan nomor {{number}} dibatalkan. Harus dikembalikan: {{refund}}',
  'number.refund-due': 'Harus dikembalikan: {{refund}}',
  'number.cards-to-replace':
    'Kartu berikut memuat nomor lama dan harus diganti (seri): {{cards}}. Sebelum kartu itu kembali, nomornya tidak diberikan kepada orang lain: number card-back SERI',
  'number.cards-out': 'Kartu yang memuat nomor lama (seri): {{cards}}',
  'number.card-back': 'Kartu {{cardSerial}} sudah kembali.',
  'number.card-not-out': 'Kartu {{cardSerial}} tidak sedang ditunggu. Tidak ada yang diubah.',
  'number.no-history': 'Anggota ini belum pernah meminta nomor.',
  'number.equal-digits':
    'Juga setiap nomor dengan {{count}} angka kembar atau lebih, nol di depan tidak dihitung.',
  'number.equal-digits-row':
    'Juga setiap nomor dengan {{count}} angka kembar berturut-turut atau lebih, nol di depan tidak dihitung.',
  'number.rules-set': 'Aturan dari {{file}} kini berlaku.',

  'detail.number-auction': 'Nomor {{number}} sedang dilelang. Lihat: auction show',
  'detail.auction': 'Tidak ada lelang {{auction}}',
  'detail.auction-times': 'Akhir lelang {{number}} harus sesudah awalnya, dan belum lewat.',
  'detail.auction-time': '"{{text}}" bukan waktu. Tulis seperti 2026-12-20T20:00.',
  'detail.auction-count': '"{{text}}" bukan bilangan bulat dari {{least}} sampai {{most}}.',
  'detail.auction-over': 'Lelang {{auction}} tidak menerima penawaran lagi.',
  'detail.auction-not-yet': 'Lelang {{auction}} belum dimulai: penawaran diterima mulai {{startsAt}}.',
  'detail.auction-own-bid': 'Penawaran tertinggi lelang {{auction}} sudah milik anggota ini.',
  'detail.auction-low':
    'Penawarannya terlalu rendah: lelang {{auction}} kini menerima {{leastRupiah}} atau lebih.',
  'detail.auction-running': 'Lelang {{auction}} menerima penawaran sampai {{endsAt}}.',
  'detail.auction-ended': 'Lelang {{auction}} sudah selesai atau dibatalkan.',
  'detail.auction-offered':
    'Penawar yang mendapat giliran dalam lelang {{auction}} punya waktu sampai {{expiresAt}}, atau sudah membayar.',
  'detail.auction-unpaid': 'Belum ada penawar lelang {{auction}} yang membayar. Catat dengan: number pay',
  'detail.auction-has-bids': 'Lelang {{auction}} sudah ada penawaran: organisasi juga terikat.',
  'detail.auction-winner-waits':
    'Anggota {{memberNumber}} yang mendapat giliran menunggu nomor lain. Selesaikan atau batalkan dulu permintaan itu.',

  'column.auction': 'Lelang',
  'column.ends': 'Berakhir',
  'column.highest': 'Tertinggi',
  'column.bid': 'Penawaran',
  'column.member': 'Anggota',
  'column.at': 'Waktu',
  'column.offered-to': 'Ditawarkan kepada',
  'column.pay-until': 'Batas bayar',

  'availability.auction': 'sedang dilelang',

  'auction-state.announced': 'diumumkan',
  'auction-state.running': 'berlangsung',
  'auction-state.over': 'berakhir, belum ditutup',
  'auction-state.closed': 'ditutup, belum selesai',
  'auction-state.awarded': 'diberikan',
  'auction-state.unsold': 'tidak terjual',
  'auction-state.cancelled': 'dibatalkan',

  'auction.none': 'Belum ada lelang.',
  'auction.opened':
    'Lelang {{auction}} untuk {{number}} menerima penawaran dari {{starts}} sampai {{ends}}, mulai {{price}} dengan kelipatan {{increment}}.',
  'auction.terms':
    'Lelang {{auction}} untuk {{number}}: {{state}}. Dari {{starts}} sampai {{ends}}, mulai {{price}} dengan kelipatan {{increment}}; penawaran dalam {{minutes}} menit terakhir mengundurkan akhirnya.',
  'auction.bid':
    '{{highest}} oleh {{member}} ialah penawaran tertinggi untuk {{number}}. Lelang berakhir {{ends}}.',
  'auction.offered':
    '{{number}} dipesan untuk {{member}} seharga {{amount}}, dibayar paling lambat {{expires}} dengan: number pay',
  'auction.unsold': '{{number}} tidak terjual. Nomor itu bebas lagi.',
  'auction.cancelled': 'Lelang {{auction}} untuk {{number}} dibatalkan.',
};
