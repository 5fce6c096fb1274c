/** What --help says of reports, themes, cards, keys and readers, in Indonesian, by its English. A test holds it complete. */
export const help: Readonly<Record<string, string>> = {
  'figures for those who lead the organisation': 'angka untuk pimpinan organisasi',
  'what members put on their cards, spent and hold, against the limit of the central bank':
    'yang diisi, dibelanjakan, dan dipegang anggota, terhadap batas bank sentral',
  'first day, YYYY-MM-DD by the clock of this computer; else the first of January':
    'hari pertama, YYYY-MM-DD menurut jam komputer ini; bila tidak, 1 Januari',
  'last day, YYYY-MM-DD by the clock of this computer; else today':
    'hari terakhir, YYYY-MM-DD menurut jam komputer ini; bila tidak, hari ini',
  'day, month or year': 'day (hari), month (bulan), atau year (tahun)',
  'what each member bought, from which a yearly profit share is computed':
    'yang dibeli setiap anggota, dasar perhitungan SHU',
  'what each counter sold and took in': 'yang dijual dan diterima setiap gerai',
  'what was sold for partner merchants, paid out to them, and is owed':
    'yang dijual untuk mitra, dibayarkan, dan terutang',
  'the money that there is, against what is owed to members and merchants':
    'uang yang ada, terhadap yang terutang kepada anggota dan mitra',
  'what was found wrong, and what it cost': 'yang ditemukan salah, dan kerugiannya',
  'all reports with charts in one HTML file that opens anywhere':
    'semua laporan dengan grafik dalam satu berkas HTML yang dapat dibuka di mana saja',
  'the file to write, such as report.html': 'berkas yang ditulis, misalnya report.html',
  'how much members may hold on all cards together; the central bank sets it':
    'berapa boleh dipegang anggota di semua kartu bersama; ditetapkan bank sentral',
  'a new limit in whole rupiah': 'batas baru dalam rupiah bulat',
  'suspicions about cards and counters, and their evidence':
    'kecurigaan tentang kartu dan gerai, dengan buktinya',
  'cases that are open, the oldest first': 'kasus yang terbuka, yang terlama lebih dulu',
  'closed ones too': 'juga yang sudah ditutup',
  'only those of this card': 'hanya dari kartu ini',
  'a case with its evidence, what it costs at most, and who did what about it':
    'sebuah kasus dengan bukti, kerugian terbesarnya, dan siapa berbuat apa',
  'close a case; a second person approves where money is written off or let in':
    'menutup kasus; orang kedua menyetujui bila uang dihapusbukukan atau diterima',
  'what was found out': 'yang diketahui',
  'book the difference between what the card shows and what is booked':
    'membukukan selisih antara isi kartu dan isi buku',
  'book what a revoked counter told and was left out':
    'membukukan laporan gerai yang dicabut, yang tadinya tidak dimasukkan',
  'counters may take the card again': 'gerai boleh menerima kartu itu lagi',
  'what the faces of cards look like': 'rupa muka kartu',
  'a folder for a designer to fill: theme.json, pictures to replace, guides, and a page of advice':
    'folder untuk diisi perancang: theme.json, gambar yang diganti, garis bantu, dan selembar petunjuk',
  'the folder to make; named after the theme when not given':
    'folder yang dibuat; bila tidak disebut, bernama seperti temanya',
  'everything that is wrong with a theme, and what to do about it':
    'semua yang salah pada sebuah tema, dan cara membetulkannya',
  'a theme with the longest and shortest names, with and without photo, as PDF and pictures':
    'tema dengan nama terpanjang dan terpendek, dengan dan tanpa foto, sebagai PDF dan gambar',
  'the PDF to write; pictures of its pages get its name and a number':
    'PDF yang ditulis; gambar halamannya bernama sama dengan nomor',
  'a4: all on one sheet; card: one side a page': 'a4: semua di satu lembar; card: satu sisi per halaman',
  "an organisation's name to show": 'nama organisasi yang ditampilkan',
  'a photo to show, JPEG or PNG': 'foto yang ditampilkan, JPEG atau PNG',
  'replace the files when there are some of that name': 'mengganti berkas bila ada yang bernama sama',
  "check a theme and copy it to the organisation's own, where every command finds it":
    'memeriksa tema dan menyalinnya ke tema organisasi, tempat semua perintah menemukannya',
  'replace a theme of the same id': 'mengganti tema dengan id yang sama',
  "the themes that cards can have: the organisation's own, and those that come along":
    'tema yang dapat dipakai kartu: milik organisasi sendiri, dan bawaan',
  'those of this folder too': 'juga yang ada di folder ini',
  'cards: issue, check, and virtual ones to try things out':
    'kartu: menerbitkan, memeriksa, dan kartu maya untuk mencoba',
  'make a blank card the card of a member; the same command again finishes an interrupted one':
    'menjadikan kartu kosong kartu seorang anggota; perintah yang sama menyelesaikan yang terputus',
  'what its face looks like: see theme list': 'rupa mukanya: lihat theme list',
  'YYYY-MM-DD or never; in five years unless given':
    'YYYY-MM-DD atau never; lima tahun lagi bila tidak disebut',
  'virtual:FILE, pcsc, or pcsc:NAME': 'virtual:BERKAS, pcsc, atau pcsc:NAMA',
  'how long to wait for a card; until Ctrl-C unless given':
    'berapa lama menunggu kartu; sampai Ctrl-C bila tidak disebut',
  'note every exchange with the card in a new file, without keys and passwords':
    'mencatat setiap pertukaran dengan kartu ke berkas baru, tanpa kunci dan kata sandi',
  'compare a card with what was issued: identity, keys, and a valid purse':
    'membandingkan kartu dengan yang diterbitkan: identitas, kunci, dan dompet yang sah',
  'finish whatever was begun with the card on the reader':
    'menyelesaikan apa pun yang dimulai dengan kartu di pembaca',
  'give up a card that was begun and can not be finished; its serial goes onto the blocklist':
    'melepas kartu yang dimulai dan tidak dapat diselesaikan; nomor serinya masuk daftar blokir',
  'cards in the order of their serials, or those of one member':
    'kartu menurut nomor seri, atau milik seorang anggota',
  'only those at this point of their life': 'hanya yang dalam keadaan ini',
  'only those of this theme': 'hanya dengan tema ini',
  'only those of this member': 'hanya milik anggota ini',
  'go on behind this card': 'lanjutkan sesudah kartu ini',
  'order a card: it gets its serial, and waits to be printed and encoded':
    'memesan kartu: mendapat nomor seri, dan menunggu dicetak dan diisi',
  'give an encoded card to the member, which makes it active':
    'menyerahkan kartu yang sudah diisi kepada anggota, sehingga aktif',
  'who received it; kept in the life of the card': 'siapa yang menerimanya; disimpan dalam riwayat kartu',
  'it goes through other hands first: card activate follows when it has arrived':
    'masih lewat tangan lain dulu: card activate menyusul bila sudah tiba',
  'a card that was sent has arrived; or a lost one was found again and had no replacement':
    'kartu yang dikirim sudah tiba; atau yang hilang ditemukan lagi dan belum diganti',
  'why; kept in the life of the card': 'alasannya; disimpan dalam riwayat kartu',
  'a card was lost or stolen: every bundle from now on refuses it':
    'kartu hilang atau dicuri: setiap bundel mulai sekarang menolaknya',
  'a card is broken and in hand: every bundle from now on refuses it':
    'kartu rusak dan ada di tangan: setiap bundel mulai sekarang menolaknya',
  'a card was taken back for good, or an order is given up':
    'kartu ditarik untuk seterusnya, atau pesanannya dilepas',
  'refuse this card, and no other of the member, until it is unblocked':
    'menolak kartu ini saja, bukan kartu lain anggota itu, sampai blokirnya dibuka',
  'let a blocked card be used again': 'membuka blokir kartu',
  'mark every card that is past its last day; with --within only show those that soon will be':
    'menandai kartu yang lewat hari terakhirnya; dengan --within hanya menampilkan yang segera lewat',
  'show cards that expire in so many days, and mark none':
    'menampilkan kartu yang habis dalam sekian hari, tanpa menandai',
  'the life of one card: each move with who, when and why':
    'riwayat satu kartu: setiap langkah dengan siapa, kapan, dan mengapa',
  'a new card for one that was lost or is damaged; the old one is blocked before anything else':
    'kartu baru untuk yang hilang atau rusak; yang lama diblokir sebelum hal lain',
  'what happened; kept in the life of the old card': 'apa yang terjadi; disimpan dalam riwayat kartu lama',
  'the old card is in hand but broken; lost unless given':
    'kartu lama ada di tangan tetapi rusak; hilang bila tidak disebut',
  "record a partner's e-money number of a co-branded card; asked for, or from a file or a pipe":
    'mencatat nomor uang elektronik mitra pada kartu bermerek bersama; ditanyakan, atau dari berkas atau pipa',
  'whose e-money it is': 'uang elektronik milik siapa',
  'file whose first line is the number; - for standard input':
    'berkas yang baris pertamanya nomor itu; - untuk masukan standar',
  'why a number that stands there is replaced by another': 'mengapa nomor yang sudah ada diganti',
  'what a card that has ended holds, for which counters that waits and until when; or all of them':
    'isi kartu yang sudah berakhir, gerai mana yang ditunggu dan sampai kapan; atau semuanya',
  'wait so long at most: for this card, or for every one where none is named':
    'menunggu paling lama sekian: untuk kartu ini, atau semua bila tidak disebut',
  'let the value go to the new card before all counters have reported; with a second person':
    'melepas nilainya ke kartu baru sebelum semua gerai melapor; dengan orang kedua',
  'pay out at the office what a card holds that has ended and gets no successor':
    'membayarkan di kantor isi kartu yang berakhir dan tidak diganti',
  'where the money comes from': 'dari mana uangnya diambil',
  'give the card on the reader access keys of the newest key set; again: finish what was interrupted':
    'memberi kartu di pembaca kunci akses dari set kunci terbaru; diulang: menyelesaikan yang terputus',
  'what any card says of itself, also a foreign one; with --data our own keys are tried too':
    'yang dikatakan kartu apa pun tentang dirinya, juga kartu asing; dengan --data kunci sendiri juga dicoba',
  'a blank virtual card as it leaves the factory: classic-1k, classic-4k, ntag213, ntag215, ntag216':
    'kartu maya kosong seperti dari pabrik: classic-1k, classic-4k, ntag213, ntag215, ntag216',
  'image to write: .nfc (Flipper), .json (Proxmark3), .bin or .mfd (raw)':
    'citra yang ditulis: .nfc (Flipper), .json (Proxmark3), .bin atau .mfd (mentah)',
  'UID of the chip; random unless given': 'UID chip; acak bila tidak disebut',
  'write a card image in the format of another ending': 'menulis citra kartu dalam format akhiran lain',
  "lay a virtual card on the virtual reader of vsmartcard's vpcd, behind the real pcscd":
    'meletakkan kartu maya di pembaca maya vpcd dari vsmartcard, di belakang pcscd sungguhan',
  "TCP port of the reader's slot": 'porta TCP celah pembacanya',
  'how the reader behaves': 'perilaku pembacanya',
  'many cards in one run: ordered, printed, encoded, reported':
    'banyak kartu sekaligus: dipesan, dicetak, diisi, dilaporkan',
  'order a card of a theme for every member of a choice who may get one and has none':
    'memesan kartu satu tema bagi semua anggota terpilih yang boleh dan belum punya',
  'what the faces look like: see theme list': 'rupa muka kartunya: lihat theme list',
  'only members in this state': 'hanya anggota dalam keadaan ini',
  'only members of this cohort': 'hanya anggota angkatan ini',
  'only members of this branch': 'hanya anggota cabang ini',
  'these members: a list of member numbers, one a line': 'anggota ini: daftar nomor anggota, satu per baris',
  'at most so many; the next batch takes the others':
    'paling banyak sekian; gelombang berikutnya mengambil sisanya',
  'card: one side a page; a4: sheets with crop marks, for cutting':
    'card: satu sisi per halaman; a4: lembar dengan tanda potong',
  'the faces of a batch as one PDF, in the order of its positions':
    'muka kartu satu gelombang dalam satu PDF, menurut urutan posisinya',
  'the PDF to write': 'PDF yang ditulis',
  'with the offsets that were kept for this printer': 'dengan geseran yang disimpan untuk pencetak ini',
  'print photos that are too coarse all the same': 'tetap mencetak foto yang terlalu kasar',
  'make the cards of a batch, one at each tap; again: go on where it stopped':
    'membuat kartu satu gelombang, satu setiap ketukan; diulang: melanjutkan',
  'pcsc, pcsc:NAME, or virtual:FILE (repeated) or virtual:FOLDER':
    'pcsc, pcsc:NAMA, atau virtual:BERKAS (boleh berulang) atau virtual:FOLDER',
  'how long to wait for each card; until Ctrl-C unless given':
    'berapa lama menunggu setiap kartu; sampai Ctrl-C bila tidak disebut',
  'only these positions: 7, or 7-12': 'hanya posisi ini: 7, atau 7-12',
  'note every exchange with the cards in a new file, without keys and passwords':
    'mencatat setiap pertukaran dengan kartu-kartu ke berkas baru, tanpa kunci dan kata sandi',
  'print positions again that were spoilt; a card encoded for one is given up and blocked':
    'mencetak lagi posisi yang rusak; kartu yang sudah diisi untuknya dilepas dan diblokir',
  '7, or 7-12 for a lost sheet': '7, atau 7-12 untuk lembar yang hilang',
  'all batches, the newest first': 'semua gelombang, yang terbaru lebih dulu',
  'every position of a batch: member, card, chip, state, and where it is printed':
    'setiap posisi gelombang: anggota, kartu, chip, keadaan, dan tempat cetaknya',
  'what came of a batch: counts, every position, and cards that were set aside':
    'hasil gelombang: jumlah, setiap posisi, dan kartu yang disisihkan',
  'write it as CSV; it holds names: keep it with care':
    'menulisnya sebagai CSV; berisi nama: simpan baik-baik',
  'end a batch; what is still open is given up, which needs a reason':
    'mengakhiri gelombang; yang masih terbuka dilepas, dan itu perlu alasan',
  'why open positions are given up': 'mengapa posisi terbuka dilepas',
  "the faces of members' cards as a PDF, front and back":
    'muka kartu anggota sebagai PDF, depan dan belakang',
  'card: one side a page, for card printers (default); a4: sheets with crop marks, for cutting':
    'card: satu sisi per halaman, untuk pencetak kartu (bawaan); a4: lembar dengan tanda potong',
  'the theme to draw; without it, that of every card the members have':
    'tema yang digambar; bila tidak disebut, tema setiap kartu anggota',
  'a folder of themes to be used besides those that are installed':
    'folder tema yang dipakai selain yang terpasang',
  'for print shops: so much artwork past the cut, such as 3mm':
    'untuk percetakan: gambar melewati potongan sekian, misalnya 3mm',
  'with the layout and offsets that were kept for this printer':
    'dengan tata letak dan geseran yang disimpan untuk pencetak ini',
  'about which edge a4 sheets are turned: long (default) or short':
    'lembar a4 dibalik pada sisi mana: long (panjang, bawaan) atau short (pendek)',
  'move fronts to the right, such as 0.5mm; less than 0: to the left':
    'menggeser muka depan ke kanan, misalnya 0.5mm; kurang dari 0: ke kiri',
  'move fronts down': 'menggeser muka depan ke bawah',
  'move backs to the right, as seen from the back': 'menggeser muka belakang ke kanan, dilihat dari belakang',
  'move backs down': 'menggeser muka belakang ke bawah',
  'no cards but a page from which to read the offsets of a printer':
    'bukan kartu, melainkan halaman untuk membaca geseran pencetak',
  'print photos of less than 100 dpi all the same': 'tetap mencetak foto di bawah 100 dpi',
  'what is kept about printers, by name': 'yang disimpan tentang pencetak, menurut nama',
  'keep the layout and offsets of a printer; the rest stays as it was':
    'menyimpan tata letak dan geseran pencetak; yang lain tetap',
  'card: a card printer; a4: an office printer': 'card: pencetak kartu; a4: pencetak kantor',
  'about which edge it turns sheets: long or short':
    'lembar dibalik pada sisi mana: long (panjang) atau short (pendek)',
  'the printers that are kept, with their offsets in millimetres':
    'pencetak yang disimpan, dengan geserannya dalam milimeter',
  'forget a printer': 'melupakan pencetak',
  'counters of the organisation': 'gerai organisasi',
  'answer the request of a counter with its bundle; the same request again gets a fresh bundle':
    'menjawab permintaan gerai dengan bundelnya; permintaan yang sama mendapat bundel baru',
  'the bundle to write': 'bundel yang ditulis',
  'what the counter may do, of sale,topup,refund,credit,payout (new: sale,topup,refund,credit,payout)':
    'yang boleh dilakukan gerai, dari sale,topup,refund,credit,payout (baru: sale,topup,refund,credit,payout)',
  'most that one sale or refund may move': 'paling banyak untuk satu penjualan atau pengembalian',
  'most that one top-up may move': 'paling banyak untuk satu isi saldo di gerai ini',
  'how long the certificate is valid (365)': 'berapa lama sertifikatnya berlaku (365)',
  'replace the bundle when there is one of that name': 'mengganti bundel bila sudah ada yang bernama sama',
  'a fresh bundle for a counter that is enrolled, so that it knows counters that joined after it':
    'bundel baru untuk gerai terdaftar, agar mengenal gerai yang bergabung sesudahnya',
  'the counters, and what each may do': 'gerai-gerai, dan yang boleh dilakukan masing-masing',
  "the organisation's keys: what there is, renewal, backup, and counters to be shut out":
    'kunci organisasi: yang ada, pembaruan, cadangan, dan gerai yang ditutup',
  'organisation key, issuing keys, key sets and counters with their validity; never a secret':
    'kunci organisasi, kunci penerbit, set kunci, dan gerai dengan masa berlakunya; tidak pernah rahasia',
  'a new key for new cards: "issuing" or "set"; cards of older keys stay valid':
    'kunci baru untuk kartu baru: "issuing" atau "set"; kartu dengan kunci lama tetap berlaku',
  "the organisation's key in a PKCS#12 file that OpenSSL reads, for a stick in a safe":
    'kunci organisasi dalam berkas PKCS#12 yang terbaca OpenSSL, untuk stik di brankas',
  'the .p12 file to write': 'berkas .p12 yang ditulis',
  "file with a passphrase for it, other than the folder's":
    'berkas berisi frasa sandinya, lain dari frasa sandi folder',
  'take the key out of the data folder afterwards': 'sesudahnya mengeluarkan kunci itu dari folder data',
  'public keys and certificates as files, to verify cards with OpenSSL alone':
    'kunci publik dan sertifikat sebagai berkas, untuk memeriksa kartu dengan OpenSSL saja',
  'a folder that is new or empty': 'folder yang baru atau kosong',
  'X.509: the organisation as a certificate authority, its counters, and a new revocation list':
    'X.509: organisasi sebagai otoritas sertifikat, gerainya, dan daftar pencabutan baru',
  "the organisation's key as a .p12 file, where it is not in the folder and an authority is missing":
    'kunci organisasi sebagai berkas .p12, bila tidak ada di folder dan otoritasnya belum dibuat',
  'the key set (JWKS) by which other systems verify membership assertions of your counters':
    'set kunci (JWKS) untuk sistem lain memeriksa pernyataan keanggotaan dari gerai Anda',
  'the file to publish, such as jwks.json': 'berkas yang diterbitkan, misalnya jwks.json',
  'the whole data folder in one encrypted file, with a passphrase of its own':
    'seluruh folder data dalam satu berkas terenkripsi, dengan frasa sandi sendiri',
  'file with the passphrase of the backup': 'berkas berisi frasa sandi cadangan',
  'put a backup into a new data folder; numbers go on far beyond those given before':
    'memulihkan cadangan ke folder data baru; nomor dilanjutkan jauh di atas yang pernah diberikan',
  'how many member numbers to leave out (10000)': 'berapa nomor anggota yang dilompati (10000)',
  'shut a lost or stolen counter out for good; others learn of it with their next bundle':
    'menutup gerai yang hilang atau dicuri untuk seterusnya; yang lain mengetahuinya dengan bundel berikutnya',
  'why; it stands in the audit trail': 'alasannya; tertulis di jejak audit',
  'when it was last in trusted hands, such as 2026-11-20T17:00 (now)':
    'kapan terakhir di tangan tepercaya, misalnya 2026-11-20T17:00 (sekarang)',
  'refuse its earlier records too: cards it served last go to the secretariat':
    'menolak juga catatannya yang lebih awal: kartu yang terakhir dilayaninya dibawa ke sekretariat',
  'also write the new X.509 revocation lists; replaces the file':
    'juga menulis daftar pencabutan X.509 yang baru; mengganti berkasnya',
  'contactless readers': 'pembaca nirsentuh',
  'the readers that are connected, by the names that --reader pcsc:NAME takes':
    'pembaca yang tersambung, dengan nama untuk --reader pcsc:NAMA',
  'the clock of this computer, as the audit trail knows it': 'jam komputer ini, seperti dikenal jejak audit',
  'after the clock was once ahead, and changes were dated so: the present time counts again':
    'setelah jam pernah terlalu maju dan perubahan bertanggal begitu: waktu sekarang berlaku lagi',
  'what readers and data need on this computer, what is missing, and how to put it right':
    'yang diperlukan pembaca dan data di komputer ini, yang kurang, dan cara membetulkannya',
  'send commands to the card on a reader as they are, and show what comes back':
    'mengirim perintah apa adanya ke kartu di pembaca, dan menampilkan jawabannya',
  'commands from a file, one a line; # begins a remark. For those with keys':
    'perintah dari berkas, satu per baris; # memulai catatan. Untuk yang memuat kunci',
  'one file to send when you ask for help: versions, readers, counts, last errors; no names, no keys':
    'satu berkas untuk dikirim saat meminta bantuan: versi, pembaca, jumlah, galat terakhir; tanpa nama, tanpa kunci',
  'a script by which the shell completes commands and options: bash, zsh or fish':
    'skrip agar shell melengkapi perintah dan pilihan: bash, zsh, atau fish',
  'Shell type for completion script': 'jenis shell untuk skripnya',
  'what could follow: asked by the script of the completion command':
    'yang mungkin menyusul: ditanyakan oleh skrip perintah completion',
};
