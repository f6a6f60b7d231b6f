#!/bin/sh
# mail as it is sent: charsets, structures, machines, lies
. "${0%/*}/lib.sh"

mail() {
	ha-mime --one <"$tests/data/mail/$1.eml" >got 2>err
}

# is FILTER VALUE: what jq prints of the record
is() {
	v=$(jq -r "$1" got) && [ "$v" = "$2" ] && return 0
	echo "$1 is '$v', expected '$2'" >&2
	return 1
}

check 'GB18030 under the name gb2312, a subject cut inside a character' '
	mail gb18030 && is .from.name 王小明 &&
	is .subject "订单 114-3941689-8772232 的围巾还没有收到" &&
	jq -e ".text | contains(\"请帮我查一下，谢谢！㐂\")" got
'
check 'raw bytes in the headers are read in the charset of the body' '
	mail raw-gbk-header && is .from.name 李雷 && is .subject 退货申请：颜色不对
'
check 'ISO-2022-JP with characters that Japanese mail programs add' '
	mail iso-2022-jp && is .subject "商品①が届きません" &&
	jq -e ".text | contains(\"㈱ニット商会\") and contains(\"ﾖﾛｼｸ\")" got
'
check 'quoted-printable, and windows-1252 under the name iso-8859-1' '
	mail quoted-printable && is .subject "Pull troué à l'\''arrivée" &&
	jq -e ".text | contains(\"39,90 €) est arrivé troué – un trou d’environ 2 cm sous le bras.\")" got
'
check 'base64, emoji, CR LF' '
	mail base64 && is .from.name Ольга &&
	is ".text | split(\"\n\")[1]" "Заказ № 25-08123-77410 до сих пор не пришёл 😡"
