/** What the secretariat is told of themes, photos and printing. Findings of a theme begin with where they are. */
const en = {
  'detail.theme-file-missing':
    '{{where}}: the file {{file}} is not there or cannot be read. Put it into the folder of the theme',
  'detail.theme-file-outside':
    '{{where}}: {{file}} lies outside the folder of the theme. Copy the file into the folder and name it without a path',
  'detail.theme-file-large': '{{where}}: {{file}} is larger than 8 MB. Save it smaller',
  'detail.theme-file-name':
    '{{where}}: a file of a theme needs a name of letters, digits, dots and hyphens, at most 50, without spaces. Rename it, also in theme.json',
  'detail.theme-file-json':
    '{{where}}: this is not JSON, from about line {{at}}. Look there for a missing comma, quotation mark or bracket',
  'detail.theme-key-missing': '{{where}} is missing. Add it; the README of the theme shows how',
  'detail.theme-key-unknown': '{{where}}: nobody knows "{{keys}}" here. Correct the spelling or take it out',
  'detail.theme-value': '{{where}} is not as it should be: {{reason}}',
  'detail.theme-value-kind': '{{where}} is of another kind: it must be {{kind}}',
  'detail.theme-value-range': '{{where}} must be {{limit}}',
  'detail.theme-value-colour':
    '{{where}} is no colour. Write it as #rrggbb, or where a colour is used by its name from colours',
  'detail.theme-value-slug':
    '{{where}} must be of small letters, digits and hyphens, beginning with a letter',
  'detail.theme-value-font':
    '{{where}} must be the name of a file that ends in ttf, otf or woff, without a folder',
  'detail.theme-font-missing':
    '{{where}}: there is no font {{file}}. Copy the file into the folder of the theme, or name one that comes along, such as PlusJakartaSans-Bold.ttf',
  'detail.theme-font-broken':
    '{{where}}: {{file}} is not a font that can be used. Take a TTF, OTF or WOFF file, fetched anew from its maker',
  'detail.theme-font-letters':
    '{{where}}: the font {{font}} lacks the letters {{letters}}. Choose a font for Latin script',
  'detail.theme-picture-missing':
    '{{where}}: there is no picture {{file}}. Put it into the folder of the theme',
  'detail.theme-picture-broken':
    '{{where}}: $t(detail.{{case}}). Save it again as JPEG, or as PNG with 8 bits a colour, not interlaced',
  'detail.theme-picture-stretched':
    '{{where}}: {{file}} ({{pixels}} pixels) would be stretched: its place is {{size}}. Save it with {{needed}} pixels',
  'detail.theme-picture-coarse':
    '{{where}}: {{file}} has {{pixels}} pixels; for 300 dpi it needs {{needed}}. Save it larger, from the original',
  'detail.theme-font-unnamed':
    '{{where}}: the theme has no font "{{font}}". Add it to fonts, or use one that is there',
  'detail.theme-colour-unnamed':
    '{{where}}: the theme has no colour "{{colour}}". Add it to colours, or write it as #rrggbb',
  'detail.theme-outside-card':
    '{{where}} reaches out of the card (85.6 × 53.98 mm). Make x + width and y + height smaller',
  'detail.theme-outside-safe-zone':
    '{{where}} stands nearer than 3 mm to the edge, where the cut may take it. Move it inwards or make it smaller',
  'detail.theme-overlap': '{{where}} overlaps {{other}}. Move one of them or make it smaller',
  'detail.theme-sizes': '{{where}} is larger than size. Make it smaller, or leave it out',
  'detail.theme-field-missing': '{{where}} is missing: a card needs it. Add it',
  'detail.theme-code-missing':
    '{{where}} is missing, and the back has none either. Add qr or code128 to the front or the back',
  'detail.theme-photo-side': '{{where}}: a photo can only stand on frontWithPhoto. Move it there',
  'detail.theme-artwork': '{{where}} cannot be drawn: {{reason}}',
  'detail.theme-number-taken':
    '{{where}}: the number {{number}} is that of the theme {{other}}. Choose another; theme list shows those that are taken',
  'detail.theme-id-taken': '{{where}}: two themes have this id. Give each its own',
  'detail.theme-number-kept':
    'the theme {{theme}} has the number {{number}}, which its cards carry, and not {{given}}. Put {{number}} into theme.json, or change the id',
  'detail.theme-contrast':
    '{{where}}: the text is hard to tell from what is behind it (contrast {{ratio}}:1, needed {{least}}:1). Take a darker or lighter colour, or calm the artwork there',
  'detail.theme-text-cut':
    '{{where}}: a long text is cut: "{{text}}". Make the box wider or higher, or allow more lines',
  'detail.theme-text-broken':
    '{{where}}: a long text is set very small or broken within words: "{{text}}". Make the box wider or higher',
  'detail.theme-name-abbreviated': '{{where}}: the longest names are abbreviated: "{{text}}"',
  'detail.theme-name-small':
    '{{where}}: long names shrink to {{size}} pt, hard to read on a card: "{{text}}". Make the box wider or higher',
  'detail.theme-code-contrast':
    '{{where}}: a scanner needs dark on light (contrast {{ratio}}:1, needed 4.5:1). Make the colour darker and the panel lighter',
  'detail.theme-qr-small': '{{where}} is too small for the longest numbers. Make its size at least {{size}}',
  'detail.theme-quiet-zone':
    '{{where}}: the QR code needs {{needed}} light modules around it, the panel leaves {{modules}}, and the artwork there is dark. Set quietModules to {{needed}}, or keep the artwork away',
  'detail.theme-code128-narrow':
    '{{where}} is too narrow for the longest numbers. Make its width at least {{width}}',
  'detail.theme-code128-low': '{{where}} is low for hand scanners. Make its height at least {{height}}',
  'detail.theme-artwork-gap':
    '{{where}}: the artwork leaves {{percent}} % of the card bare, which prints white. Let it cover all of the card',
  'detail.theme-artwork-bleed':
    '{{where}}: the artwork does not reach {{bleed}} mm past every edge. Extend it, or set bleedMm to how far it does reach',
  'detail.theme-no-photo': '{{where}} is not there: cards of this theme show no photo',
  'detail.theme-not-looked':
    '{{where}}: the artwork was not looked at (contrast, quiet zone, bleed). Install poppler-utils for that',
  'detail.theme-folder': 'There is a folder {{path}} already. Choose another with -o',
  'detail.theme-name': 'A theme needs a name with Latin letters, at most {{max}}. For example: "Ombak Biru".',
  'detail.theme-numbers': 'All 255 numbers of themes are taken.',
  'detail.theme-exists': 'There is a theme {{theme}} already; --force replaces it',
  'detail.theme-given': 'There is no folder {{path}} with a theme, nor a theme of that name. See: theme list',
  'detail.photos-coarse':
    'photos too coarse to print, less than {{dpi}} dots an inch on the card ({{count}}): {{named}}. Ask for better ones (member edit … --photo), or print them all the same with --accept-low-resolution',
  'detail.photo-focus':
    '"{{text}}" is not a point of a photo. Write percent from the left and from the top, like 50,30.',
  'detail.photo-none': 'Member {{memberNumber}} has no photo. Add one with: member edit … --photo',
  'detail.length': '"{{text}}" is not a length from {{min}} to {{max}} mm. Write it like 0.5mm or -1.',
  'detail.print-bleed': 'A bleed is for print shops, one side a page: use it with --layout card.',
  'detail.print-members':
    'Say whose cards to print, by number, or --calibrate for a page to adjust a printer.',
  'detail.calibrate-members': 'With --calibrate no cards are printed: leave the numbers out.',
  'detail.printer': 'There is no printer "{{name}}". There are: {{known}}',
  'detail.printer-name': 'A printer needs a name of 1 to {{max}} letters that can be seen.',

  'column.origin': 'From',
  'column.front': 'Front →, ↓',
  'column.back': 'Back →, ↓',
  'column.printer-layout': 'Pages',
  'column.flip': 'Turned about',
  'column.printer': 'Printer',
  'column.resolution': 'On the card',
  'origin.own': 'own',
  'origin.supplied': 'supplied',
  'origin.given': '--themes',
  'flip.long': 'long edge',
  'flip.short': 'short edge',
  'severity.error': 'Error',
  'severity.warning': 'Warning',
  'severity.note': 'Note',
  'theme.made':
    'The theme {{theme}} (number {{number}}) is in {{folder}}. Its README.md says what to do with each file. Then:\n  kartu-issuer theme check {{folder}}\n  kartu-issuer theme preview {{folder}} -o preview.pdf',
  'theme.checked': '{{errors}} errors, {{warnings}} warnings.',
  'theme.fine': 'The theme {{theme}} is in order.',
  'theme.usable': 'The theme {{theme}} can be used.',
  'theme.unusable': 'The theme cannot be used yet. Put the errors right and check again.',
  'theme.previewed': '{{faces}} faces on {{pages}} pages are in {{file}}.',
  'theme.pictures': 'As pictures: {{files}}.',
  'theme.no-pictures': 'No PNG pages: pdftoppm is not on this computer. Install poppler-utils for them.',
  'theme.installed': 'The theme {{theme}} (number {{number}}) is installed. Use it with --theme {{theme}}.',
  'theme.replaced': 'The theme {{theme}} (number {{number}}) is replaced. New prints look so from now on.',
  'photo.size':
    'The photo has {{width}} × {{height}} pixels; {{x}} % from the left and {{y}} % from the top come to the middle.',
  'photo.look': 'See it with: print {{memberNumber}} --theme THEME -o FILE.pdf',
  'print.photo-soft': '{{memberNumber}}: the photo is soft, only {{detail}} on the card; 200 dpi look good',
  'print.code128-dense': '{{memberNumber}}: the bar code is very fine ({{detail}})',
  'print.progress': 'Drawing {bar} {value} of {total} cards, {eta} s left',
  'print.bleed':
    'Every page has {{bleed}} mm of bleed and says where to cut (TrimBox). Send it to the print shop as it is.',
  'print.calibrated': 'The calibration page is in {{file}}. Print both sides at 100 %, and do what it says.',
  'printer.set': 'The printer "{{name}}" is kept. Print with: --printer "{{name}}"',
  'printer.removed': 'The printer "{{name}}" is removed.',
  'printer.none':
    'No printer yet. Make a page with print --calibrate, then keep what you read with printer set.',
  'calibrate.title': 'KartuKita · calibration',
  'calibrate.front': 'Front',
  'calibrate.back': 'Back',
  'calibrate.scale':
    'Print both sides on one sheet, at 100 % ("actual size"), never "fit to page". The line below must be exactly {{length}} mm long.',
  'calibrate.ruler-x':
    'Lay a ruler along the dashed line across, its zero at the left edge of the paper. The number on the scale that stands at {{zero}} mm is --{{side}}offset-x.',
  'calibrate.ruler-y':
    'Lay it along the dashed line down, its zero at the upper edge. The number at {{zero}} mm is --{{side}}offset-y.',
  'calibrate.set':
    'Keep the numbers: kartu-issuer printer set "NAME" --{{side}}offset-x X --{{side}}offset-y Y',
  'calibrate.light':
    'Print this page again with --printer "NAME" and hold it against the light, front towards you. The red lines of the back must meet the zeros in the frame. If not, add the number that they meet to --back-offset-x (above) and --back-offset-y (left).',
  'calibrate.control': 'This line is {{length}} mm long.',
  'calibrate.control-card': '{{length}} mm',
  'calibrate.card':
    'Ruler at the left edge: the number at {{zero}} mm is --{{side}}offset-x. At the upper edge: --{{side}}offset-y. The red frame shows the present setting: as far from all edges, 2 mm, when it is right.',
  'calibrate.present': 'Present setting of this side: {{x}} mm to the right, {{y}} mm down.',
};

