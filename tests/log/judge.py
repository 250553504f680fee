"""What aics-tlog, which shares no code with us, makes of our logs, and asks of our witness.

Runs in an environment of its own (`requirements/judge.txt`, Python 3.12), one call a question; the
answers are JSON.
"""

from __future__ import annotations

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from aics_tlog import (
    Checkpoint,
    MerkleTree,
    cosignature_vkey,
    sign_checkpoint,
    sign_cosignature,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
    vkey_from_ed25519,
)
from aics_tlog.note import format_vkey, parse_note, parse_vkey
from aics_tlog.tiles import FileSystemTileReader
from aics_tlog.verified import audit_tiles
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG, WITNESS = "aics.example/log", "aics.example/witness"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def audit(folder, log, witness):
    """A log of ours, by its files and the keys that are known."""
    found = verify_checkpoint(
        parse_note(Path(folder, "checkpoint").read_bytes()),
        parse_vkey(log), [parse_vkey(witness)], quorum=1,
    )  # fmt: skip
    assert found.ok, found.error
    report = audit_tiles(FileSystemTileReader(folder), found.size, found.root)
    return {"size": found.size, "bundles": report.bundles, "witnesses": found.witnesses}


def requests(*sizes):
    """A log of its own as it grows, and what it asks a witness from each size to the next."""
    tree = MerkleTree([b"message %d\n" % number for number in range(max(map(int, sizes)))])
    asked, old = [], 0
    for size in map(int, sizes):
        note = sign_checkpoint(Checkpoint(LOG, size, tree.root(size)), KEY, LOG)
        proof = tree.consistency_proof(old, size) if old else []
        lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof), ""]
        asked.append("".join(f"{line}\n" for line in lines) + note.to_bytes().decode())
        old = size
    return {"key": format_vkey(vkey_from_ed25519(LOG, KEY.public_key())), "requests": asked}


def cosigned(note, witness):
    """Whether a witness of ours has signed a checkpoint of its log."""
    log = vkey_from_ed25519(LOG, KEY.public_key())
    found = verify_checkpoint(
        parse_note(Path(note).read_bytes()), log, [parse_vkey(witness)], quorum=1
    )
    return {"ok": found.ok, "error": found.error}


def included(file, log, entry):
    """Whether a tlog-proof of ours proves an entry."""
    head, _, note = Path(file).read_bytes().partition(b"\n\n")
    lines = [line for line in head.decode().split("\n") if not line.startswith("extra ")]
    index = int(lines[1].removeprefix("index "))
    found = verify_checkpoint(parse_note(note), parse_vkey(log))
    path = [base64.b64decode(line, validate=True) for line in lines[2:]]
    holds = verify_leaf_inclusion(bytes.fromhex(entry), index, found.size, path, found.root)
    return {"ok": found.ok and holds}


class Witness(BaseHTTPRequestHandler):
    """A witness of one log, made of aics-tlog's functions."""

    log = None
    held = (0, MerkleTree([]).root())

    def do_POST(self):
        """The cosignature, 409 with the size that is held, or 422."""
        head, _, note = self.rfile.read(int(self.headers["Content-Length"])).partition(b"\n\n")
        old, *lines = head.decode().split("\n")
        found = verify_checkpoint(parse_note(note), self.log)
        size, root = Witness.held
        proof = [base64.b64decode(line) for line in lines]
        if not found.ok:
            self.reply(403, "")
        elif old != f"old {size}":
            self.reply(409, f"{size}\n")
        elif not verify_consistency(size, found.size, root, found.root, proof):
            self.reply(422, "")
        else:
            Witness.held = found.size, found.root
            _, line = sign_cosignature(KEY, WITNESS, 1790000000, found.origin, *Witness.held)
            value = base64.b64encode(line.key_id + line.signature).decode()
            self.reply(200, f"— {line.name} {value}\n")

    def reply(self, status, text):
        """Send an answer."""
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format, *args):
        """Nothing."""


def witness(log):
    """Serve a witness of the log with this key until the process is ended."""
    Witness.log = parse_vkey(log)
    server = HTTPServer(("127.0.0.1", 0), Witness)
    key = format_vkey(cosignature_vkey(WITNESS, KEY.public_key()))
    print(json.dumps({"port": server.server_address[1], "key": key}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
