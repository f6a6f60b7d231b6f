#!/bin/sh
# ha-classify: what buyers write in their own languages and spellings
. "${0%/*}/lib.sh"

# reads NAME: the messages of the file NAME are understood.  A line of it has
# the intents that must be named, in order and with commas, and no others; what
# else must be said, as "urgency=high", "emotion=angry", "signal=legal" or "-";
# and the message.
reads() {
	jq -Rc 'split(" | ") | {v: 1, kind: "message", id: "a/b/1", channel: "a",
	    account: "b", external_id: "1", text: .[2], intents: .[0],
	    also: .[1]}' "$1" | ha-classify >got &&
	jq -r 'select(([.class.intents[].id] | join(",")) != .intents or
	    (.also != "-" and ([.also] - ["urgency=" + .class.urgency,
	    "emotion=" + .class.emotion, "lang=" + .class.lang,
	    (.class.signals[] | "signal=" + .)] != [])))
	    | [.text, (.class | del(.why) | tostring)][]' got >wrong &&
	[ -s got ] && { [ ! -s wrong ] || { cat wrong >&2; false; }; }
}

cat >es <<'E_ES'
where_is_my_order | - | Disculpen, mi paquete lleva nueve dias parado en Madrid, cuando me llega??
not_received | - | El cartero lo marca como entregado y en mi buzón no hay nada
customs_duties | - | Correos me pide 18 euros de aduana por una bufanda
damaged_in_transit,exchange_request | - | El humidificador llegó quebrado, me lo cambian por otro?
defective,refund_request | signal=safety | El cargador echa chispas al enchufarlo. Exijo que me devuelvan el dinero
wrong_item | - | Encargué guantes negros y me mandaron unos azules
cancel_order | urgency=high | Porfa cancelen mi pedido, ya no lo quiero
complaint_service | signal=legal | Cuarto correo que les escribo y nadie contesta, iré a PROFECO con mi abogado
size_fit | - | Mido 1,70 y uso talla M, qué talla me recomiendan en el suéter?
positive_feedback | emotion=satisfied | Me encantó la cobija, súper suavecita, la recomiendo
E_ES
check 'Spanish of Spain and of Latin America, with and without accents' '
	reads es
'
cat >it <<'E_IT'
where_is_my_order | - | Scusate, il pacco è fermo a Bologna da una settimana, quando arriva?
not_received | - | Risulta consegnato ma nella buca delle lettere non c'è niente
customs_duties | - | La Posta mi chiede 25 franchi di dazi per una sciarpa, come mai?
damaged_in_transit,exchange_request | - | Buongiorno, la lampada è arrivata spaccata, me ne mandate un'altra?
defective,refund_request | signal=safety | Il caricatore fa scintille appena lo attacco. Rivoglio i miei soldi
wrong_item | - | Avevo ordinato i guanti neri e mi avete mandato quelli blu
cancel_order | urgency=high | Vorrei annullare l'ordine, l'ho fatto per sbaglio
complaint_service | signal=legal | Quarta mail senza risposta, mi rivolgo al Codacons e al mio avvocato
size_fit | - | nn so che taglia prendere, sono alta 1,70 e peso 62 kg
positive_feedback | emotion=satisfied | Coperta bellissima e morbida, la consiglio a tutti, complimenti!
E_IT
check 'Italian of Italy and of Ticino' '
	reads it
'
cat >nl <<'E_NL'
where_is_my_order | - | Waar blijft mijn pakket? De track and trace staat al een week stil
damaged_in_transit,refund_request | - | De vaas is kapot aangekomen, ik wil mijn geld terug
defective | signal=safety | De lader werd zo heet dat het plastic smolt, levensgevaarlijk, hij doet het niet meer
cancel_order | urgency=high | Graag mijn bestelling annuleren
E_NL
check 'Dutch' '
	reads nl
'
cat >sv <<'E_SV'
where_is_my_order | - | När kommer mitt paket? Spårningen har inte uppdaterats på en vecka
wrong_item,exchange_request | - | Jag fick fel färg, kan jag byta mot en svart?
refund_request | signal=legal | Jag vill ha pengarna tillbaka, annars kontaktar jag Konsumentverket
E_SV
check 'Swedish' '
	reads sv
'
cat >pl <<'E_PL'
damaged_in_transit,exchange_request | - | Lampa przyszła stłuczona, proszę o wymianę na nową
where_is_my_order | - | Gdzie jest moja paczka? Od tygodnia brak zmian statusu
defective | signal=safety | Ładowarka zaczęła dymić i iskrzyć, nie działa
E_PL
check 'Polish' '
	reads pl
'
cat >tr <<'E_TR'
where_is_my_order | - | Kargom nerede, iki haftadır gelmedi
wrong_item | - | Yanlış renk geldi, ben siyah istemiştim
defective | signal=safety | Şarj aleti duman çıkardı, kısa devre yaptı, çalışmıyor
E_TR
check 'Turkish' '
	reads tr
'
cat >id <<'E_ID'
where_is_my_order | - | Kak, paket saya sampai mana ya? Resinya tidak update
damaged_in_transit,refund_request | - | Barang sampai pecah, saya minta refund
E_ID
check 'Indonesian' '
	reads id
'
cat >vi <<'E_VI'
where_is_my_order | - | Shop ơi đơn hàng của mình tới đâu rồi ạ
defective | signal=safety | Cục sạc bốc khói rồi giật điện, không sạc được nữa
E_VI
check 'Vietnamese' '
	reads vi
'
cat >th <<'E_TH'
where_is_my_order | - | ของถึงไหนแล้วคะ สั่งไปอาทิตย์นึงแล้ว
missing_parts | - | ได้ของไม่ครบค่ะ ไม่มีสายชาร์จในกล่อง
cancel_order | urgency=high | ขอยกเลิกออเดอร์ค่ะ
E_TH
check 'Thai' '
	reads th
'
cat >ar <<'E_AR'
where_is_my_order | - | وين طلبي؟ صار له اسبوعين ما وصل
refund_request | signal=legal | رجعوا لي فلوسي والا ارفع شكوى في حماية المستهلك
damaged_in_transit | - | وصل الطلب مكسور والكرتون مفتوح
E_AR
check 'Arabic of several countries' '
	reads ar
'
done_testing
