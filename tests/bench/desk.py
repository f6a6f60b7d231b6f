"""desk.py - a large desk, made of copies of a small one.

The shop of ha demo is fetched, classified, routed and answered with drafts
(open.db); in a second file all of its tickets are closed (done.db).  Copies of
the tickets of one or the other, with their customers, orders, messages and
drafts, get numbers, keys and instants of their own until there are enough; one
copy in ten is still being worked on.  What happened to them is written by
tests/bench/story.c, in chains that ha-db check verifies, and the full text is
built by ha-db index.
"""
import json
import os
import sqlite3
import subprocess

OPEN_OF = 10  # one copy in so many is being worked on
DAYS = 3  # from one closed copy back to the next
DAY = 86400000
BASE = """ha demo --seed 2 --months 3 --messages 20000 large && cd large && ha-db init
ha-fetch --index later | ha-classify >classified.jsonl; ha-route classified.jsonl | ha-reply; cp ha.db open.db; cp ha.db done.db"""
DONE = "export HA_DB=done.db; ha-send list | ha-send cancel -y; ha-ticket close -y open"

# What people wait for: what, command, goal.
LOOKS = [
    ("ha-ticket list", "ha-ticket list --limit 50", "100 ms"),
    ("ha-ticket list late", "ha-ticket list late --limit 50", "100 ms"),
    ("ha-ticket list --sort time", "ha-ticket list --sort time --limit 50", "100 ms"),
    ("ha-ticket list status:closed lang:de", "ha-ticket list status:closed lang:de --limit 50", "100 ms"),
    ("ha-ticket list status:closed --sort time", "ha-ticket list status:closed --sort time --limit 50", "100 ms"),
    ("ha-ticket list status:closed carrier:Yamato", "ha-ticket list status:closed carrier:Yamato --limit 50", "100 ms"),
    ("ha-ticket list status:closed p:..0.1, none", "ha-ticket list status:closed p:..0.1 --limit 50", "100 ms"),
    ("ha-ticket list text:refund", "ha-ticket list text:refund --limit 50", "100 ms"),
    ("ha-ticket show", "ha-ticket show 50", "20 ms"),
    ("ha-watch, nothing due", "ha-watch", "2 s"),
    ("ha status", "ha status", ""),
]

# What is copied: table, which rows of it, and what a copy changes; {k} is its
# number, {ago} how much earlier it was, {c} {o} {s} {t} {m} {r} how far the
# numbers of customers, orders, shipments, tickets, messages and replies move.
ORDERS = "external_id IN (SELECT order_id FROM {of}.ticket)"
WRITERS = ("IN (SELECT customer FROM {of}.ticket UNION SELECT origin FROM {of}.ticket "
           "UNION SELECT customer FROM {of}.orders WHERE " + ORDERS + ")")
LATER = {"sent_at": "sent_at - {ago}", "received_at": "received_at - {ago}"}
MESSAGE = dict(LATER, id="id + {m}", key="randomblob(16)", mail_key="mail_key + {k}", ticket="ticket + {t}",
               customer="customer + {c}")
