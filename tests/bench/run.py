#!/usr/bin/env python3
"""run.py - what things cost, each beside its peer in the same run.

Prints a table and the figures as JSON (with --json FILE or BENCH_JSON: there).
MESSAGES (default 20000) is the size of the synthetic shop, TICKETS (default
100000) that of the large desk, RUNS (default 3) how often a thing is measured.  CPU seconds are those of the whole process
tree, user and system; a ratio is our rate / the peer's, so more is better.
Starts are compared by CPU time: the fewer times `true`, the better.
"""
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import desk

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(BUILD, "bin")
SPEND = os.path.join(BUILD, "tests/bench/spend")
ENV = dict(os.environ, PATH=BIN + ":" + os.environ["PATH"], LC_ALL="C", TZ="UTC",
           HA_SHARE=os.path.join(TOP, "share"), HA_LIBEXEC=BIN, HA_NOW="2026-11-25T00:00:00Z")
MESSAGES = int(os.environ.get("MESSAGES", "20000"))
TICKETS = int(os.environ.get("TICKETS", "100000"))
RUNS = int(os.environ.get("RUNS", "3"))


def spend(command, cwd, runs=1, before=None):
    """Median (cpu, wall) of a shell command and the peak memory of its largest process."""
    cpu, wall, peak = [], [], 0
    for _ in range(runs):
        if before:
            before()
        done = subprocess.run([SPEND, command], cwd=cwd, env=ENV, capture_output=True, text=True, check=True)
        status, spent, took, kib = done.stdout.split()
        if int(status) not in (0, 65):
            sys.exit(f"bench: {command}: status {status}: {done.stderr[:400]}")
        cpu.append(float(spent))
        wall.append(float(took))
        peak = max(peak, int(kib))
    return statistics.median(cpu), statistics.median(wall), peak


def python_email(folder):
    """The peer of ha-fetch: python3's email package, Maildir to JSON Lines."""
    script = (
        "import email,email.policy,json,os,sys\n"
        "for d,_,names in os.walk(sys.argv[1]):\n"
        " for n in sorted(names):\n"
        "  m=email.message_from_binary_file(open(os.path.join(d,n),'rb'),policy=email.policy.default)\n"
        "  try:\n"
        "   b=m.get_body(('plain','html')); t=b.get_content() if b else ''\n"
        "  except (LookupError,KeyError,UnicodeError): t=''\n"
        "  print(json.dumps({'id':str(m['Message-ID']),'from':str(m['From']),'subject':str(m['Subject']),'date':str(m['Date']),'text':t}))\n")
    path = os.path.join(folder, "peer.py")
    with open(path, "w", encoding="utf-8") as out:
        out.write(script)
    return f"python3 {path}"


def lines_of(path):
    with open(path, "rb") as lines:
        return sum(1 for _ in lines)


rows = []


def row(what, unit, n, ours, goal="", peer_name="", peer=None, peer_n=None):
    """One row: ours and peer are (cpu, wall, peak) of N and PEER_N units."""
    r = {"what": what, "unit": unit, "n": n, "cpu": round(ours[0], 4), "wall": round(ours[1], 4),
         "per_cpu_second": round(n / ours[0]), "us_each": round(ours[0] / n * 1e6, 2),
         "peak_mib": round(ours[2] / 1024, 1), "goal": goal,
         "peer": peer_name, "peer_per_cpu_second": None, "ratio": None}
    if peer:
        rate = (peer_n or n) / peer[0]
        r["peer_per_cpu_second"] = round(rate)
        r["ratio"] = round(n / ours[0] / rate, 2)
    rows.append(r)


def start_once(command, cwd):
    """CPU and wall seconds of one start, with nothing to read."""
    null = os.open(os.devnull, os.O_RDWR)
    begun = time.monotonic()
    child = subprocess.Popen(command, cwd=cwd, env=ENV, stdin=null, stdout=null, stderr=null)
    _, _, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    child.returncode = 0
    os.close(null)
    return used.ru_utime + used.ru_stime, wall


def starts_of(commands, cwd, n=20):
    """Medians (cpu, wall), each command in turn, so that all see the same machine."""
    spent = [[] for _ in commands]
    for _ in range(n):
        for command, times in zip(commands, spent):
            times.append(start_once(command, cwd))
    return [tuple(statistics.median(t[i] for t in times) for i in (0, 1)) for times in spent]


def mails_in(box):
    return sum(len(os.listdir(os.path.join(box, part))) for part in ("new", "cur"))


def stored_bytes(path):
    """Bytes of the pages in use: all, and those of the raw mails."""
    db = sqlite3.connect(path)
    sizes = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    db.close()
    return sum(sizes.values()), sizes["raw"]


