"""desk.py - a large desk, made of copies of a small one.

The shop of ha demo is fetched, classified and routed once; its customers,
tickets, messages and events are then copied with numbers, keys and instants
of their own until there are enough, one in ten of them still open, and the
full text is built by ha-db index.
"""
import json
import sqlite3

OPEN_OF = 10  # one copy in so many is being worked on
DAY = 86400000
ACCOUNTS = "email/support email/asia amazon/de ebay/us shopee/sg"

# What people wait for: what, command, goal.
LOOKS = [
    ("ha-ticket list", "ha-ticket list --limit 50", "100 ms"),
    ("ha-ticket list late", "ha-ticket list late --limit 50", "100 ms"),
    ("ha-ticket list --sort time", "ha-ticket list --sort time --limit 50", "100 ms"),
    ("ha-ticket list status:closed lang:de", "ha-ticket list status:closed lang:de --limit 50", "100 ms"),
    ("ha-ticket list status:closed carrier:none", "ha-ticket list status:closed carrier:none --limit 50", "100 ms"),
    ("ha-ticket list text:refund", "ha-ticket list text:refund --limit 50", "100 ms"),
    ("ha-ticket show", "ha-ticket show 50", "20 ms"),
    ("ha-watch, nothing due", "ha-watch", "2 s"),
    ("ha status", "ha status", ""),
]

# What a copy changes in each table; :k is its number, {c} {t} {m} how far the
# numbers of customers, tickets and messages move.
DONE = {"status": "'closed'", "due_at": "NULL", "due_clock": "NULL", "watch_at": "NULL", "unread": "0",
        "claimed": "0", "resolved_at": "coalesce(resolved_at, created_at) - :ago",
        "closed_at": "coalesce(resolved_at, created_at) - :ago"}
CHANGES = {
    "customer": {"id": "id + {c}", "merged_into": "merged_into + {c}", "created_at": "created_at - :ago"},
    "identity": {"value": "value || '.' || :k", "customer": "customer + {c}"},
    "customer_tag": {"customer": "customer + {c}"},
    "likeness": {"customer": "customer + {c}"},
    "ticket": {"number": "number + {t}", "customer": "customer + {c}", "origin": "origin + {c}",
               "merged_into": "merged_into + {t}", "thread": "thread || '.' || :k",
               "order_id": "order_id || '.' || :k", "created_at": "created_at - :ago",
               "first_in_at": "first_in_at - :ago", "last_in_at": "last_in_at - :ago"},
    "ticket_tag": {"ticket": "ticket + {t}"},
    "ticket_signal": {"ticket": "ticket + {t}"},
    "message": {"id": "id + {m}", "key": "randomblob(16)", "mail_key": "mail_key + :k", "ticket": "ticket + {t}",
                "customer": "customer + {c}", "sent_at": "sent_at - :ago", "received_at": "received_at - :ago",
                "reply_owed": "0"},
    "event": {"seq": "seq + :k * 1000000", "ticket": "ticket + {t}", "at": "at - :ago"},
}


def columns(db, table):
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def copy(db, table, own, k, ago, moves, limit):
    names = columns(db, table)
    values = ", ".join(own.get(n, n).format(**moves) for n in names)
    db.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} {limit}",
               {"k": k, "ago": ago})


def grow(path, tickets):
    """Copies until there are so many tickets, with twice the messages; returns the number of each."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -200000")
    first = {t: db.execute(f"SELECT max({key}) FROM {t}").fetchone()[0]
             for t, key in (("customer", "id"), ("ticket", "number"), ("message", "id"))}
    limits = {"customer": f"WHERE id <= {first['customer']}", "identity": f"WHERE customer <= {first['customer']}",
              "customer_tag": f"WHERE customer <= {first['customer']}",
              "likeness": f"WHERE customer <= {first['customer']}",
              "ticket": f"WHERE number <= {first['ticket']}", "ticket_tag": f"WHERE ticket <= {first['ticket']}",
              "ticket_signal": f"WHERE ticket <= {first['ticket']}", "message": f"WHERE id <= {first['message']}",
              "event": f"WHERE ticket <= {first['ticket']}"}
    copies = max(tickets // first["ticket"], 1)
    for k in range(1, copies):
        moves = {"c": k * first["customer"], "t": k * first["ticket"], "m": 2 * k * first["message"]}
        db.execute("BEGIN")
        for table, own in CHANGES.items():
            done = DONE if table == "ticket" and k % OPEN_OF else {}
            copy(db, table, dict(own, **done), k, k * 3 * DAY, moves, limits[table])
        moves["m"] += first["message"]  # and what was written back and forth since
        copy(db, "message", CHANGES["message"], k + copies, k * 3 * DAY, moves, limits["message"])
        db.execute("COMMIT")
    db.execute("INSERT INTO unindexed SELECT id FROM message WHERE id > ? ORDER BY id", (2 * first["message"],))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("ticket", "message")]
    db.close()
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