TABLES = [
    ("customer", "id " + WRITERS, {"id": "id + {c}", "merged_into": "merged_into + {c}",
                                   "created_at": "created_at - {ago}"}),
    ("identity", "customer " + WRITERS, {"value": "value || '.{k}'", "customer": "customer + {c}"}),
    ("customer_tag", "customer " + WRITERS, {"customer": "customer + {c}"}),
    ("likeness", "customer " + WRITERS, {"customer": "customer + {c}"}),
    ("orders", ORDERS, {"id": "id + {o}", "external_id": "external_id || '.{k}'", "number": "number || '.{k}'",
                        "customer": "customer + {c}", "placed_at": "placed_at - {ago}"}),
    ("order_line", "orders IN (SELECT id FROM {of}.orders WHERE " + ORDERS + ")", {"orders": "orders + {o}"}),
    ("shipment", "order_id IN (SELECT order_id FROM {of}.ticket)",
     {"id": "id + {s}", "external_id": "external_id || '.{k}'", "order_id": "order_id || '.{k}'",
      "tracking": "tracking || '.{k}'", "shipped_at": "shipped_at - {ago}", "delivered_at": "delivered_at - {ago}"}),
    ("ticket", "1", {"number": "number + {t}", "customer": "customer + {c}", "origin": "origin + {c}",
                     "merged_into": "merged_into + {t}", "thread": "thread || '.{k}'",
                     "order_id": "order_id || '.{k}'", "created_at": "created_at - {ago}",
                     "updated_at": "updated_at - {ago}", "first_in_at": "first_in_at - {ago}",
                     "last_in_at": "last_in_at - {ago}", "resolved_at": "resolved_at - {ago}",
                     "closed_at": "closed_at - {ago}"}),
    ("ticket_tag", "1", {"ticket": "ticket + {t}"}),
    ("ticket_signal", "1", {"ticket": "ticket + {t}"}),
    ("message", "1", MESSAGE),
    ("reply", "1", {"id": "id + {r}", "ticket": "ticket + {t}", "message": "message + {m}", "key": "key || '.{k}'"}),
]
NUMBERED = {"c": ("customer", "id"), "o": ("orders", "id"), "s": ("shipment", "id"), "t": ("ticket", "number"),
            "m": ("message", "id"), "r": ("reply", "id")}


def copy(db, table, rows, own, moves):
    names = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
    values = ", ".join(own.get(n, n).format(**moves) for n in names)
    rows = rows.format(**moves)
    db.execute(f"INSERT INTO main.{table} ({', '.join(names)}) SELECT {values} FROM {moves['of']}.{table} WHERE {rows}")


def moves_of(k, first):
    """Copy K: of which of the two, how far its numbers move, and its age."""
    of = "done" if k % OPEN_OF else "open"
    moves = {key: k * n for key, n in first.items()}
    return dict(moves, k=k, of=of, m=2 * moves["m"], ago=k * DAYS * DAY if of == "done" else 0)


def grow(shop, tickets, story):
    """Copies until there are so many tickets, with twice the messages; returns the number of each."""
    db = sqlite3.connect(os.path.join(shop, "ha.db"), isolation_level=None)
    for of in ("open", "done"):
        db.execute(f"ATTACH '{os.path.join(shop, of)}.db' AS {of}")
    db.execute("PRAGMA main.synchronous = OFF")
    db.execute("PRAGMA main.cache_size = -400000")
    first = {key: db.execute(f"SELECT max({n}) FROM open.{t}").fetchone()[0] for key, (t, n) in NUMBERED.items()}
    copies = [moves_of(k, first) for k in range(1, max(tickets // first["t"], 1))]
    for moves in copies:
        db.execute("BEGIN")
        for table, rows, own in TABLES:
            copy(db, table, rows, own, moves)
        # and what was written back and forth since
        copy(db, "message", "1", MESSAGE, dict(moves, m=moves["m"] + first["m"], k=moves["k"] + len(copies)))
        db.execute("COMMIT")
    db.execute("INSERT INTO unindexed SELECT id FROM message WHERE id > ? ORDER BY id", (2 * first["m"],))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = [db.execute(f"SELECT count(*) FROM main.{t}").fetchone()[0] for t in ("ticket", "message")]
    db.close()
    for moves in copies:
        numbers = [moves["k"], first["t"], 2 * first["m"], first["r"], moves["ago"] // DAY]
        subprocess.run([story, "ha.db", moves["of"] + ".db"] + [str(n) for n in numbers], cwd=shop, check=True)
    return sizes


def replies(classified, out, n):
    """N answers of customers to what they wrote before, as fetched and classified."""
    made = 0
    with open(classified, encoding="utf-8") as source, open(out, "w", encoding="utf-8") as sink:
        for line in source:
            record = json.loads(line)
            mail = record.get("mail", {})
            if made == n or "message_id" not in mail or mail.get("auto"):
                continue
            mail["in_reply_to"] = [mail["message_id"]]
            mail["message_id"] = f"again.{made}@bench.example"
            record["external_id"] = f"again.{made}"
            record["id"] = f"{record['channel']}/{record['account']}/again.{made}"
            record["received_at"] = "2026-11-25T00:00:00Z"
            sink.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            made += 1
    return made
