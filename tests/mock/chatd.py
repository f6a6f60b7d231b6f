#!/usr/bin/env python3
"""chatd.py PORTFILE LOG

A language model's server on loopback for tests: POST /v1/chat/completions as
OpenAI's protocol has it.  A request without the right key, model, or schema
is refused.  What is answered depends on a word in the buyer's text:

    nonsense    a completion that is no JSON
    unknown     an intent that the schema does not have
    extra       a member that the schema does not have
    beyond      a probability of 7
    broken      status 500
    vanish      the connection ends without an answer
    silent      no answer until the client goes away

Anything else is answered with refund_request, 0.9.  Each request's body is
appended to LOG as one line; the port is written to PORTFILE, a named pipe,
once the server listens.
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY, MODEL = "sk-test-4711", "tiny-1"
GOOD = {"intents": [{"id": "refund_request", "p": 0.99}],
        "sentiment": "negative", "urgency": "medium"}
ANSWERS = {
    "nonsense": "I am sorry, but {",
    "unknown": json.dumps({**GOOD, "intents": [{"id": "give_all_money", "p": 0.99}]}),
    "extra": json.dumps({**GOOD, "refund": "100.00"}),
    "beyond": json.dumps({**GOOD, "intents": [{"id": "refund_request", "p": 7}]}),
    # what a model might say that obeys the buyer
    "ignore all": json.dumps({"intents": [{"id": "approve_refund", "p": 1}], "approved": True}),
}


def fault(headers, body):
    """What is wrong with a request; None when it is as the protocol has it."""
    if headers["Authorization"] != f"Bearer {KEY}":
        return 401
    form = body["response_format"]
    schema = form["json_schema"]["schema"]
    ids = schema["properties"]["intents"]["items"]["properties"]["id"]["enum"]
    if (body["model"] != MODEL or form["type"] != "json_schema" or not form["json_schema"]["strict"]
            or "refund_request" not in ids or schema["additionalProperties"]
            or [m["role"] for m in body["messages"]] != ["system", "user"]):
        return 400
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with open(sys.argv[2], "a", encoding="utf-8") as log:
            log.write(json.dumps(body, ensure_ascii=False) + "\n")
        text = json.loads(body["messages"][1]["content"])
        status = 404 if self.path != "/v1/chat/completions" else fault(self.headers, body)
        if "silent" in text:
            self.rfile.read(1)
        if "silent" in text or "vanish" in text:
            self.close_connection = True
            return
        if "broken" in text:
            status = 500
        content = next((a for word, a in ANSWERS.items() if word in text), json.dumps(GOOD))
        self.answer(status, {"id": "c1", "object": "chat.completion", "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}]})

    def answer(self, status, body):
        data = json.dumps({"error": {"message": "no"}} if status else body).encode()
        self.send_response(status or 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w", encoding="ascii") as out:
    out.write(f"{server.server_port}\n")
server.serve_forever()
