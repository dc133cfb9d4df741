"""One small story in the 55 languages of langdetect: three sentences of prose, written for the project."""

STORY = {
    "en": "After three days of rain the river was so high that the farmers brought their sheep to the hill. "
    "Nobody had thought that the old bridge would hold. When the sun came back, the children counted "
    "the animals and found that only one of them was missing.",
    "fr": "Après trois jours de pluie, la rivière était si haute que les paysans ont mené leurs moutons sur "
    "la colline. Personne ne pensait que le vieux pont tiendrait. Quand le soleil est revenu, les "
    "enfants ont compté les bêtes et ils ont vu qu'il n'en manquait qu'une.",
    "es": "Después de tres días de lluvia el río estaba tan alto que los campesinos llevaron sus ovejas a "
    "la colina. Nadie pensaba que el viejo puente iba a resistir. Cuando volvió el sol, los niños "
    "contaron los animales y vieron que solo faltaba uno de ellos.",
    "de": "Nach drei Tagen Regen war der Fluss so hoch, dass die Bauern ihre Schafe auf den Hügel brachten. "
    "Niemand hatte gedacht, dass die alte Brücke halten würde. Als die Sonne wieder schien, zählten "
    "die Kinder die Tiere und sahen, dass nur eines von ihnen fehlte.",
    "pt": "Depois de três dias de chuva o rio estava tão alto que os camponeses levaram as suas ovelhas "
    "para a colina. Ninguém pensava que a velha ponte iria aguentar. Quando o sol voltou, as crianças "
    "contaram os animais e viram que só faltava um deles.",
    "it": "Dopo tre giorni di pioggia il fiume era così alto che i contadini portarono le loro pecore sulla "
    "collina. Nessuno pensava che il vecchio ponte avrebbe retto. Quando il sole è tornato, i bambini "
    "hanno contato gli animali e hanno visto che ne mancava soltanto uno.",
    "nl": "Na drie dagen regen stond de rivier zo hoog dat de boeren hun schapen naar de heuvel brachten. "
    "Niemand had gedacht dat de oude brug het zou houden. Toen de zon weer scheen, telden de kinderen "
    "de dieren en zagen ze dat er maar één van hen ontbrak.",
    "id": "Setelah hujan selama tiga hari, air sungai itu menjadi sangat tinggi sehingga para petani "
    "membawa domba mereka ke atas bukit. Tidak ada yang mengira bahwa jembatan tua itu akan bertahan. "
    "Ketika matahari muncul lagi, anak-anak menghitung hewan-hewan itu dan melihat bahwa hanya satu "
    "yang hilang.",
    "tr": "Üç gün süren yağmurdan sonra nehir o kadar yükseldi ki köylüler koyunlarını tepeye götürdüler. "
    "Hiç kimse eski köprünün dayanacağını düşünmemişti. Güneş geri geldiği zaman çocuklar hayvanları "
    "saydılar ve sadece bir tanesinin eksik olduğunu gördüler, ama bu onlar için çok önemli değildi.",
    "vi": "Sau ba ngày mưa, nước sông đã lên cao đến nỗi những người nông dân phải đưa đàn cừu của họ lên "
    "đồi. Không ai nghĩ rằng cây cầu cũ sẽ đứng vững. Khi mặt trời trở lại, các em nhỏ đếm những con "
    "vật và thấy rằng chỉ có một con bị mất.",
    "pl": "Po trzech dniach deszczu rzeka była tak wysoka, że chłopi zaprowadzili swoje owce na wzgórze. "
    "Nikt nie myślał, że stary most to wytrzyma. Kiedy słońce znowu się pokazało, dzieci policzyły "
    "zwierzęta i zobaczyły, że brakuje tylko jednego z nich.",
    "sv": "Efter tre dagar av regn var floden så hög att bönderna förde sina får upp på kullen. Ingen hade "
    "trott att den gamla bron skulle hålla. När solen kom tillbaka räknade barnen djuren och såg att "
    "det bara var ett av dem som saknades.",
    "da": "Efter tre dage med regn var floden så høj, at bønderne førte deres får op på bakken. Ingen havde "
    "troet, at den gamle bro ville holde. Da solen kom tilbage, talte børnene dyrene og så, at der "
    "kun manglede et af dem.",
    "no": "Etter tre dager med regn var elva så høy at bøndene tok sauene sine opp på høyden. Ingen hadde "
    "trodd at den gamle brua ville holde. Da sola kom tilbake, telte barna dyrene og så at det bare "
    "var ett av dem som manglet.",
    "fi": "Kolmen päivän sateen jälkeen joki oli niin korkealla, että talonpojat veivät lampaansa mäelle. "
    "Kukaan ei ollut uskonut, että vanha silta kestäisi. Kun aurinko tuli takaisin, lapset laskivat "
    "eläimet ja näkivät, että niistä puuttui vain yksi.",
    "hu": "Három nap eső után a folyó olyan magas volt, hogy a parasztok a dombra vitték a juhaikat. Senki "
    "sem gondolta, hogy a régi híd kitart. Amikor a nap újra kisütött, a gyerekek megszámolták az "
    "állatokat, és azt látták, hogy csak egy hiányzik közülük.",
    "cs": "Po třech dnech deště byla řeka tak vysoká, že sedláci odvedli své ovce na kopec. Nikdo si "
    "nemyslel, že starý most vydrží. Když se slunce vrátilo, děti spočítaly zvířata a viděly, že jim "
    "chybí jen jedno z nich.",
    "sk": "Po troch dňoch dažďa bola rieka taká vysoká, že sedliaci odviedli svoje ovce na kopec. Nikto si "
    "nemyslel, že starý most vydrží. Keď sa slnko vrátilo, deti spočítali zvieratá a videli, že im "
    "chýba len jedno z nich.",
    "ro": "După trei zile de ploaie râul era atât de înalt încât țăranii și-au dus oile pe deal. Nimeni nu "
    "credea că podul cel vechi va rezista. Când soarele s-a întors, copiii au numărat animalele și au "
    "văzut că lipsea doar unul dintre ele.",
    "hr": "Nakon tri dana kiše rijeka je bila tako visoka da su seljaci odveli svoje ovce na brdo. Nitko "
    "nije mislio da će stari most izdržati. Kada se sunce vratilo, djeca su prebrojala životinje i "
    "vidjela da nedostaje samo jedna od njih.",
    "sl": "Po treh dneh dežja je bila reka tako visoka, da so kmetje odpeljali svoje ovce na hrib. Nihče ni "
    "mislil, da bo stari most zdržal. Ko se je sonce vrnilo, so otroci prešteli živali in videli, da "
    "manjka samo ena od njih.",
    "et": "Pärast kolme päeva vihma oli jõgi nii kõrge, et talupojad viisid oma lambad mäe peale. Keegi ei "
    "uskunud, et vana sild vastu peab. Kui päike tagasi tuli, lugesid lapsed loomad üle ja nägid, et "
    "ainult üks neist oli puudu.",
    "lv": "Pēc trīs dienu lietus upe bija tik augsta, ka zemnieki aizveda savas aitas uz kalnu. Neviens "
    "nedomāja, ka vecais tilts izturēs. Kad saule atgriezās, bērni saskaitīja dzīvniekus un redzēja, "
    "ka trūkst tikai viena no tiem.",
    "lt": "Po trijų lietaus dienų upė buvo tokia aukšta, kad ūkininkai nuvedė savo avis ant kalno. Niekas "
    "negalvojo, kad senas tiltas atlaikys. Kai saulė sugrįžo, vaikai suskaičiavo gyvulius ir pamatė, "
    "kad trūksta tik vieno iš jų.",
    "ca": "Després de tres dies de pluja el riu era tan alt que els pagesos van portar les seves ovelles al "
    "turó. Ningú no pensava que el vell pont aguantaria. Quan el sol va tornar, els nens van comptar "
    "els animals i van veure que només en faltava un.",
    "sq": "Pas tri ditësh shi lumi ishte aq i lartë sa që fshatarët i çuan delet e tyre në kodër. Askush "
    "nuk mendonte se ura e vjetër do të mbante. Kur dielli u kthye, fëmijët i numëruan kafshët dhe "
    "panë se mungonte vetëm një prej tyre.",
    "tl": "Pagkatapos ng tatlong araw ng ulan, ang ilog ay naging napakataas kaya dinala ng mga magsasaka "
    "ang kanilang mga tupa sa burol. Walang nag-akala na ang lumang tulay ay tatagal. Nang bumalik "
    "ang araw, binilang ng mga bata ang mga hayop at nakita nila na isa lamang ang nawawala.",
    "sw": "Baada ya siku tatu za mvua mto ulikuwa juu sana hivyo wakulima walipeleka kondoo wao kwenye "
    "kilima. Hakuna mtu aliyefikiri kwamba daraja la zamani lingeweza kusimama. Wakati jua "
    "liliporudi, watoto walihesabu wanyama na waliona kwamba mmoja tu kati yao alikuwa amepotea.",
    "cy": "Ar ôl tri diwrnod o law roedd yr afon mor uchel fel bod y ffermwyr wedi mynd â'u defaid i'r "
    "bryn. Nid oedd neb wedi meddwl y byddai'r hen bont yn dal. Pan ddaeth yr haul yn ôl, roedd y "
    "plant wedi cyfrif yr anifeiliaid a gweld mai dim ond un oedd ar goll.",
    "so": "Saddex maalmood oo roob ah ka dib webigu aad ayuu u sarreeyay, sidaas darteed beeraleydu waxay "
    "idahoodii geeyeen buurta. Qofna ma filayn in buundada duugga ahi ay sii taagnaan doonto. Markii "
    "qorraxdu soo noqotay carruurtu waxay tiriyeen xoolaha waxayna arkeen in mid keliya ka maqan "
    "yahay.",
    "af": "Ná drie dae se reën was die rivier so hoog dat die boere hulle skape na die heuwel gebring het. "
    "Niemand het gedink dat die ou brug sou hou nie. Toe die son weer skyn, het die kinders die diere "
    "getel en gesien dat net een van hulle weg is.",
    "ru": "После трёх дней дождя река поднялась так высоко, что крестьяне увели своих овец на холм. Никто "
    "не думал, что старый мост выдержит. Когда солнце вернулось, дети посчитали животных и увидели, "
    "что не хватает только одного.",
    "uk": "Після трьох днів дощу річка піднялася так високо, що селяни відвели своїх овець на пагорб. Ніхто "
    "не думав, що старий міст витримає. Коли сонце повернулося, діти порахували тварин і побачили, що "
    "бракує лише однієї.",
    "bg": "След три дни дъжд реката беше толкова висока, че селяните заведоха овцете си на хълма. Никой не "
    "мислеше, че старият мост ще издържи. Когато слънцето се върна, децата преброиха животните и "
    "видяха, че липсва само едно от тях.",
    "mk": "По три дена дожд реката беше толку висока што селаните ги однесоа своите овци на ридот. Никој не "
    "мислеше дека стариот мост ќе издржи. Кога сонцето се врати, децата ги изброија животните и видоа "
    "дека недостасува само едно.",
    "el": "Μετά από τρεις μέρες βροχής το ποτάμι ήταν τόσο ψηλό που οι αγρότες πήγαν τα πρόβατά τους στον "
    "λόφο. Κανείς δεν πίστευε ότι η παλιά γέφυρα θα κρατούσε. Όταν γύρισε ο ήλιος, τα παιδιά μέτρησαν "
    "τα ζώα και είδαν ότι έλειπε μόνο ένα.",
    "he": "אחרי שלושה ימים של גשם הנהר היה כל כך גבוה שהאיכרים הביאו את הכבשים שלהם אל הגבעה. איש לא חשב "
    "שהגשר הישן יחזיק מעמד. כאשר השמש חזרה, הילדים ספרו את החיות וראו שרק אחת מהן חסרה.",
    "ar": "بعد ثلاثة أيام من المطر ارتفع النهر كثيرا حتى أن الفلاحين أخذوا أغنامهم إلى التل. لم يكن أحد يظن "
    "أن الجسر القديم سوف يصمد. وعندما عادت الشمس عد الأطفال الحيوانات ورأوا أن واحدا منها فقط كان "
    "مفقودا.",
    "fa": "بعد از سه روز باران، رودخانه آن قدر بالا آمد که کشاورزان گوسفندان خود را به تپه بردند. هیچ کس "
    "فکر نمی‌کرد که پل قدیمی دوام بیاورد. وقتی خورشید برگشت، بچه‌ها حیوانات را شمردند و دیدند که فقط "
    "یکی از آنها نیست.",
    "ur": "تین دن کی بارش کے بعد دریا اتنا اونچا ہو گیا کہ کسان اپنی بھیڑوں کو پہاڑی پر لے گئے۔ کسی نے نہیں "
    "سوچا تھا کہ پرانا پل قائم رہے گا۔ جب سورج واپس آیا تو بچوں نے جانوروں کو گنا اور دیکھا کہ ان میں "
    "سے صرف ایک غائب ہے۔",
    "hi": "तीन दिन की बारिश के बाद नदी इतनी ऊँची हो गई कि किसान अपनी भेड़ों को पहाड़ी पर ले गए। किसी ने "
    "नहीं सोचा था कि पुराना पुल टिकेगा। जब सूरज वापस आया तो बच्चों ने जानवरों को गिना और देखा कि "
    "उनमें से केवल एक गायब है।",
    "mr": "तीन दिवसांच्या पावसानंतर नदी इतकी वाढली की शेतकऱ्यांनी आपल्या मेंढ्या टेकडीवर नेल्या. जुना पूल "
    "टिकेल असे कोणालाही वाटले नव्हते. जेव्हा सूर्य परत आला तेव्हा मुलांनी प्राणी मोजले आणि "
    "त्यांच्यापैकी फक्त एकच नाही असे त्यांना दिसले.",
    "ne": "तीन दिनको वर्षापछि नदी यति अग्लो भयो कि किसानहरूले आफ्ना भेडाहरूलाई डाँडामा लगे। पुरानो पुल "
    "टिक्छ भनेर कसैले सोचेको थिएन। जब घाम फर्कियो, केटाकेटीहरूले जनावरहरू गने र तीमध्ये एउटा मात्र "
    "हराएको देखे।",
    "bn": "তিন দিন বৃষ্টির পরে নদী এত উঁচু হয়ে গেল যে কৃষকরা তাদের ভেড়াগুলোকে পাহাড়ে নিয়ে গেল। কেউ "
    "ভাবেনি যে পুরনো সেতুটি টিকবে। যখন সূর্য ফিরে এল, শিশুরা পশুগুলো গুনল এবং দেখল যে মাত্র একটি নেই।",
    "gu": "ત્રણ દિવસના વરસાદ પછી નદી એટલી ઊંચી થઈ ગઈ કે ખેડૂતો પોતાનાં ઘેટાંને ટેકરી પર લઈ ગયા. કોઈએ "
    "વિચાર્યું ન હતું કે જૂનો પુલ ટકશે. જ્યારે સૂરજ પાછો આવ્યો ત્યારે બાળકોએ પ્રાણીઓ ગણ્યાં અને જોયું "
    "કે ફક્ત એક જ નથી.",
    "pa": "ਤਿੰਨ ਦਿਨਾਂ ਦੇ ਮੀਂਹ ਤੋਂ ਬਾਅਦ ਦਰਿਆ ਇੰਨਾ ਉੱਚਾ ਹੋ ਗਿਆ ਕਿ ਕਿਸਾਨ ਆਪਣੀਆਂ ਭੇਡਾਂ ਨੂੰ ਪਹਾੜੀ ਉੱਤੇ ਲੈ ਗਏ। "
    "ਕਿਸੇ ਨੇ ਨਹੀਂ ਸੋਚਿਆ ਸੀ ਕਿ ਪੁਰਾਣਾ ਪੁਲ ਟਿਕੇਗਾ। ਜਦੋਂ ਸੂਰਜ ਵਾਪਸ ਆਇਆ ਤਾਂ ਬੱਚਿਆਂ ਨੇ ਜਾਨਵਰ ਗਿਣੇ।",
    "ta": "மூன்று நாள் மழைக்குப் பிறகு ஆறு மிகவும் உயர்ந்ததால் விவசாயிகள் தங்கள் ஆடுகளை மலைக்கு கொண்டு "
    "சென்றனர். பழைய பாலம் தாங்கும் என்று யாரும் நினைக்கவில்லை. சூரியன் திரும்பி வந்தபோது குழந்தைகள் "
    "விலங்குகளை எண்ணினார்கள்.",
    "te": "మూడు రోజుల వర్షం తరువాత నది చాలా ఎత్తుగా పెరిగింది, అందువల్ల రైతులు తమ గొర్రెలను కొండ మీదకు "
    "తీసుకువెళ్ళారు. పాత వంతెన నిలబడుతుందని ఎవరూ అనుకోలేదు. సూర్యుడు తిరిగి వచ్చినప్పుడు పిల్లలు "
    "జంతువులను లెక్కించారు.",
    "kn": "ಮೂರು ದಿನಗಳ ಮಳೆಯ ನಂತರ ನದಿ ತುಂಬಾ ಎತ್ತರವಾಯಿತು, ಆದ್ದರಿಂದ ರೈತರು ತಮ್ಮ ಕುರಿಗಳನ್ನು ಬೆಟ್ಟಕ್ಕೆ ತಂದರು. ಹಳೆಯ "
    "ಸೇತುವೆ ನಿಲ್ಲುತ್ತದೆ ಎಂದು ಯಾರೂ ಭಾವಿಸಿರಲಿಲ್ಲ. ಸೂರ್ಯ ಮರಳಿ ಬಂದಾಗ ಮಕ್ಕಳು ಪ್ರಾಣಿಗಳನ್ನು ಎಣಿಸಿದರು.",
    "ml": "മൂന്നു ദിവസത്തെ മഴയ്ക്കു ശേഷം പുഴ വളരെ ഉയർന്നു, അതുകൊണ്ട് കർഷകർ അവരുടെ ആടുകളെ കുന്നിലേക്ക് "
    "കൊണ്ടുപോയി. പഴയ പാലം നിലനിൽക്കുമെന്ന് ആരും കരുതിയില്ല. സൂര്യൻ തിരിച്ചു വന്നപ്പോൾ കുട്ടികൾ "
    "മൃഗങ്ങളെ എണ്ണി.",
    "th": "หลังจากฝนตกสามวัน แม่น้ำก็สูงมากจนชาวนาพาแกะของพวกเขาขึ้นไปบ"
    "นเนินเขา ไม่มีใครคิดว่าสะพานเก่าจะทนได้ เมื่อดวงอาทิตย์กลับม"
    "า เด็กๆ ก็นับสัตว์และเห็นว่าหายไปเพียงตัวเดียว",
    "ja": "三日間の雨のあと、川の水がとても高くなったので、農民たちは羊を丘の上に連れて行きました。古い"
    "橋が持ちこたえるとは誰も思っていませんでした。太陽が戻ってきたとき、子どもたちは動物を数えて"
    "、一匹だけいないことに気がつきました。",
    "ko": "사흘 동안 비가 온 뒤에 강물이 너무 높아져서 농부들은 양들을 언덕으로 "
    "데려갔습니다. 아무도 낡은 다리가 버틸 것이라고 생각하지 않았습니다. 해가 다시 "
    "나왔을 때 아이들은 동물들을 세어 보고 한 마리만 없다는 것을 알았습니다.",
    "zh-cn": "下了三天雨以后，河水涨得很高，农民们把羊赶到了山上。谁也没有想到那座旧桥能够坚持下来。太阳出"
    "来以后，孩子们数了数那些动物，发现只少了一只。",
    "zh-tw": "下了三天雨以後，河水漲得很高，農民們把羊趕到了山上。誰也沒有想到那座舊橋能夠堅持下來。太陽出"
    "來以後，孩子們數了數那些動物，發現只少了一隻。",
}
