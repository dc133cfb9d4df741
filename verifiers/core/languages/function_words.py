"""The small words of each language: prose cannot do without them; names, code and lists hold few.

They stand in small letters, without what an elision leaves over (``l'``, ``d'``). Languages that share most
of theirs stand together: nobody is accused of Danish in an answer to Norwegian. Letters with dots and
accents stay: text written without them is still known by the words that have none.
"""

from __future__ import annotations

# Codes of langdetect, joined by a slash where languages are not told apart -> words.
_WORDS = {
    "en": """
        the of and to in is are was were be been being that this these those it its he she they we
        you his her their our your my with for from by on at as or but not an which who what when
        where how why if then than so because there here have has had do does did can could will
        would should may might must about into over between through after before all any some each
        every other such only also just more most very now us them him me up out no
    """,
    "fr": """
        le la les des du un une et est sont était être dans pour que qui ne pas plus sur avec ce
        cette ces il elle ils elles nous vous je tu se au aux par mais ou où donc car comme si son
        sa ses leur leurs notre votre mon ma mes tout tous toute toutes été ont avons avez fait
        faire peut peuvent aussi très bien sans sous entre alors ainsi quand dont cela ça même
        encore chaque puis en de on
    """,
    "es": """
        el la los las un una unos unas de del al en que es son era fue ser está están por para con
        sin no se su sus lo le les más pero como si este esta estos estas ese esa eso esto cuando
        donde porque también muy hay ha han ya entre sobre hasta desde todo todos toda todas cada
        otro otra qué cómo nos mi tu yo ella ellos entonces puede pueden tiene tienen
    """,
    "pt": """
        os as um uma de do da dos das em no na nos nas que é são era foi ser está estão por para com
        sem não se seu sua seus suas mais mas como ou este esta estes estas esse essa isso isto
        quando onde porque também muito há ao aos à às pelo pela já entre sobre até desde todo todos
        toda todas cada outro outra ele ela eles elas você nós então pode podem tem têm
    """,
    "it": """
        il lo la gli le un uno una di del della dei delle dello degli che è sono era essere per con
        non si nel nella nei nelle al alla ai alle dal dalla sul sulla più ma come se questo questa
        questi queste quello quella quando dove perché anche molto ha hanno ho abbiamo suo sua suoi
        loro ogni tutto tutti tutte ci da in poi quindi può possono così fra tra
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und ist sind war waren sein nicht
        auch auf für mit von zu zum zur im in am an bei aus nach über unter durch um als wie wenn
        dass daß weil aber oder er sie es wir ihr ich man sich hat haben wird werden kann können
        muss müssen soll noch nur schon so sehr mehr diese dieser dieses diesem diesen jede jeder
        alle dann also hier da wo was wer kein keine viele
    """,
    "nl/af": """
        de het een en van is zijn was waren niet ook op voor met aan te in om als dan maar of dat
        die dit deze er hij zij ze wij we jij je ik men heeft hebben wordt worden kan kunnen moet
        moeten nog naar bij uit over door tot tussen zo zeer meer elke alle hier daar waar wat wie
        geen omdat wanneer hun haar nie sal hulle hy ons jou vir hierdie daardie na baie word
    """,
    "da/no": """
        og er det den de et en av af til på med for som at ikke har var kan vil skal være blev ble
        bli blir fra om men eller hvis når hvor hvad hva hvordan hvorfor jeg du han hun vi dere
        deres sin sitt sine seg sig dette denne disse også så meget veldig mer mere end enn over
        under efter etter ved hver hvert alle noen nogle ingen
    """,
    "sv": """
        och är det den de ett en av till på med för som att inte har var kan vill ska skall vara
        blev bli blir från om men eller när vad hur varför jag du han hon vi ni deras sin sitt sina
        sig detta denna dessa också så mycket mer än över under efter vid varje alla några ingen
        eftersom
    """,
    "fi": """
        ja on ei se että hän ne he me te minä sinä oli ovat olla joka jotka mutta tai kun jos niin
        kuin myös vain sen sitä siitä siinä tämä tämän tätä nämä mikä mitä miten miksi missä hyvin
        enemmän jo vielä sekä koska ole olisi voi voidaan kanssa ilman jälkeen ennen yli kaikki
        jokainen
    """,
    "et": """
        ja on ei see et ta nad me te ma sa oli olid olla mis kes aga või kui siis ka ainult selle
        seda sellest selles need neid miks kuidas kus väga rohkem juba veel ning sest saab pole koos
        ilma pärast enne üle kõik iga oma üks
    """,
    "lv": """
        un ir nav tas tā ka viņš viņa viņi mēs jūs es bija būt kas bet vai kad ja arī tikai šis šī
        šo tie to kā kāpēc kur ļoti vairāk jau vēl par no uz ar pēc pirms bez visi katrs var lai tad
        savu viens
    """,
    "lt": """
        ir yra ne tai kad jis ji jie mes jūs aš buvo būti kas kuris kuri bet ar arba kai jei taip
        pat tik šis ši šio tie kaip kodėl kur labai daugiau jau dar apie iš su po prieš be visi
        kiekvienas gali nes savo vienas į už dėl
    """,
    "pl": """
        nie jest są był była było być się na do że to jak ale lub oraz dla od po przez przy przed
        nad pod za ze czy który która które którzy ten ta te tego tej tym tych jego jej ich on ona
        oni my wy ja mnie tylko także również bardzo więcej już jeszcze gdy jeśli kiedy gdzie
        dlaczego ponieważ więc może można każdy wszystkie co we
    """,
    "cs/sk": """
        je jsou byl byla bylo být se si na do že to jak jako ale nebo pro od po při před nad pod za
        ze který která které ten ta tento tato toto jeho její jejich on ona oni my vy já jen také
        velmi více už ještě když kde proč protože tak může každý všechny co ve aby nie sú bol bola
        bolo byť sa zo ktorý ktorá ktoré tiež veľmi viac ešte keď prečo pretože môže všetky čo alebo
        pre
    """,
    "sl/hr": """
        je so bil bila bilo biti se si na do da to kot ali za od po pri pred nad pod iz ki ta te
        tega njegov njen njihov on ona oni mi vi jaz samo tudi zelo več že še ko kjer zakaj ker
        lahko vsak vsi kaj ne ni in su bio kao ili koji koja koje taj ovaj ova ovo njezin ja također
        vrlo više već još kada gdje zašto jer može svaki svi što nije kako ako
    """,
    "hu": """
        az egy és nem is van volt vannak lesz hogy ez ezt ezek azok ami aki amely vagy de ha mint
        csak már még meg el ki be le fel így úgy nagyon több minden mert mikor ahol miért ön én te ő
        mi ti ők lehet kell után előtt alatt között nélkül szerint pedig azt
    """,
    "ro": """
        și în este sunt era fost fi nu să se la de cu pe din pentru care că ce mai dar sau dacă când
        unde cum un una unei unui lui ei lor acest această acestea aceste el ea ele noi voi eu doar
        foarte toate toți fiecare prin după înainte fără între despre are au poate pot deci astfel
        decât si sa
    """,
    "ca": """
        el la els les un una uns unes de del dels al als amb per que és són era ser està no es seu
        seva seus més però com si aquest aquesta aquests aquestes quan on perquè també molt hi ha
        han ja entre sobre fins des tot tots tota totes cada altre altra ell ella ells nosaltres
        doncs pot poden té tenen
    """,
    "tr": """
        ve bir bu da de için ile olarak olan var yok değil çok daha en gibi kadar ama fakat veya ya
        ki ne nasıl neden nerede zaman şu biz siz ben sen onlar onun bunun bunu her tüm bütün sonra
        önce göre ise mi mı olur oldu olduğu eğer çünkü sadece hem şekilde bizim
    """,
    "id": """
        yang dan di ke dari ini itu untuk dengan pada adalah tidak akan dalam juga atau oleh karena
        kita kami saya anda dia mereka bisa dapat ada sudah telah lebih sangat hanya jika ketika
        saat seperti sebagai bahwa tetapi namun setiap semua para lagi jadi maka antara setelah
        sebelum masih harus bukan
    """,
    "tl": """
        ang ng mga sa na at ay ni si nang hindi ito iyon para kung kapag dahil ngunit pero siya sila
        kami tayo kayo ako ikaw niya nila namin natin ko mo may mayroon wala lamang din rin pa po
        bawat lahat mas kaya upang ayon bago pagkatapos
    """,
    "vi": """
        là của và các có được cho không một trong những này với người đã để khi cũng từ thì ở như ra
        rằng nếu vì nên bạn chúng ta tôi đó phải sẽ thể hay tất cả nhiều hơn rất mỗi đến lại vào
        trên sau trước giữa họ nó bởi mà
    """,
    "sw": """
        na ya wa kwa ni la katika za cha hii huu hiyo hizi wake yake zake ili lakini au kama si sio
        yeye wao sisi mimi wewe kuwa ana wana kila wote yote sana zaidi pia tu bado baada kabla kati
        hivyo kwamba ambayo ambao
    """,
    "sq": """
        dhe në një është janë ishte të për me nga që nuk ka kanë si por ose nëse kur ku pse sepse ai
        ajo ata ne ju unë kjo ky këto këta vetëm edhe shumë më çdo gjithë mund pas para midis deri
    """,
    "cy": """
        yn yr ac mae ar gan gyda wedi ei eu ond neu os pan lle pam oherwydd hi nhw ni chi hefyd iawn
        mwy hwn hon hyn pob bod oedd fod wrth rhwng heb ôl cyn dim
    """,
    "so": """
        waa oo iyo ka ku uu ay in la aan ah si wuxuu waxay waxaa kale laakiin ama haddii marka halka
        sababta isaga iyada iyaga aad kan tan kuwa kaliya sidoo badan hal
    """,
    "ru": """
        и в не на что он она они оно мы вы я ты с по это как но или если когда где почему потому для
        от из к у за до при о об над под без между был была было были быть есть его её их наш ваш
        все всё этот эта эти этого который которая которые только также очень более уже ещё так же
        бы ли можно нужно то
    """,
    "uk": """
        і в не на що він вона вони воно ми ви я ти з по це як але або якщо коли де чому тому для від
        із до у за при про над під без між був була було були бути є його її їх наш ваш всі все цей
        ця ці цього який яка які тільки також дуже більше вже ще так же би чи можна треба та й
    """,
    "bg/mk": """
        и в не на че той тя те то ние вие аз ти с по това как но или ако кога къде защо за от из към
        у до при над под без между беше бяха да е са си се него нея тях всички този тази тези който
        която които само също много повече вече още така може трябва ќе дека што тој таа тие како
        кој која кои овој оваа исто повеќе веќе уште
    """,
    "ar": """
        في من على إلى عن أن إن هذا هذه ذلك تلك التي الذي الذين ما لا لم لن كان كانت يكون هو هي هم
        نحن أنت أنا أو ثم بل لكن إذا عندما حيث كيف لماذا لأن كل بعض بين بعد قبل مع قد كما أيضا غير
        فقط وهو وهي ولا
    """,
    "fa": """
        در از به که این آن است را با برای تا بر یا اما اگر هم نیز ما شما من او آنها هر همه یک می شود
        شد بود باشد نیست دارد کرد کند چه چرا چون خود دیگر بین پس هنگامی
    """,
    "ur": """
        کے کی کا میں سے ہے ہیں کو اور پر نے یہ وہ کہ اس ان ایک بھی تو جو نہیں تھا تھی تھے گا گی کر
        ہو ہوتا لیے ساتھ ہم آپ یا اگر لیکن کیا کیوں جب پھر بہت سب
    """,
}

FUNCTION_WORDS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _WORDS.items()}