def main():
    work = tempfile.mkdtemp(prefix="ha-bench.")
    ENV["HOME"] = work
    try:
        measure(work)
    finally:
        shutil.rmtree(work)


def measure(work):
    shop = os.path.join(work, "shop")
    note(f"a shop of {MESSAGES} messages")
    spend(f"ha demo --seed 1 --months 3 --messages {MESSAGES} shop", work)
    mail = os.path.join(shop, "mail")
    boxes = {b: mails_in(os.path.join(mail, b)) for b in sorted(os.listdir(mail))}
    box = max(boxes, key=boxes.get)
    account = f"email/{box}"

    def fresh():
        for name in os.listdir(shop):
            if name.startswith("ha.db"):
                os.unlink(os.path.join(shop, name))
        spend("ha-db init", shop)

    maildir(work, shop, account, boxes, box, fresh)
    size = records(shop)
    route(shop, account, boxes[box], fresh)
    big = large(work)
    note("starts")
    show(size, stored_bytes(os.path.join(shop, "ha.db")), boxes[box], big, starts(shop))


def maildir(work, shop, account, boxes, box, fresh):
    """ha-fetch beside other readers of mail; leaves fetched.jsonl and a routed database."""
    note("Maildir to JSON Lines")
    fetch = f"ha-fetch {account}"
    fresh()
    spend(f"{fetch} >fetched.jsonl", shop)
    peer = spend(f"{python_email(work)} mail/{box}", shop)
    ours = spend(fetch, shop, RUNS, fresh)
    row("Maildir to JSON Lines, stored", "mails", boxes[box], ours, "G2: 12 x", "python3 email", peer)
    if shutil.which("notmuch"):
        conf = os.path.join(work, "notmuch")
        with open(conf, "w", encoding="utf-8") as out:
            out.write(f"[database]\npath={shop}/mail/{box}\n[new]\nignore=\n")
        ENV["NOTMUCH_CONFIG"] = conf
        peer = spend("notmuch new --quiet", shop)
        shutil.rmtree(os.path.join(shop, "mail", box, ".notmuch"))
        row("the same", "mails", boxes[box], ours, "G2: 7 x", "notmuch new", peer)
    spend(f"{fetch} | ha-classify | ha-route | ha-reply", shop)
    known = spend(fetch, shop, RUNS)
    start = spend(f"{fetch} --pending", shop, RUNS)  # all of it but the mailbox
    row("the same mails again, known", "mails", boxes[box], known)
    row("the same, without the start", "mails", boxes[box],
        (max(known[0] - start[0], 1e-6), max(known[1] - start[1], 0.0), known[2]), "G5: 5 us")


def records(shop):
    """Filters beside jq; the average length of their lines."""
    note("records")
    with open(os.path.join(shop, "fetched.jsonl"), "rb") as source, \
            open(os.path.join(shop, "lines.jsonl"), "wb") as out:
        for line in source:
            if 500 <= len(line) <= 1000:
                out.write(line)
    spend("for i in 1 2 3 4 5; do cat lines.jsonl; done >many.jsonl", shop)
    many = os.path.join(shop, "many.jsonl")
    n = lines_of(many)
    loop = f"{BUILD}/tests/bench/loop"
    jq = spend("jq -c . many.jsonl", shop, RUNS)
    row("bare loop: read, check, splice, write", "lines", n,
        spend(f"{loop} many.jsonl", shop, RUNS), "G3: 8 x", "jq -c .", jq)
    row("ha-classify", "messages", n, spend("ha-classify many.jsonl", shop, RUNS), "", "jq -c .", jq)
    ours = spend(f"{loop} many.jsonl | {loop} | {loop} | {loop}", shop, RUNS)
    theirs = spend("jq -c . many.jsonl | jq -c . | jq -c . | jq -c .", shop)
    row("four stages in a pipe", "lines", n, ours, "G3: wall 5 x", "four jq -c .", theirs)
    rows[-1]["wall_ratio"] = round(theirs[1] / ours[1], 2)
    return os.path.getsize(many) / n


def route(shop, account, mails, fresh):
    """ha-route beside bare statements; leaves the database of the whole pipe."""
    note("route")
    spend("ha-classify fetched.jsonl >classified.jsonl", shop)
    n = lines_of(os.path.join(shop, "classified.jsonl"))
    insert = os.path.join(BUILD, "tests/bench/insert")
    peer = spend(f"rm -f bare.db*; {insert} bare.db classified.jsonl", shop, RUNS)
    row("ha-route into a fresh database", "messages", n,
        spend("ha-route classified.jsonl", shop, RUNS, fresh), "G6: 0.7 x", "bare prepared statements", peer)

    def fetched():
        fresh()
        spend(f"ha-fetch {account}", shop)

    row("ha-route of stored messages", "messages", n,
        spend("ha-route classified.jsonl", shop, RUNS, fetched))
    row("whole pipe, the full text left for later", "mails", mails,
        spend(f"ha-fetch {account} --index later | ha-classify | ha-route", shop, RUNS, fresh), "G1: 6000")
    row("whole pipe: Maildir to routed tickets, full text", "mails", mails,
        spend(f"ha-fetch {account} | ha-classify | ha-route", shop, RUNS, fresh), "G1: 3800")


