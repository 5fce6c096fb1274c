/** What --help says at the counter, in Indonesian, by its English. A test holds it complete. */
export const help: Readonly<Record<string, string>> = {
  'The counter of KartuKita: takes taps, keeps its books, with or without a network.':
    'Gerai KartuKita: menerima ketukan kartu dan menjaga bukunya, dengan atau tanpa jaringan.',
  'make this counter’s keys and ask the secretariat to enrol it':
    'membuat kunci gerai ini dan meminta sekretariat mendaftarkannya',
  'name of the outlet': 'nama gerai',
  'where the request goes': 'ke mana permintaannya ditulis',
  'replace the file if it is there': 'mengganti berkas bila sudah ada',
  'set this counter up with the bundle that the secretariat answered with':
    'menyiapkan gerai ini dengan bundel jawaban sekretariat',
  'the bundle file': 'berkas bundel',
  'put cash, or a bank transfer that has come in, on the card':
    'mengisi kartu dengan uang tunai, atau transfer bank yang sudah masuk',
  'virtual:FILE, pcsc (the only contactless reader) or pcsc:NAME':
    'virtual:BERKAS, pcsc (satu-satunya pembaca nirsentuh) atau pcsc:NAMA',
  'how long to wait for a card': 'berapa lama menunggu kartu',
  'a name for this transfer of your own: the same one is never done twice':
    'nama Anda sendiri untuk transaksi ini: yang sama tidak pernah dilakukan dua kali',
  'what is paid with': 'dibayar dengan apa',
  'of the bank transfer; each tops up once': 'dari transfer bank; masing-masing mengisi sekali',
  'whole rupiah, such as 12500': 'rupiah bulat, misalnya 12500',
  'take a payment from the card: an amount, or articles':
    'mengambil pembayaran dari kartu: sebuah jumlah, atau barang',
  'SKU or barcode, with :COUNT where it is more than one':
    'SKU atau kode batang, dengan :BANYAK bila lebih dari satu',
  'member number of the partner merchant who is owed the amount':
    'nomor anggota mitra yang berhak atas jumlah itu',
  'a file with the member’s PIN, where one is needed': 'berkas berisi PIN anggota, bila diperlukan',
  'show the balance of the card': 'menampilkan saldo kartu',
  'list what is unfinished, finish it with the card, or close it as not done':
    'menampilkan yang belum selesai, menyelesaikannya dengan kartunya, atau menutupnya sebagai batal',
  'the card does not come back: nothing was sold, or the cash was given back':
    'kartunya tidak kembali: tidak ada yang terjual, atau uangnya dikembalikan',
  'number of the transfer to close': 'nomor transaksi yang ditutup',
  'prove the whole ledger: gapless, chained, balanced, every record signed':
    'membuktikan seluruh buku: tanpa celah, berantai, seimbang, setiap catatan ditandatangani',
  'show the last transactions of the card': 'menampilkan transaksi terakhir kartu',
  'who may sign in at this counter': 'siapa yang boleh masuk di gerai ini',
  'register a cashier with a PIN of six digits at least; the first one is a supervisor':
    'mendaftarkan kasir dengan PIN sedikitnya enam angka; yang pertama seorang pengawas',
  'as it stands on reports': 'seperti tertera di laporan',
  'what he may do': 'yang boleh dilakukannya',
  'a file with the PIN; else it is asked for': 'berkas berisi PIN; bila tidak, ditanyakan',
  'what he signs in with: small letters and digits': 'untuk masuk: huruf kecil dan angka',
  'everybody who was registered': 'semua yang pernah terdaftar',
  'take the right to sign in away': 'mencabut hak masuk',
  'id of the cashier': 'id kasir',
  'give the right to sign in back': 'memberikan lagi hak masuk',
  'set a new PIN; it ends a lock after too many wrong ones':
    'membuat PIN baru; ini membuka kunci setelah terlalu banyak yang salah',
  'who signed in, what was refused, approved, taken back, opened; newest first':
    'siapa yang masuk, yang ditolak, disetujui, dikembalikan, dibuka; yang terbaru lebih dulu',
  'how many': 'berapa banyak',
  'the cash drawer from one opening to its closing': 'laci kas dari pembukaan sampai penutupannya',
  'begin a shift with so much cash in the drawer': 'memulai shift dengan uang sekian di laci',
  'who does it, where cashiers are registered': 'siapa yang melakukannya, bila ada kasir terdaftar',
  'cash to begin with, whole rupiah; 0 is one too': 'uang awal, rupiah bulat; 0 juga boleh',
  'end the shift by what was counted, and make its Z-report':
    'mengakhiri shift menurut hasil hitung, dan membuat laporan Z',
  'cash that was counted in the drawer': 'uang yang dihitung di laci',
  'although cash that was paid waits for its card to come again':
    'walaupun uang yang dibayar masih menunggu kartunya datang lagi',
  'the open shift as it stands': 'shift yang terbuka, keadaannya sekarang',
  'the last shifts': 'shift-shift terakhir',
  'cash comes into the drawer from the safe': 'uang masuk ke laci dari brankas',
  'what for': 'untuk apa',
  'whole rupiah': 'rupiah bulat',
  'cash goes from the drawer to the safe': 'uang keluar dari laci ke brankas',
  'cash from the safe was taken to the bank': 'uang dari brankas disetor ke bank',
  'number of the bank’s receipt': 'nomor bukti setor bank',
  'note that the drawer was opened without a sale': 'mencatat bahwa laci dibuka tanpa penjualan',
  'what is sold at this counter': 'yang dijual di gerai ini',
  'take in the articles of a CSV file: shows what it would do, then asks':
    'mengambil barang dari berkas CSV: menampilkan yang akan dilakukan, lalu bertanya',
  'do not ask': 'jangan bertanya',
  'only show what it would do': 'hanya tampilkan yang akan dilakukan',
  'with columns SKU, name, price; also barcode, member price, merchant':
    'dengan kolom SKU, nama, harga; juga kode batang, harga anggota, mitra',
  'what is sold today': 'yang dijual hari ini',
  'also what was removed': 'juga yang sudah dihapus',
  'a new article, or a change of one': 'barang baru, atau perubahannya',
  'as it stands on slips': 'seperti tertera di struk',
  'what members pay; 0 ends it': 'harga bagi anggota; 0 mengakhirinya',
  'as a scanner reads it; an empty one takes it away': 'seperti dibaca pemindai; yang kosong menghapusnya',
  'member number of the partner merchant; an empty one ends it':
    'nomor anggota mitra; yang kosong mengakhirinya',
  'its own code': 'kodenya sendiri',
  'take an article off the list': 'menghapus barang dari daftar',
  'take a sale or a top-up back in whole': 'membatalkan penjualan atau isi saldo seluruhnya',
  why: 'alasannya',
  'who allows it, where cashiers are registered': 'siapa yang mengizinkan, bila ada kasir terdaftar',
  'a file with the supervisor’s PIN; else it is asked for':
    'berkas berisi PIN pengawas; bila tidak, ditanyakan',
  'a name for this refund of your own: the same one is never done twice':
    'nama Anda sendiri untuk pengembalian ini: yang sama tidak pernah dilakukan dua kali',
  'virtual:FILE, pcsc (the only contactless reader) or pcsc:NAME; without it a refund is owed to the card':
    'virtual:BERKAS, pcsc (satu-satunya pembaca nirsentuh) atau pcsc:NAMA; tanpa itu pengembalian terutang kepada kartunya',
  'number of the transfer': 'nomor transaksi',
  'take a part of a sale or a top-up back: an amount, or articles':
    'mengembalikan sebagian penjualan atau isi saldo: sebuah jumlah, atau barang',
  'SKU of what comes back, with :COUNT where it is more than one':
    'SKU yang kembali, dengan :BANYAK bila lebih dari satu',
  'what members pay for each period': 'yang dibayar anggota setiap periode',
  'what a member has paid, owes, and is behind with':
    'yang sudah dibayar, terutang, dan ditunggak seorang anggota',
  'member number': 'nomor anggota',
  'pay dues with the card of the member, each period once':
    'membayar iuran dengan kartu anggota, setiap periode sekali',
  'for each period that the secretariat has not charged':
    'untuk setiap periode yang belum ditagih sekretariat',
  'a name for this payment of your own: the same one is never done twice':
    'nama Anda sendiri untuk pembayaran ini: yang sama tidak pernah dilakukan dua kali',
  'such as 2026-03': 'misalnya 2026-03',
  'what members register for and come to': 'yang didaftari dan dihadiri anggota',
  'a new event, or a change of one': 'acara baru, atau perubahannya',
  'as members know it': 'seperti dikenal anggota',
  'whole rupiah; without one nobody has to register': 'rupiah bulat; tanpa biaya tidak perlu mendaftar',
  'small letters and digits': 'huruf kecil dan angka',
  'nobody registers or attends any more': 'tidak ada lagi yang mendaftar atau hadir',
  'id of the event': 'id acara',
  'events, with who registered and who came': 'acara, dengan yang mendaftar dan yang datang',
  'register the member of the card, and pay': 'mendaftarkan anggota pemilik kartu, dan membayar',
  'count the member of the card, once': 'menghitung anggota pemilik kartu, sekali',
  'salary that payroll has paid into cards': 'gaji yang dibayarkan ke kartu',
  'the credits that this counter knows; a tap of the card puts them on it':
    'kredit yang diketahui gerai ini; ketukan kartu memasukkannya',
  'PINs of members, asked for above the organisation’s amount':
    'PIN anggota, ditanyakan di atas jumlah dari organisasi',
  'set a member’s PIN, or a new one after it was forgotten or locked':
    'membuat PIN anggota, atau yang baru setelah lupa atau terkunci',
  'a file with the member’s PIN; else it is asked for': 'berkas berisi PIN anggota; bila tidak, ditanyakan',
  'take a member’s PIN away': 'menghapus PIN anggota',
  'what was sold, and the reports of closed shifts': 'yang terjual, dan laporan shift yang ditutup',
  'the Z-report of a closed shift; without a number the last one':
    'laporan Z sebuah shift yang ditutup; tanpa nomor yang terakhir',
  'on the receipt printer': 'di pencetak struk',
  'as PDF in a new file': 'sebagai PDF di berkas baru',
  'number of the report': 'nomor laporan',
  'sales and top-ups by day': 'penjualan dan isi saldo per hari',
  'first day, such as 2026-03-01; else today': 'hari pertama, misalnya 2026-03-01; bila tidak, hari ini',
  'last day; else today': 'hari terakhir; bila tidak, hari ini',
  'as CSV, to standard output or a new file': 'sebagai CSV, ke keluaran standar atau berkas baru',
  'what was sold of each article': 'yang terjual dari setiap barang',
  'what is owed to each partner merchant': 'yang terutang kepada setiap mitra',
  'what each member bought: the contribution': 'yang dibeli setiap anggota: kontribusinya',
  'tell the secretariat what happened here, and take in its answer':
    'melaporkan kejadian di sini kepada sekretariat, dan menerima balasannya',
  'write everything that the secretariat has not acknowledged into one file for it alone':
    'menulis semua yang belum diakui sekretariat ke satu berkas untuknya saja',
  'the file to write': 'berkas yang ditulis',
  'what comes after this batch once more; 0 is everything':
    'sekali lagi yang sesudah setoran ini; 0 berarti semuanya',
  'replace the file when there is one of that name': 'mengganti berkas bila sudah ada yang bernama sama',
  'take in the reply of the secretariat': 'menerima balasan sekretariat',
  'the reply file': 'berkas balasan',
  'what the secretariat has still to get, and how old this counter’s knowledge is':
    'yang belum sampai ke sekretariat, dan umur pengetahuan gerai ini',
  'the counter’s clock': 'jam gerai',
  'after the clock was once ahead: the present time counts again, as a bundle or reply of these days shows':
    'setelah jam pernah terlalu maju: waktu sekarang berlaku lagi, dibuktikan bundel atau balasan hari-hari ini',
  'what happened': 'yang terjadi',
  'copy the books into one file, while the counter goes on selling':
    'menyalin buku ke satu berkas, sementara gerai terus berjualan',
  'a new file, best on another disk; as private as the data folder':
    'berkas baru, sebaiknya di cakram lain; serahasia folder data',
  'make a new data folder out of a backup, to read, verify and settle its books':
    'membuat folder data baru dari cadangan, untuk membaca, memeriksa, dan menyetorkan bukunya',
  'what backup made': 'hasil backup',
  'tell another system, signed and for a minute, that the holder of this card is a member':
    'menyatakan kepada sistem lain, ditandatangani dan selama semenit, bahwa pemegang kartu ini anggota',
  'the system it is for, such as https://belajar.example':
    'sistem tujuannya, misalnya https://belajar.example',
  "that system's random text for this login": 'teks acak dari sistem itu untuk proses masuk ini',
  'how long it is good, at most 300': 'berapa lama berlaku, paling lama 300',
  'the receipt printer of this counter': 'pencetak struk gerai ini',
  'print receipts on this printer from now on': 'mulai sekarang mencetak struk di pencetak ini',
  'characters a line: 32 on 58 mm paper, 42 or 48 on 80 mm':
    'huruf per baris: 32 pada kertas 58 mm, 42 atau 48 pada 80 mm',
  'a cash drawer hangs on it: open it when cash is taken':
    'laci kas terhubung padanya: buka bila menerima uang',
  'tcp:ADDRESS, tcp:ADDRESS:PORT or device:/dev/usb/lp0; it must understand ESC/POS':
    'tcp:ALAMAT, tcp:ALAMAT:PORTA atau device:/dev/usb/lp0; harus mengerti ESC/POS',
  'which printer is set': 'pencetak mana yang dipasang',
  'print a slip with nothing on it but the names of the organisation and the outlet':
    'mencetak slip berisi nama organisasi dan gerai saja',
  'print no receipts': 'tidak mencetak struk',
  'when the screen prints a receipt: off, ask (a button) or always (by itself)':
    'kapan layar mencetak struk: off (tidak), ask (dengan tombol) atau always (selalu sendiri)',
  'off, ask, always': 'off, ask, always',
  'print the receipt of a transfer again, marked as a copy, or save it as PDF':
    'mencetak lagi struk sebuah transaksi, bertanda salinan, atau menyimpannya sebagai PDF',
  'a PDF instead of the printer': 'PDF, bukan pencetak',
  'its number, as on the receipt or in the list of a day': 'nomornya, seperti di struk atau di daftar sehari',
  'the cashier’s screen, on this computer alone': 'layar kasir, hanya di komputer ini',
  'where it listens on 127.0.0.1': 'porta di 127.0.0.1',
  'a tray of virtual cards beside the screen, for trying it out':
    'baki kartu maya di samping layar, untuk mencoba',
  'open the screen in this computer’s browser': 'membuka layar di peramban komputer ini',
};