'
check 'HTML alone becomes text: links kept, hidden words and scripts gone' '
	mail html-only && is ".notes[0]" html &&
	jq -e ".text | contains(\"Sendungsverfolgung <https://track.example/RB123456785CN>\")
	    and contains(\"- Mütze\") and contains(\"> Ihre Bestellung\")
	    and (contains(\"niemand\") or contains(\"alert\") | not)" got
'
check 'ids and people come out of their headers' '
	mail html-only && is ".references | join(\" \")" "first@knit.example ha.77@knit.example" &&
	is ".in_reply_to[0]" ha.77@knit.example && is ".cc[0].name" "Kühn, Peter" &&
	is ".delivered_to[0]" support@knit.example &&
	is .sent_at 2026-11-20T17:22:31Z && is .received_at 2026-11-20T18:22:33Z
'
check 'parts within parts: one text, a photo, a picture in the text, a mail' '
	mail nested &&
	is ".text | split(\"\n\")[0]" "The sleeve is torn, see the photo." &&
	is "[.attachments[].name] | join(\"|\")" "logo.png|照片.jpg|Your order has shipped.eml" &&
	is ".attachments[0].inline" true && is ".attachments[1].inline" null &&
	is ".attachments[1].bytes" 224 && is ".notes | join(\" \")" forwarded
'
check 'a delivery report names the recipient that failed and our mail' '
	mail bounce && is .auto.report delivery-status &&
	is .auto.bounce.recipient anna@example.net && is .auto.bounce.action failed &&
	is .auto.bounce.status 5.1.1 && is .auto.bounce.original_id ha.5512.8f3a@knit.example &&
	is .auto.bounce.diagnostic "550 5.1.1 user unknown"
'
check 'so does one that is only prose' '
	mail bounce-prose && is .auto.sender mailer-daemon &&
	is .auto.bounce.recipient carla@example.org &&
	is .auto.bounce.original_id ha.5513.77aa@knit.example
'
check 'an out-of-office note is a machine, by header and by subject' '
	mail auto-reply && is .auto.submitted auto-replied && is .auto.suppress All &&
	is .auto.out_of_office true && is .auto.precedence auto_reply
'
check 'so is a mailing list' '
	mail mailing-list && is .auto.list true && is .auto.precedence bulk &&
	is .auto.sender no-reply
'
check 'a person is not' '
	mail gb18030 && is .auto null && mail nested && is .auto null
'
check 'a mail cut off on its way keeps what came, and says so' '
	mail truncated && is .text "You sent me the wrong hat, I ordered SCARF-RED-M." &&
	is ".attachments[0].name" hat.jpg && is ".notes[0]" no_end
'
check 'what is not base64 is not decoded as such; a date that is none is none' '
	mail lying-base64 && is ".text | split(\"\n\")[0]" "This was never encoded at all, whatever the header says." &&
	is .sent_at null && is .received_at 2026-11-20T18:22:33Z && is ".notes[0]" no_date
'
check 'GBK under the name us-ascii is still Chinese' '
	mail lying-charset && is .text "价格 100 元，包裹什么时候发出？请尽快告诉我们。"
'
check 'a boundary that never comes loses no words' '
	mail lying-boundary && jq -e ".text | contains(\"Where is my refund of 12.50 EUR?\")" got &&
	is ".notes[0]" no_end
'
check 'of two Content-Type headers the one with a boundary counts' '
	mail two-types && is .text "real words"
'
check 'winmail.dat is kept and said to be unopened' '
	mail winmail && is .text "See the attachment." &&
	is ".attachments[0].name" winmail.dat && is ".notes[0]" tnef
'
check 'flowed lines are joined' '
	mail flowed && is ".text | split(\"\n\")[0]" "I would like to return the hat, because it is too small for me."
'
check 'a text that only says "see the HTML" does not hide it' '
	mail stub && is ".text | split(\"\n\")[0]" Complaint
'
check 'nothing decoded from a header can start a line of its own' '
	mail injection && is .from.name "Eve X-Evil: 1" &&
	jq -e "[.subject, .from.name] | all(test(\"[\u0000-\u001f\u007f]\") | not)" got
'
check 'an invitation shows what and when' '
	mail invitation && is ".text | split(\"\n\")[0]" "SUMMARY: Call about the torn sleeves"
'
check 'what is no mail is refused with a reason, status 65' '
	for w in no-sender no-header; do
		expect 65 ha-mime --one <"$tests/data/mail/$w.eml" 2>err &&
		has err "ha-mime: $(echo $w | tr - _): " || exit 1
	done
	expect 65 ha-mime --one </dev/null 2>err && has err "ha-mime: empty: "
'
check 'the digest is the same for LF and CR LF, and not for other words' '
	for m in nested gb18030 html-only; do
		mail $m && cp got lf &&
		sed "s/\$/$(printf "\r")/" "$tests/data/mail/$m.eml" >crlf.eml &&
		ha-mime --one <crlf.eml >got && [ "$(jq .digest got)" = "$(jq .digest lf)" ] ||
		    exit 1
	done
	sed s/Schal/Hut/ "$tests/data/mail/html-only.eml" | ha-mime --one >other &&
	[ "$(jq .digest got)" != "$(jq .digest other)" ]
'
check 'the digest is the same from two mailboxes' '
	mail html-only &&
	sed "s/^Delivered-To:.*/Delivered-To: sales@knit.example/" \
	    "$tests/data/mail/html-only.eml" | ha-mime --one >other &&
	is .digest "$(jq -r .digest other)"
'
check 'hostile nesting ends in time' '
	{ echo "From: a@example.com"
	  i=0; while [ $i -lt 3000 ]; do
		printf "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" $i $i
		i=$((i + 1)); done
	  printf "\nend\n"; } >deep.eml &&
	ha-mime --one <deep.eml >got && is ".notes | index(\"parts_cut\") != null" true
'
check 'thousands of parts are cut at a thousand' '
	{ printf "From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
	  i=0; while [ $i -lt 3000 ]; do printf -- "--b\n\nx%d\n" $i; i=$((i + 1)); done
	  echo "--b--"; } >many.eml &&
	ha-mime --one <many.eml >got && is ".notes | index(\"parts_cut\") != null" true &&
	jq -e ".text | contains(\"x998\") and (contains(\"x2000\") | not)" got
'
done_testing