const id: Record<keyof typeof en, string> = {
  'detail.theme-file-missing':
    '{{where}}: berkas {{file}} tidak ada atau tidak dapat dibaca. Taruh di folder tema',
  'detail.theme-file-outside':
    '{{where}}: {{file}} berada di luar folder tema. Salin berkasnya ke folder itu dan tulis namanya tanpa jalur',
  'detail.theme-file-large': '{{where}}: {{file}} lebih besar dari 8 MB. Simpan dengan ukuran lebih kecil',
  'detail.theme-file-name':
    '{{where}}: nama berkas tema memakai huruf, angka, titik, dan tanda hubung, paling banyak 50, tanpa spasi. Ganti namanya, juga di theme.json',
  'detail.theme-file-json':
    '{{where}}: ini bukan JSON, mulai sekitar baris {{at}}. Periksa koma, tanda kutip, atau kurung yang kurang di situ',
  'detail.theme-key-missing': '{{where}} belum ada. Tambahkan; README tema menunjukkan caranya',
  'detail.theme-key-unknown': '{{where}}: "{{keys}}" tidak dikenal di sini. Perbaiki ejaannya atau hapus',
  'detail.theme-value': '{{where}} tidak sebagaimana mestinya: {{reason}}',
  'detail.theme-value-kind': '{{where}} jenisnya lain: harus {{kind}}',
  'detail.theme-value-range': '{{where}} harus {{limit}}',
  'detail.theme-value-colour':
    '{{where}} bukan warna. Tulis sebagai #rrggbb, atau di tempat pemakaian dengan namanya dari colours',
  'detail.theme-value-slug': '{{where}} hanya boleh huruf kecil, angka, dan tanda hubung, diawali huruf',
  'detail.theme-value-font': '{{where}} harus nama berkas berakhiran ttf, otf, atau woff, tanpa folder',
  'detail.theme-font-missing':
    '{{where}}: fon {{file}} tidak ada. Salin berkasnya ke folder tema, atau pakai fon bawaan, misalnya PlusJakartaSans-Bold.ttf',
  'detail.theme-font-broken':
    '{{where}}: {{file}} bukan fon yang dapat dipakai. Pakai berkas TTF, OTF, atau WOFF, unduh lagi dari pembuatnya',
  'detail.theme-font-letters':
    '{{where}}: fon {{font}} tidak punya huruf {{letters}}. Pilih fon untuk aksara Latin',
  'detail.theme-picture-missing': '{{where}}: gambar {{file}} tidak ada. Taruh di folder tema',
  'detail.theme-picture-broken':
    '{{where}}: $t(detail.{{case}}). Simpan lagi sebagai JPEG, atau PNG 8 bit per warna tanpa interlace',
  'detail.theme-picture-stretched':
    '{{where}}: {{file}} ({{pixels}} piksel) akan tertarik: tempatnya {{size}}. Simpan dengan {{needed}} piksel',
  'detail.theme-picture-coarse':
    '{{where}}: {{file}} hanya {{pixels}} piksel; untuk 300 dpi perlu {{needed}}. Simpan lebih besar, dari berkas aslinya',
  'detail.theme-font-unnamed':
    '{{where}}: tema tidak punya fon "{{font}}". Tambahkan di fonts, atau pakai yang ada',
  'detail.theme-colour-unnamed':
    '{{where}}: tema tidak punya warna "{{colour}}". Tambahkan di colours, atau tulis sebagai #rrggbb',
  'detail.theme-outside-card':
    '{{where}} keluar dari kartu (85,6 × 53,98 mm). Kecilkan x + width dan y + height',
  'detail.theme-outside-safe-zone':
    '{{where}} kurang dari 3 mm dari tepi dan bisa terpotong. Geser ke dalam atau kecilkan',
  'detail.theme-overlap': '{{where}} bertumpuk dengan {{other}}. Geser atau kecilkan salah satunya',
  'detail.theme-sizes': '{{where}} lebih besar dari size. Kecilkan, atau hapus',
  'detail.theme-field-missing': '{{where}} belum ada: kartu memerlukannya. Tambahkan',
  'detail.theme-code-missing':
    '{{where}} belum ada, di belakang pun tidak. Tambahkan qr atau code128 di depan atau di belakang',
  'detail.theme-photo-side': '{{where}}: foto hanya boleh di frontWithPhoto. Pindahkan ke sana',
  'detail.theme-artwork': '{{where}} tidak dapat digambar: {{reason}}',
  'detail.theme-number-taken':
    '{{where}}: nomor {{number}} sudah dipakai tema {{other}}. Pilih yang lain; theme list menunjukkan yang terpakai',
  'detail.theme-id-taken': '{{where}}: dua tema memakai id ini. Beri masing-masing id sendiri',
  'detail.theme-number-kept':
    'tema {{theme}} bernomor {{number}}, yang tertulis di kartu-kartunya, bukan {{given}}. Tulis {{number}} di theme.json, atau ganti id-nya',
  'detail.theme-contrast':
    '{{where}}: teks sulit dibedakan dari latarnya (kontras {{ratio}}:1, perlu {{least}}:1). Pakai warna lebih gelap atau terang, atau sederhanakan gambar di situ',
  'detail.theme-text-cut':
    '{{where}}: teks panjang terpotong: "{{text}}". Lebarkan atau tinggikan kotaknya, atau izinkan lebih banyak baris',
  'detail.theme-text-broken':
    '{{where}}: teks panjang menjadi sangat kecil atau terpenggal: "{{text}}". Lebarkan atau tinggikan kotaknya',
  'detail.theme-name-abbreviated': '{{where}}: nama terpanjang disingkat: "{{text}}"',
  'detail.theme-name-small':
    '{{where}}: nama panjang mengecil sampai {{size}} pt, sulit dibaca di kartu: "{{text}}". Lebarkan atau tinggikan kotaknya',
  'detail.theme-code-contrast':
    '{{where}}: pemindai memerlukan gelap di atas terang (kontras {{ratio}}:1, perlu 4,5:1). Gelapkan colour dan terangkan panel',
  'detail.theme-qr-small':
    '{{where}} terlalu kecil untuk nomor terpanjang. Buat size paling sedikit {{size}}',
  'detail.theme-quiet-zone':
    '{{where}}: kode QR memerlukan {{needed}} modul terang di sekelilingnya, panel menyisakan {{modules}}, dan gambar di situ gelap. Jadikan quietModules {{needed}}, atau jauhkan gambarnya',
  'detail.theme-code128-narrow':
    '{{where}} terlalu sempit untuk nomor terpanjang. Buat width paling sedikit {{width}}',
  'detail.theme-code128-low':
    '{{where}} rendah untuk pemindai genggam. Buat height paling sedikit {{height}}',
  'detail.theme-artwork-gap':
    '{{where}}: {{percent}} % kartu tidak tertutup gambar dan akan putih. Tutup seluruh kartu',
  'detail.theme-artwork-bleed':
    '{{where}}: gambar tidak sampai {{bleed}} mm melewati setiap tepi. Lebarkan, atau tulis di bleedMm sejauh mana gambarnya sampai',
  'detail.theme-no-photo': '{{where}} tidak ada: kartu tema ini tidak menampilkan foto',
  'detail.theme-not-looked':
    '{{where}}: gambarnya tidak dilihat (kontras, zona tenang, bleed). Pasang poppler-utils untuk itu',
  'detail.theme-folder': 'Folder {{path}} sudah ada. Pilih yang lain dengan -o',
  'detail.theme-name': 'Tema perlu nama berhuruf Latin, paling panjang {{max}}. Contoh: "Ombak Biru".',
  'detail.theme-numbers': 'Semua 255 nomor tema sudah terpakai.',
  'detail.theme-exists': 'Tema {{theme}} sudah ada; --force menggantinya',
  'detail.theme-given':
    'Tidak ada folder {{path}} berisi tema, dan tidak ada tema bernama itu. Lihat: theme list',
  'detail.photos-coarse':
    'foto terlalu kasar untuk dicetak, kurang dari {{dpi}} titik per inci di kartu ({{count}}): {{named}}. Minta foto yang lebih baik (member edit … --photo), atau tetap cetak dengan --accept-low-resolution',
  'detail.photo-focus':
    '"{{text}}" bukan titik pada foto. Tulis persen dari kiri dan dari atas, misalnya 50,30.',
  'detail.photo-none': 'Anggota {{memberNumber}} belum punya foto. Tambahkan dengan: member edit … --photo',
  'detail.length': '"{{text}}" bukan panjang dari {{min}} sampai {{max}} mm. Tulis misalnya 0,5mm atau -1.',
  'detail.print-bleed': 'Bleed untuk percetakan, satu sisi per halaman: pakai dengan --layout card.',
  'detail.print-members':
    'Sebutkan kartu siapa yang dicetak, dengan nomornya, atau --calibrate untuk halaman penyetel pencetak.',
  'detail.calibrate-members': 'Dengan --calibrate tidak ada kartu yang dicetak: hapus nomornya.',
  'detail.printer': 'Tidak ada pencetak "{{name}}". Yang ada: {{known}}',
  'detail.printer-name': 'Pencetak perlu nama 1 sampai {{max}} huruf yang terlihat.',

  'column.origin': 'Asal',
  'column.front': 'Depan →, ↓',
  'column.back': 'Belakang →, ↓',
  'column.printer-layout': 'Halaman',
  'column.flip': 'Dibalik pada',
  'column.printer': 'Pencetak',
  'column.resolution': 'Di kartu',
  'origin.own': 'sendiri',
  'origin.supplied': 'bawaan',
  'origin.given': '--themes',
  'flip.long': 'sisi panjang',
  'flip.short': 'sisi pendek',
  'severity.error': 'Salah',
  'severity.warning': 'Peringatan',
  'severity.note': 'Catatan',
  'theme.made':
    'Tema {{theme}} (nomor {{number}}) ada di {{folder}}. README.md di situ menjelaskan setiap berkas. Lalu:\n  kartu-issuer theme check {{folder}}\n  kartu-issuer theme preview {{folder}} -o pratinjau.pdf',
  'theme.checked': '{{errors}} kesalahan, {{warnings}} peringatan.',
  'theme.fine': 'Tema {{theme}} sudah beres.',
  'theme.usable': 'Tema {{theme}} dapat dipakai.',
  'theme.unusable': 'Tema belum dapat dipakai. Perbaiki kesalahannya lalu periksa lagi.',
  'theme.previewed': '{{faces}} muka kartu pada {{pages}} halaman ada di {{file}}.',
  'theme.pictures': 'Sebagai gambar: {{files}}.',
  'theme.no-pictures':
    'Tanpa halaman PNG: pdftoppm tidak ada di komputer ini. Pasang poppler-utils untuk itu.',
  'theme.installed': 'Tema {{theme}} (nomor {{number}}) terpasang. Pakai dengan --theme {{theme}}.',
  'theme.replaced': 'Tema {{theme}} (nomor {{number}}) diganti. Cetakan berikutnya memakai rupa yang baru.',
  'photo.size':
    'Foto berukuran {{width}} × {{height}} piksel; titik {{x}} % dari kiri dan {{y}} % dari atas berada di tengah.',
  'photo.look': 'Lihat dengan: print {{memberNumber}} --theme TEMA -o BERKAS.pdf',
  'print.photo-soft':
    '{{memberNumber}}: fotonya kurang tajam, hanya {{detail}} di kartu; 200 dpi tampak baik',
  'print.code128-dense': '{{memberNumber}}: kode batangnya sangat halus ({{detail}})',
  'print.progress': 'Menggambar {bar} {value} dari {total} kartu, sisa {eta} detik',
  'print.bleed':
    'Setiap halaman punya bleed {{bleed}} mm dan tanda potong (TrimBox). Kirim ke percetakan apa adanya.',
  'print.calibrated':
    'Halaman kalibrasi ada di {{file}}. Cetak kedua sisinya pada 100 %, lalu ikuti petunjuknya.',
  'printer.set': 'Pencetak "{{name}}" disimpan. Cetak dengan: --printer "{{name}}"',
  'printer.removed': 'Pencetak "{{name}}" dihapus.',
  'printer.none':
    'Belum ada pencetak. Buat halaman dengan print --calibrate, lalu simpan hasil bacaannya dengan printer set.',
  'calibrate.title': 'KartuKita · kalibrasi',
  'calibrate.front': 'Depan',
  'calibrate.back': 'Belakang',
  'calibrate.scale':
    'Cetak kedua sisi pada satu lembar, 100 % ("ukuran sebenarnya"), jangan "sesuaikan halaman". Garis di bawah harus tepat {{length}} mm.',
  'calibrate.ruler-x':
    'Letakkan penggaris pada garis putus-putus mendatar, nolnya di tepi kiri kertas. Angka skala di {{zero}} mm adalah --{{side}}offset-x.',
  'calibrate.ruler-y':
    'Letakkan pada garis putus-putus tegak, nolnya di tepi atas. Angka di {{zero}} mm adalah --{{side}}offset-y.',
  'calibrate.set':
    'Simpan angkanya: kartu-issuer printer set "NAMA" --{{side}}offset-x X --{{side}}offset-y Y',
  'calibrate.light':
    'Cetak lagi halaman ini dengan --printer "NAMA" dan lihat menembus cahaya, sisi depan ke arah Anda. Garis merah dari belakang harus bertemu nol di bingkai. Bila tidak, tambahkan angka yang ditemuinya ke --back-offset-x (atas) dan --back-offset-y (kiri).',
  'calibrate.control': 'Garis ini panjangnya {{length}} mm.',
  'calibrate.control-card': '{{length}} mm',
  'calibrate.card':
    'Penggaris di tepi kiri: angka di {{zero}} mm adalah --{{side}}offset-x. Di tepi atas: --{{side}}offset-y. Bingkai merah memakai setelan sekarang: bila benar, sama jauhnya dari semua tepi, 2 mm.',
  'calibrate.present': 'Setelan sisi ini sekarang: {{x}} mm ke kanan, {{y}} mm ke bawah.',
};

export const faces = { en, id };
