/** What --help says of members, numbers, operators and money, in Indonesian, by its English. A test holds it complete. */
export const help: Readonly<Record<string, string>> = {
  'The secretariat: members, cards, keys and counters': 'Sekretariat: anggota, kartu, kunci, dan gerai',
  'who gives the command': 'siapa yang memberi perintah',
  "file with that operator's passphrase": 'berkas berisi frasa sandi petugas itu',
  'make the data folder of a new organisation: its keys and an empty registry':
    'membuat folder data organisasi baru: kuncinya dan daftar anggota yang kosong',
  'name of the organisation, as it stands on cards and counters':
    'nama organisasi, seperti tertera di kartu dan gerai',
  'what a phone opens when it touches a card; open to everybody':
    'yang dibuka ponsel bila menyentuh kartu; terbuka bagi semua',
  "Y: digits of the cohort's year, B: of the branch, N: of the unique number, C: check (YY.NNNNNNNN)":
    'Y: angka tahun angkatan, B: cabang, N: nomor unik, C: pemeriksa (YY.NNNNNNNN)',
  'numbering as a JSON file: pattern, branches, check digit':
    'penomoran sebagai berkas JSON: bentuk, cabang, angka pemeriksa',
  'within what no two members have the same unique number: organisation, unless the scheme says cohort':
    'di lingkup apa nomor unik tidak pernah sama: organisasi, kecuali skema menyebut angkatan',
  'who works here, in which role; and showing that it is you':
    'siapa yang bekerja di sini dan perannya; dan menyatakan diri',
  'type your passphrase once for a while; in this window, as this user of the computer only':
    'mengetik frasa sandi sekali untuk sementara; hanya di jendela ini, bagi pengguna komputer ini',
  'how long nothing may happen, at most 480': 'berapa lama boleh tanpa perintah, paling lama 480',
  'from now on your passphrase is needed again': 'mulai sekarang frasa sandi Anda diperlukan lagi',
  'in every window and on every account where you typed it':
    'di semua jendela dan akun tempat Anda mengetiknya',
  'change your own passphrase; the old one is needed, a login is not enough':
    'mengganti frasa sandi sendiri; yang lama diperlukan, sudah masuk saja tidak cukup',
  'file with the new passphrase': 'berkas berisi frasa sandi baru',
  'a new operator; from the first one on, every command asks who gives it':
    'petugas baru; sejak yang pertama, setiap perintah menanyakan siapa yang memberinya',
  'one or more; an auditor has no other': 'satu atau lebih; pengawas tidak punya peran lain',
  'file with the passphrase of that operator': 'berkas berisi frasa sandi petugas itu',
  'a second person, who may approve this and types a passphrase too':
    'orang kedua yang boleh menyetujui dan ikut mengetik frasa sandinya',
  'file with the passphrase of the second person': 'berkas berisi frasa sandi orang kedua',
  'give an operator other roles; all of them anew': 'memberi petugas peran lain; semuanya disebut lagi',
  'why; kept in the audit trail': 'alasannya; disimpan di jejak audit',
  'the name opens nothing any more; what was done under it stays':
    'nama itu tidak membuka apa pun lagi; yang dilakukan dengannya tetap ada',
  'a disabled operator works again, in the old roles and with a new passphrase':
    'petugas yang dinonaktifkan bekerja lagi, dengan peran lama dan frasa sandi baru',
  'another operator has forgotten the passphrase: a new one, which that operator types':
    'petugas lain lupa frasa sandinya: yang baru, diketik petugas itu',
  "nobody can log in any more: a new passphrase by whoever holds the organisation's key":
    'tidak ada lagi yang dapat masuk: frasa sandi baru oleh pemegang kunci organisasi',
  "the organisation's key as a .p12 file, where it is not in the folder":
    'kunci organisasi sebagai berkas .p12, bila tidak ada di folder',
  'file with the passphrase of that .p12 file': 'berkas berisi frasa sandi berkas .p12 itu',
  'all operators with their roles, those too who were disabled':
    'semua petugas dengan perannya, juga yang dinonaktifkan',
  'members and their numbers': 'anggota dan nomornya',
  'register a member under the next free number': 'mendaftarkan anggota dengan nomor bebas berikutnya',
  'full name, at most 80 characters': 'nama lengkap, paling panjang 80 huruf',
  'year of graduation, four digits; needed where the number shows it':
    'tahun lulus, empat angka; perlu bila nomornya memuatnya',
  'YYYY-MM-DD, or day first: 20/5/1971': 'YYYY-MM-DD, atau hari lebih dulu: 20/5/1971',
  'telephone; without a country an Indonesian one': 'telepon; tanpa kode negara berarti Indonesia',
  'e-mail address': 'alamat surel',
  'where letters and cards are sent': 'tujuan surat dan kartu',
  'branch of the organisation': 'cabang organisasi',
  'JPEG or PNG, copied into the data folder': 'JPEG atau PNG, disalin ke folder data',
  'register although somebody with this name and birth date or phone is there':
    'tetap daftarkan walau ada yang bernama sama dengan tanggal lahir atau telepon sama',
  'members in the order of their registration': 'anggota menurut urutan pendaftaran',
  'only those in this state': 'hanya yang dalam keadaan ini',
  'only those of this branch': 'hanya dari cabang ini',
  'only those of this cohort': 'hanya dari angkatan ini',
  'go on behind this member': 'lanjutkan sesudah anggota ini',
  'at most so many': 'paling banyak sekian',
  'one member with all cards': 'seorang anggota dengan semua kartunya',
  'members by the beginning of names, number or telephone; else by how the name sounds':
    'anggota menurut awal nama, nomor, atau telepon; bila tidak ada, menurut bunyi namanya',
  "change a member's record; what it was stays in the audit trail":
    'mengubah data anggota; isi sebelumnya tetap di jejak audit',
  'take fields away: cohort, photo, birthDate, phone, email, address, branch':
    'mengosongkan data: cohort, photo, birthDate, phone, email, address, branch',
  'move members on: registered → approved → active ⇄ suspended; left, and back to registered':
    'mengubah keadaan anggota: registered → approved → active ⇄ suspended; left, dan kembali ke registered',
  'all members of this import that are one step before':
    'semua anggota dari impor ini yang satu langkah sebelumnya',
  'member numbers': 'nomor-nomor anggota',
  'members that are likely one person (all, or one and who is like it): the same name, however spelled, and birth date or telephone':
    'anggota yang mungkin satu orang (semua, atau satu dan yang mirip): nama sama, bagaimanapun ejaannya, dan tanggal lahir atau telepon sama',
  'at most so many pairs': 'paling banyak sekian pasang',
  'the pairs after those of the pages before': 'pasangan sesudah halaman-halaman sebelumnya',
  'two records are one person: the first keeps number and history, the second is marked as merged':
    'dua data milik satu orang: yang pertama mempertahankan nomor dan riwayat, yang kedua ditandai digabung',
  'register the members of a CSV or XLSX file: shows what it would do, then asks':
    'mendaftarkan anggota dari berkas CSV atau XLSX: menampilkan yang akan dilakukan, lalu bertanya',
  'do not ask': 'jangan bertanya',
  'only show what it would do': 'hanya tampilkan yang akan dilakukan',
  'take the good rows by the thousand and leave the bad ones; after a stop it goes on':
    'mengambil baris yang baik, seribu demi seribu, dan meninggalkan yang buruk; setelah terhenti dilanjutkan',
  'register likely duplicates too, and say so; see member duplicates':
    'mendaftarkan juga yang mungkin kembar dan menyebutnya; lihat member duplicates',
  'write the bad rows with their reasons to this CSV file':
    'menulis baris buruk dengan alasannya ke berkas CSV ini',
  'replace a file of that name': 'mengganti berkas bernama sama',
  'the files that were imported, and how far': 'berkas yang sudah diimpor, dan sampai mana',
  'write members to CSV by a profile that says which fields leave; without -o only a preview':
    'menulis anggota ke CSV menurut profil yang menyebut data apa yang keluar; tanpa -o hanya pratinjau',
  'name of a profile such as ministry, or a JSON file': 'nama profil seperti ministry, atau berkas JSON',
  'CSV file to be written': 'berkas CSV yang ditulis',
  'for whom and what for; needed with -o, kept in the record of exports':
    'untuk siapa dan untuk apa; perlu bersama -o, disimpan dalam catatan ekspor',
  'what left: when, by whom, why, which fields, how many members':
    'yang pernah keluar: kapan, oleh siapa, mengapa, data apa, berapa anggota',
  "how a member's photo comes out on cards, and what of it comes to the middle":
    'tampak foto anggota di kartu, dan bagian mana yang di tengah',
  'the middle of the face, in percent from the left and the top: 50,30':
    'tengah wajah, dalam persen dari kiri dan atas: 50,30',
  'who changed what, when and why': 'siapa mengubah apa, kapan, dan mengapa',
  'the newest changes, or those of one member with what was changed from what to what':
    'perubahan terbaru, atau milik seorang anggota dengan isi sebelum dan sesudahnya',
  'only what this operator did': 'hanya yang dilakukan petugas ini',
  'from this day or time on, by the clock of this computer: 2026-11-20T17:00':
    'sejak hari atau waktu ini, menurut jam komputer ini: 2026-11-20T17:00',
  'only this kind of change, such as member-edited; or all of one kind, such as member':
    'hanya jenis perubahan ini, misalnya member-edited; atau semua dari satu jenis, misalnya member',
  'comma-separated values on standard output': 'CSV di keluaran standar',
  'chosen member numbers: price, request, payment, approval':
    'nomor pilihan: harga, permintaan, pembayaran, persetujuan',
  'what a number costs today, and whether it can be asked for':
    'harga sebuah nomor hari ini, dan apakah dapat diminta',
  'numbers that are only sold by auction, or whether one of them is':
    'nomor yang hanya dijual lewat lelang, atau apakah sebuah nomor termasuk di dalamnya',
  "a member's requests and changes of number, and cards that carry an old one":
    'permintaan dan pergantian nomor seorang anggota, dan kartu yang memuat nomor lama',
  'reserve a number for a member until its fee is paid': 'memesan nomor bagi anggota sampai biayanya dibayar',
  'record that the fee for the number asked for was paid':
    'mencatat bahwa biaya nomor yang diminta sudah dibayar',
  'what was paid; it must be the fee': 'yang dibayar; harus sama dengan biayanya',
  'number of the receipt or transfer; each pays once':
    'nomor kuitansi atau transfer; masing-masing membayar sekali',
  'where the money is': 'di mana uangnya',
  'give the member the number that was asked for and paid': 'memberi anggota nomor yang diminta dan dibayar',
  'the chair, where no operators are registered; not the person who made the request':
    'ketua umum, bila belum ada petugas terdaftar; bukan orang yang meminta',
  'give up a request; or give a chosen number back for a regular one at once':
    'membatalkan permintaan; atau mengembalikan nomor pilihan dan langsung mendapat nomor reguler',
  'record that a fee which is owed back was paid back':
    'mencatat bahwa biaya yang harus dikembalikan sudah dibayar kembali',
  'number of the receipt or transfer': 'nomor kuitansi atau transfer',
  'where the money came from': 'dari mana uangnya',
  'a card with a number that was given up was handed in and destroyed':
    'kartu dengan nomor yang dilepas sudah diserahkan dan dimusnahkan',
  'the rules in force (prices, discounts, potential numbers) as JSON; or new ones from a file':
    'aturan yang berlaku (harga, potongan, nomor potensial) sebagai JSON; atau yang baru dari berkas',
  'numbers sold to the highest bidder, open to all members':
    'nomor yang dijual kepada penawar tertinggi, terbuka bagi semua anggota',
  'announce an auction of a number that nobody holds; its terms never change':
    'mengumumkan lelang nomor yang tidak dipegang siapa pun; ketentuannya tidak pernah berubah',
  'first bid, YYYY-MM-DDTHH:MM by the clock of this computer; now where nothing is said':
    'penawaran pertama, YYYY-MM-DDTHH:MM menurut jam komputer ini; sekarang bila tidak disebut',
  'end, YYYY-MM-DDTHH:MM': 'akhirnya, YYYY-MM-DDTHH:MM',
  'least first bid': 'penawaran pertama paling rendah',
  'by how much each bid must be above the last': 'berapa setiap penawaran harus di atas yang terakhir',
  'a bid in the last minutes moves the end so many minutes behind it':
    'penawaran di menit-menit terakhir mengundurkan akhirnya sekian menit sesudahnya',
  'how long the winner, and each next bidder, has to pay':
    'berapa lama pemenang, dan setiap penawar berikutnya, boleh membayar',
  'a bid of a member; it is never lowered or withdrawn':
    'penawaran seorang anggota; tidak pernah diturunkan atau ditarik',
  'all auctions, or one with its bids': 'semua lelang, atau satu dengan penawarannya',
  "after the end: reserve the number for the winner; after the winner's deadline: for the next bidder":
    'sesudah berakhir: memesan nomor bagi pemenang; sesudah batas waktunya: bagi penawar berikutnya',
  'give the number to the bidder who paid (number pay)':
    'memberikan nomor kepada penawar yang sudah membayar (number pay)',
  'the chair, where no operators are registered; not the person who closed the auction':
    'ketua umum, bila belum ada petugas terdaftar; bukan orang yang menutup lelang',
  'take back an auction in which nobody has bid': 'membatalkan lelang yang belum ada penawarannya',
  'what counters may do without asking': 'yang boleh dilakukan gerai tanpa bertanya',
  'the limits in force': 'batas-batas yang berlaku',
  'change limits; counters hear of them with their next bundle':
    'mengubah batas; gerai mengetahuinya dengan bundel berikutnya',
  'most that one sale may be': 'paling banyak untuk satu penjualan',
  'most that one top-up may be': 'paling banyak untuk satu isi saldo',
  'most that one card may spend at one counter in a day':
    'paling banyak yang boleh dibelanjakan satu kartu di satu gerai sehari',
  'above it a sale asks for the member’s PIN; 0: always, off: never':
    'di atasnya penjualan meminta PIN anggota; 0: selalu, off: tidak pernah',
  'whether the customer’s screen shows a member’s initials':
    'apakah layar pelanggan menampilkan inisial anggota',
  'which cards get newer access keys at a tap: tags (NTAG), all (a MIFARE Classic that is pulled away in that moment may be lost), never':
    'kartu mana yang mendapat kunci akses lebih baru saat ditempelkan: tags (NTAG), all (MIFARE Classic yang ditarik saat itu bisa hilang), never',
  'which members cards are made for: registered (all who may hold one), approved (not before they are approved)':
    'bagi anggota mana kartu dibuat: registered (semua yang boleh memegangnya), approved (setelah disetujui)',
  "the organisation's double-entry books": 'pembukuan berpasangan organisasi',
  'the sums of every account, which must balance': 'jumlah setiap akun, yang harus seimbang',
  'last day, YYYY-MM-DD by the clock of this computer': 'hari terakhir, YYYY-MM-DD menurut jam komputer ini',
  'every card and partner merchant by itself, instead of one sum for all':
    'setiap kartu dan mitra sendiri-sendiri, bukan satu jumlah untuk semua',
  'what was booked, line by line, in the order in which it happened':
    'yang dibukukan, baris demi baris, menurut urutan kejadiannya',
  'only lines of this account, such as cash': 'hanya baris akun ini, misalnya cash',
  'first day, YYYY-MM-DD by the clock of this computer': 'hari pertama, YYYY-MM-DD menurut jam komputer ini',
  'at most so many lines': 'paling banyak sekian baris',
  'the books for accountants: plain text of hledger and Ledger, or CSV':
    'buku untuk akuntan: teks hledger dan Ledger, atau CSV',
  'the file to write, such as 2026.journal': 'berkas yang ditulis, misalnya 2026.journal',
  'hledger or csv': 'hledger atau csv',
  'write over a file that is there': 'menimpa berkas yang ada',
  'put an error in the books right by a posting of its own, with a second person: a posting taken back whole, or an amount moved':
    'membetulkan kesalahan dengan pembukuan tersendiri, bersama orang kedua: pembukuan ditarik seluruhnya, atau jumlah dipindahkan',
  'where the amount goes to, such as bank': 'ke mana jumlahnya, misalnya bank',
  'where it comes from, such as cash': 'dari mana, misalnya cash',
  'how much is moved': 'berapa yang dipindahkan',
  'what was wrong': 'apa yang salah',
  'take in what counters did, and answer them': 'menerima yang dilakukan gerai, dan membalasnya',
  'take in settlement files of counters, in any order; a file that was taken in changes nothing':
    'menerima berkas setoran gerai, urutannya bebas; berkas yang sudah diterima tidak mengubah apa pun',
  'answer a counter: what was received, blocked cards, cards used elsewhere, credits, limits':
    'membalas gerai: yang diterima, kartu diblokir, kartu yang dipakai di tempat lain, kredit, batas',
  'the file to write': 'berkas yang ditulis',
  'replace the file when there is one of that name': 'mengganti berkas bila sudah ada yang bernama sama',
  'what is missing from which counter, and how old its knowledge is':
    'yang kurang dari gerai mana, dan umur pengetahuannya',
  'hold books, cards and journals against each other; a case is opened for what does not fit':
    'mencocokkan buku, kartu, dan jurnal; kasus dibuka untuk yang tidak cocok',
  'salary that becomes credit on cards': 'gaji yang menjadi kredit di kartu',
  'look through a list of payroll and propose it; nothing is credited before somebody approves':
    'memeriksa daftar gaji dan mengajukannya; tidak ada yang dikreditkan sebelum disetujui',
  'what it is for, such as 2026-11; each once': 'untuk apa, misalnya 2026-11; masing-masing sekali',
  'what payroll says that the list adds up to': 'jumlah daftar menurut bagian penggajian',
  'the one counter that gives what is for cards without a purse':
    'satu gerai yang memberikan untuk kartu tanpa dompet',
  'another period has the same members and amounts, and that is no mistake':
    'periode lain memuat anggota dan jumlah yang sama, dan itu bukan kekeliruan',
  'only look through it': 'hanya memeriksanya',
  'credit what a list says; by somebody else than who proposed it':
    'mengkreditkan isi daftar; oleh orang lain daripada yang mengajukan',
  'who approves, where no operators are registered': 'yang menyetujui, bila belum ada petugas terdaftar',
  'give up a list that was not approved': 'membatalkan daftar yang belum disetujui',
  'record what the employer paid over for a list, in whole or in part; with a second person if it is much':
    'mencatat yang disetor pemberi kerja untuk sebuah daftar, seluruhnya atau sebagian; dengan orang kedua bila banyak',
  'what came': 'yang datang',
  'where the money came in': 'di mana uangnya masuk',
  'number of the transfer or of the slip; each once for a list':
    'nomor transfer atau slip; masing-masing sekali untuk satu daftar',
  'when it came, YYYY-MM-DD; today where nothing is said':
    'kapan datangnya, YYYY-MM-DD; hari ini bila tidak disebut',
  'let another counter give a credit of a card without a purse, once its own says that it has not':
    'menyuruh gerai lain memberi kredit kartu tanpa dompet, setelah gerainya sendiri menyatakan belum',
  'the counter that is to give it': 'gerai yang akan memberikannya',
  'lists of payroll, the newest first, with what still waits':
    'daftar gaji, yang terbaru lebih dulu, dengan yang masih menunggu',
  'each credit of a list: where it was given, and when, or that it waits':
    'setiap kredit sebuah daftar: di mana dan kapan diberikan, atau masih menunggu',
  'partner merchants: what is owed to them, and paying it out':
    'mitra: yang terutang kepadanya, dan pembayarannya',
  'merchants for whom something was sold, by what counters have settled':
    'mitra yang barangnya terjual, menurut yang disetor gerai',
  'record a payment to a merchant: never more than is owed; with a second person if it is much':
    'mencatat pembayaran kepada mitra: tidak pernah melebihi yang terutang; dengan orang kedua bila banyak',
  'what was paid': 'yang dibayar',
  'number of the transfer or of the slip that was signed; each pays once':
    'nomor transfer atau slip yang ditandatangani; masing-masing membayar sekali',
  'what was sold for a merchant, given back and paid out':
    'yang dijual untuk mitra, dikembalikan, dan dibayarkan',
  'what members pay for each period': 'yang dibayar anggota setiap periode',
  'open a period for all members; counters know it with their next reply':
    'membuka periode bagi semua anggota; gerai mengetahuinya pada balasan berikutnya',
  'what each member pays': 'yang dibayar setiap anggota',
  'as members know it': 'seperti dikenal anggota',
  'last day to pay, YYYY-MM-DD': 'hari terakhir membayar, YYYY-MM-DD',
  'periods, with how many have paid at counters': 'periode, dengan berapa yang sudah membayar di gerai',
  'members who have not paid periods that are past their last day':
    'anggota yang belum membayar periode yang lewat hari terakhirnya',
  'what members register for and come to': 'yang didaftari dan dihadiri anggota',
  'a new event, or a change of one; counters know it with their next reply':
    'acara baru, atau perubahannya; gerai mengetahuinya pada balasan berikutnya',
  'what registration costs; without one nobody has to register':
    'biaya pendaftaran; tanpa biaya tidak perlu mendaftar',
  'events, with how many have registered at counters': 'acara, dengan berapa yang mendaftar di gerai',
  'nobody registers or attends any more': 'tidak ada lagi yang mendaftar atau hadir',
};
