#!/usr/bin/env python3
"""schema.py [NAME=]FILE ... - hold every line against share/schema/KIND.json.

KIND is that of the record, or NAME for lines that have none.  Names file, line, path and rule of what does not fit; status 1 if any.
"""
import json
import os
import sys

from jsonschema import Draft202012Validator

folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "share", "schema")
validators = {}
bad = 0
for argument in sys.argv[1:]:
    told, _, name = argument.rpartition("=")
    with open(name, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            kind = told or record.get("kind")
            if kind not in validators:
                with open(os.path.join(folder, f"{kind}.json"), encoding="utf-8") as source:
                    schema = json.load(source)
                Draft202012Validator.check_schema(schema)
                validators[kind] = Draft202012Validator(schema)
            for error in validators[kind].iter_errors(record):
                bad += 1
                if bad <= 20:
                    print(f"{name}:{number}: {'/'.join(map(str, error.path))}: {error.message[:200]}", file=sys.stderr)
sys.exit(bad > 0)
