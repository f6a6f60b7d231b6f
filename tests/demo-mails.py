"""Hold the mails of `ha demo` against truth.jsonl: demo-mails.py DIR

Python's email package reads each mail once, for three checks: mails, kinds
and threads.  What differs is printed behind the name of its check; a check
that found nothing prints "NAME: sound".
"""
import email
import email.policy
import encodings.aliases
import html.parser
import json
import re
import struct
import sys
import zlib

encodings.aliases.aliases['windows_874'] = 'cp874'  # Python lacks the name


class Text(html.parser.HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.words, self.hidden = [], 0
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag == 'style'

    def handle_endtag(self, tag):
        self.hidden -= tag == 'style'

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def squeeze(s):
    return re.sub(r'\s+', '', s)


def texts(mail):
    for part in mail.walk():
        if part.get_content_maintype() == 'text':
            s = part.get_content()
            if part.get_content_subtype() == 'html':
                s = ''.join(Text(s).words)
            yield squeeze(s)


def load(top):
    with open(top + '/truth.jsonl', encoding='utf-8') as f:
        lines = [json.loads(line) for line in f]
    for t in lines:
        if t['kind'] != 'incident':
            with open(top + '/' + t['file'], 'rb') as f:
                yield t, email.message_from_binary_file(
                    f, policy=email.policy.default)


def faults(t, mail):
    for name in ('From', 'To', 'Date', 'Message-ID', 'Received'):
        if not mail[name]:
            yield 'no ' + name
    if mail['Message-ID'] != '<%s>' % t['message_id']:
        yield 'another Message-ID'
    if mail['From'].addresses[0].addr_spec != t['from']:
        yield 'another sender'
    if squeeze(str(mail['Subject'] or '')) != squeeze(t['subject']):
        yield 'another subject'
    sent = mail['Date'].datetime.timestamp()
    second = int(t['file'].split('/')[-1].split('.')[0])
    if not 0 <= second - sent <= 60:
        yield 'delivered at another time'
    for part in mail.walk():
        for d in part.defects:
            yield 'defect %r' % d
    found = list(texts(mail))
    if not found:
        yield 'no text'
    if t['kind'] == 'bounce':
        del found[1:]  # the others are of the mail that came back
    for s in found:
        if squeeze(t['text']) not in s:
            yield 'another text: %r' % s[:200]
    if re.search(r'\{[a-z_]+\}', t['text'] + t['subject']):
        yield 'a word was not filled in'


def mails(read):
    seen = set()
    for t, mail in read:
        for fault in faults(t, mail):
            yield '%s: %s' % (t['file'], fault)
        if t['message_id'] in seen:
            yield '%s: Message-ID was there before' % t['file']
        seen.add(t['message_id'])


def png(data):
    at, ok = 8, data.startswith(b'\x89PNG\r\n\x1a\n')
    pixels = b''
    while ok and at < len(data):
        n, = struct.unpack('>I', data[at:at + 4])
        body = data[at + 4:at + 8 + n]
        ok = zlib.crc32(body) == struct.unpack(
            '>I', data[at + 8 + n:at + 12 + n])[0]
        if body[:4] == b'IHDR':
            width, height = struct.unpack('>II', body[4:12])
        if body[:4] == b'IDAT':
            pixels = zlib.decompress(body[4:])
        at += 12 + n
    return ok and len(pixels) == (width + 1) * height


def jpeg(data):
    """Markers are in order; a block is one 4-bit size, its bits and '0'."""
    if data[:2] != b'\xff\xd8' or data[-2:] != b'\xff\xd9':
        return False
    at = 2
    while data[at + 1] != 0xda:
        if data[at] != 0xff:
            return False
        if data[at + 1] == 0xc0:
            height, width = struct.unpack('>HH', data[at + 5:at + 9])
        at += 2 + struct.unpack('>H', data[at + 2:at + 4])[0]
    at += 2 + struct.unpack('>H', data[at + 2:at + 4])[0]
    bits = ''.join('%08d' % int(bin(b)[2:])
                   for b in data[at:-2].replace(b'\xff\x00', b'\xff'))
    p = level = 0
    for _ in range((width + 7) // 8 * ((height + 7) // 8)):
        n = int(bits[p:p + 4], 2)
        v = int(bits[p + 4:p + 4 + n] or '0', 2)
        level += v if n == 0 or v >> (n - 1) else v - (1 << n) + 1
        if n > 11 or bits[p + 4 + n] != '0' or not -128 <= level <= 127:
            return False
        p += 5 + n
    return 0 <= len(bits) - p < 8


def kinds(read):
    seen = set()
    for t, mail in read:
        seen.add(t['kind'])
        plain = [p for p in mail.walk() if p.get_content_type() == 'text/plain']
        if mail.get_content_type() in ('text/html', 'text/plain',
                                       'multipart/alternative'):
            seen.add(mail.get_content_type())
        if mail['Auto-Submitted'] == 'auto-replied' and mail['In-Reply-To']:
            seen.add('auto-submitted')
        if mail.get_content_type() == 'multipart/report' and \
                mail.get_param('report-type') == 'delivery-status':
            seen.add('report')
        if mail['List-Id']:
            seen.add('list-id')
        if plain and '\n> ' in plain[0].get_content():
            seen.add('quoted')
        photos = list(mail.iter_attachments()) if t['photos'] else []
        if len(photos) != t['photos']:
            yield '%s: %d photos' % (t['file'], len(photos))
        for p in photos:
            seen.add(p.get_content_type())
            check = png if p.get_content_type() == 'image/png' else jpeg
            if not check(p.get_content()) or not p.get_filename():
                yield '%s: no picture' % t['file']
        for p in mail.walk():
            if p.get_content_maintype() == 'text':
                seen.add(p.get_content_charset())
                seen.add(p['Content-Transfer-Encoding'])
    want = '''buyer auto_reply bounce list text/plain text/html
        multipart/alternative auto-submitted report list-id quoted image/png
        image/jpeg utf-8 gb18030 iso-2022-jp iso-8859-1 windows-1252
        windows-1251 euc-kr shift_jis quoted-printable base64 7bit
        8bit'''.split()
    for k in want:
        if k not in seen:
            yield 'no mail with ' + k


def threads(read):
    """A later mail names the first one, and an answer of ours in between."""
    seen, later = {}, 0
    for t, mail in read:
        if t['thread'] != t['message_id']:
            if seen.get(t['thread']) != t['from']:
                yield '%s: another buyer began the thread' % t['file']
            if mail['References']:
                later += 1
                refs = mail['References'].split()
                if '<%s>' % t['thread'] not in refs or \
                        mail['In-Reply-To'] != refs[-1] or \
                        not refs[-1].startswith('<ha.'):
                    yield '%s: References %s' % (t['file'], refs)
        seen[t['message_id']] = t['from']
    if later < 20:
        yield 'only %d later mails' % later


read = list(load(sys.argv[1]))
for check in (mails, kinds, threads):
    for fault in list(check(read))[:20] or ['sound']:
        print('%s: %s' % (check.__name__, fault))