def large(work):
    """A desk of TICKETS: what must not grow with it, in wall time as a person waits for it."""
    note(f"a desk of {TICKETS} tickets")
    shop = os.path.join(work, "large")
    spend(desk.BASE, work)
    spend(desk.DONE, shop)
    tickets, messages = desk.grow(shop, TICKETS, os.path.join(BUILD, "tests/bench/story"))
    spend("ha-db index", shop)
    n = desk.replies(os.path.join(shop, "classified.jsonl"), os.path.join(shop, "replies.jsonl"), 10000)
    row("ha-route of answers to tickets that are there", "messages", n, spend("ha-route replies.jsonl", shop),
        "5,000 a second")
    spend("ha-watch", shop)
    for what, command, goal in desk.LOOKS:
        row(what, "runs", 1, spend(command, shop, RUNS), goal)
    return f"{tickets} tickets and {messages} messages"


def starts(shop):
    """Each program by its class: how many times `true` its start may cost.

    The desk is one on which people work: what is older than three days is
    done.  A list is a screenful; a longer one costs by the ticket.
    """
    spend("ha-ticket resolve -y age:3d..", shop)
    limits = {"ha-view": 4, "ha-classify": 4, "ha-fetch": 15, "ha-send": 15, "ha-account": 15}
    programs = [p for p in sorted(os.listdir(BIN)) if p not in ("ha-mime", "ha-engine")]
    commands = [([p, "--version"], limits.get(p, 6)) for p in programs]
    # with the database open
    commands += [(["ha-route"], 6), (["ha-ticket", "list", "--limit", "20"], 6), (["ha", "status"], 6)]
    times = starts_of([["true"]] + [c for c, _ in commands], shop)
    out = [{"program": "true", "cpu_ms": round(times[0][0] * 1000, 2), "wall_ms": round(times[0][1] * 1000, 2),
            "times_true": 1.0, "limit": 1}]
    for (command, limit), (cpu, wall) in zip(commands, times[1:]):
        out.append({"program": " ".join(command), "cpu_ms": round(cpu * 1000, 2), "wall_ms": round(wall * 1000, 2),
                    "times_true": round(cpu / times[0][0], 1), "limit": limit})
    return out


def note(text):
    print(f"bench: {text}", file=sys.stderr)


def show(line_bytes, stored, messages, big, begun):
    total, raw = stored
    print(f"{os.cpu_count()} cores, lines of {line_bytes:.0f} bytes on average, median of {RUNS} runs\n")
    print(f"{'what':49} {'per CPU s':>9} {'us each':>8} {'wall s':>7} {'MiB':>6}  {'peer':24} {'per CPU s':>9} "
          f"{'ratio':>6}  goal")
    for r in rows:
        print(f"{r['what']:49} {r['per_cpu_second']:>9} {r['us_each']:8.2f} {r['wall']:7.3f} {r['peak_mib']:6.1f}  "
              f"{r['peer']:24} {r['peer_per_cpu_second'] or '':>9} {r['ratio'] or '':>6}  {r['goal']}"
              + (f" (wall {r['wall_ratio']} x)" if "wall_ratio" in r else ""))
    print(f"\ndatabase per message: {(total - raw) / messages:.0f} bytes without the raw mails (G10: 1300), "
          f"{total / messages:.0f} with them; MiB is the peak of the largest process (G10: 16)")
    print(f"the large desk: {big}")
    print("\nstart (G9)")
    for s in begun:
        print(f"  {s['program']:22} CPU {s['cpu_ms']:7.2f} ms, wall {s['wall_ms']:7.2f} ms, "
              f"{s['times_true']:5.1f} x true (limit {s['limit']})")
    path = os.environ.get("BENCH_JSON") or (sys.argv[2] if sys.argv[1:2] == ["--json"] else None)
    figures = {"line_bytes": round(line_bytes), "bytes_per_message": round((total - raw) / messages),
               "bytes_per_message_with_raw": round(total / messages), "rows": rows, "starts": begun}
    if path:
        with open(path, "w", encoding="utf-8") as out:
            json.dump(figures, out, indent=1)
    else:
        print("\n" + json.dumps(figures))


if __name__ == "__main__":
    main()
