"""Drain3 with its defaults, driven as bench/peers/driver.ts says: one request a line, one JSON object for each."""
import json
import sys
import time

from drain3.drain import Drain

READ = {"path": None, "lines": []}


def read(path):
    """The file's lines as text, read before anything is timed."""
    if READ["path"] != path:
        with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
            READ["path"], READ["lines"] = path, file.read().removesuffix("\n").split("\n")
    return READ["lines"]


def measure(path, limit_seconds):
    lines = read(path)
    miner = Drain()
    done = 0
    started = time.process_time()
    for line in lines:
        miner.add_log_message(line)
        done += 1
        if done % 4096 == 0 and time.process_time() - started > limit_seconds:
            break
    seconds = time.process_time() - started
    return json.dumps({"lines": done, "seconds": seconds, "patterns": len(miner.clusters), "refused": 0})


def group(path, out):
    miner = Drain()
    ids = [miner.add_log_message(line)[0].cluster_id for line in read(path)]
    with open(out, "w", encoding="utf-8") as file:
        file.write("".join(f"{one}\n" for one in ids))
    return json.dumps({"patterns": len(miner.clusters)})


for request in sys.stdin:
    verb, path, argument = request.rstrip("\n").split("\t")
    if verb == "read":
        print(json.dumps({"lines": len(read(path))}), flush=True)
    else:
        print(measure(path, float(argument)) if verb == "measure" else group(path, argument), flush=True)
