#!/usr/bin/env python3
"""run.py - what things cost, each beside its peer in the same run.

Prints a table; with --json FILE (or BENCH_JSON) also the figures as JSON.
MESSAGES (default 20000) is the size of the synthetic shop.  CPU seconds are
those of the whole process tree, user and system; ratios are peer / ours.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(BUILD, "bin")
ENV = dict(os.environ, PATH=BIN + ":" + os.environ["PATH"], LC_ALL="C", TZ="UTC",
           HA_SHARE=os.path.join(TOP, "share"), HA_LIBEXEC=BIN, HA_NOW="2026-11-25T00:00:00Z")
MESSAGES = int(os.environ.get("MESSAGES", "20000"))
RUNS = int(os.environ.get("RUNS", "3"))


def spend(command, cwd, runs=1, before=None):
    """Median (cpu, wall) of a shell command and the peak memory of its largest process."""
    cpu, wall, peak = [], [], 0
    for _ in range(runs):
        if before:
            before()
        start = time.monotonic()
        child = subprocess.Popen(["bash", "-c", command], cwd=cwd, env=ENV,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 65):
            sys.exit(f"bench: {command}: status {child.returncode}: {error.decode()[:400]}")
        wall.append(time.monotonic() - start)
        cpu.append(used.ru_utime + used.ru_stime)
        peak = max(peak, used.ru_maxrss)
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


def row(what, unit, n, ours, peer_name="", peer=None, peer_n=None):
    """One row: ours and peer are (cpu, wall, peak) of N and PEER_N units."""
    r = {"what": what, "unit": unit, "n": n, "cpu": round(ours[0], 4), "wall": round(ours[1], 4),
         "per_cpu_second": round(n / ours[0]) if ours[0] else None, "peak_mib": round(ours[2] / 1024, 1),
         "peer": peer_name, "peer_per_cpu_second": None, "ratio": None}
    if peer:
        rate = (peer_n or n) / peer[0]
        r["peer_per_cpu_second"] = round(rate)
        r["ratio"] = round(n / ours[0] / rate, 2)
    rows.append(r)


def start_of(command, env_cwd, n=200):
    """Median milliseconds of wall and CPU of one start."""
    times, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(n):
        t = time.monotonic()
        subprocess.run(command, cwd=env_cwd, env=ENV, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.monotonic() - t)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / n
    return statistics.median(times), cpu


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
    boxes = sorted(d for d in os.listdir(mail) if os.path.isdir(os.path.join(mail, d, "new")))
    box = max(boxes, key=lambda b: len(os.listdir(os.path.join(mail, b, "new"))))
    mails = len(os.listdir(os.path.join(mail, box, "new")))

    def fresh():
        for name in os.listdir(shop):
            if name.startswith("ha.db"):
                os.unlink(os.path.join(shop, name))
        spend("ha-db init", shop)

    note("Maildir to JSON Lines")
    fetch = f"ha-fetch email/{box}"
    fresh()
    spend(f"{fetch} >fetched.jsonl", shop)
    n = lines_of(os.path.join(shop, "fetched.jsonl"))
    peer = spend(f"{python_email(work)} mail/{box}", shop)
    row("Maildir to JSON Lines, stored", "mails", mails, spend(fetch, shop, RUNS, fresh),
        "python3 email", peer)
    if shutil.which("notmuch"):
        conf = os.path.join(work, "notmuch")
        with open(conf, "w", encoding="utf-8") as out:
            out.write(f"[database]\npath={mail}\n[new]\nignore=\n")
        ENV["NOTMUCH_CONFIG"] = conf
        peer = spend("notmuch new --quiet", shop)
        shutil.rmtree(os.path.join(mail, ".notmuch"), ignore_errors=True)
        rows.append(dict(rows[-1], what="the same", peer="notmuch new", peer_per_cpu_second=round(
            sum(len(os.listdir(os.path.join(mail, b, "new"))) for b in boxes) / peer[0])))
        rows[-1]["ratio"] = round(rows[-1]["per_cpu_second"] / rows[-1]["peer_per_cpu_second"], 2)
    spend("ha-fetch email/%s >/dev/null; ha-fetch email/%s | ha-classify | ha-route >/dev/null" % (box, box), shop)
    row("the same mails again, known", "mails", mails, spend(fetch, shop, RUNS))

    note("records")
    with open(os.path.join(shop, "fetched.jsonl"), "rb") as source, \
            open(os.path.join(shop, "lines.jsonl"), "wb") as out:
        for line in source:
            if 500 <= len(line) <= 1000:
                out.write(line)
    once = lines_of(os.path.join(shop, "lines.jsonl"))
    spend("for i in 1 2 3 4 5; do cat lines.jsonl; done >many.jsonl", shop)
    many = once * 5
    size = os.path.getsize(os.path.join(shop, "many.jsonl"))
    jq = spend("jq -c . many.jsonl", shop, RUNS)
    row("bare loop: read, check, splice, write", "lines", many,
        spend(f"{BUILD}/tests/bench/loop many.jsonl", shop, RUNS), "jq -c .", jq)
    row("ha-classify", "messages", many, spend("ha-classify many.jsonl", shop, RUNS), "jq -c .", jq)
    four = "{0} many.jsonl | {0} | {0} | {0}".format(f"{BUILD}/tests/bench/loop")
    ours, theirs = spend(four, shop, RUNS), spend("jq -c . many.jsonl | jq -c . | jq -c . | jq -c .", shop)
    row("four stages in a pipe", "lines", many, ours, "four jq -c .", theirs)
    rows[-1]["wall_ratio"] = round(theirs[1] / ours[1], 2)

    note("route")
    spend("ha-classify fetched.jsonl >classified.jsonl", shop)
    insert = os.path.join(BUILD, "tests/bench/insert")
    peer = None
    if os.path.exists(insert):
        peer = spend(f"rm -f bare.db*; {insert} bare.db classified.jsonl", shop, RUNS)
    row("ha-route into a fresh database", "messages", n,
        spend("ha-route classified.jsonl", shop, RUNS, fresh), "bare prepared statements", peer)
    fresh()
    row("whole pipe: Maildir to routed tickets, full text", "mails", mails,
        spend(f"{fetch} | ha-classify | ha-route", shop, RUNS, fresh))
    db = sum(os.path.getsize(os.path.join(shop, f)) for f in os.listdir(shop) if f == "ha.db")

    note("starts")
    t_wall, t_cpu = start_of(["true"], shop)
    starts = []
    for p in sorted(os.listdir(BIN)):
        if p in ("ha-mime", "ha-engine"):
            continue
        wall, cpu = start_of([os.path.join(BIN, p), "--version"], shop)
        starts.append({"program": p, "wall_ms": round(wall * 1000, 2), "cpu_ms": round(cpu * 1000, 2),
                       "ratio_to_true": round(wall / t_wall, 1)})
    wall, cpu = start_of([os.path.join(BIN, "ha"), "status"], shop)
    starts.append({"program": "ha status", "wall_ms": round(wall * 1000, 2), "cpu_ms": round(cpu * 1000, 2),
                   "ratio_to_true": round(wall / t_wall, 1)})
    show(size / many, db / n, t_wall, starts)


def note(text):
    print(f"bench: {text}", file=sys.stderr)


def show(line_bytes, bytes_per_message, true_wall, starts):
    print(f"{os.cpu_count()} cores, lines of {line_bytes:.0f} bytes on average, median of {RUNS} runs\n")
    print(f"{'what':50} {'per CPU s':>10} {'wall s':>8} {'peak MiB':>9}  {'peer':26} {'per CPU s':>10} {'ratio':>7}")
    for r in rows:
        print(f"{r['what']:50} {r['per_cpu_second'] or '-':>10} {r['wall']:8.3f} {r['peak_mib']:9.1f}  "
              f"{r['peer']:26} {r['peer_per_cpu_second'] or '':>10} {r['ratio'] or '':>7}"
              + (f"  wall {r['wall_ratio']}" if "wall_ratio" in r else ""))
    print(f"\ndatabase per message: {bytes_per_message:.0f} bytes, raw bytes included")
    print(f"\nstart (`true`: {true_wall * 1000:.2f} ms)")
    for s in starts:
        print(f"  {s['program']:14} {s['wall_ms']:7.2f} ms  {s['ratio_to_true']:5.1f} x true")
    path = os.environ.get("BENCH_JSON") or (sys.argv[2] if sys.argv[1:2] == ["--json"] else None)
    figures = {"line_bytes": round(line_bytes), "bytes_per_message": round(bytes_per_message),
               "rows": rows, "starts": starts}
    if path:
        with open(path, "w", encoding="utf-8") as out:
            json.dump(figures, out, indent=1)
    else:
        print("\n" + json.dumps(figures))


if __name__ == "__main__":
    main()
