"""A witness over HTTP, and the log that asks it (C2SP tlog-witness)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from generator.log.checkpoint import Checkpoint, open_checkpoint
from generator.log.note import sign_note
from generator.log.tile_files import Folder
from generator.log.witness import Request
from generator.log.witness_client import ask_all, ask_witness
from generator.log.witness_state import Answer, Witness
from generator.log.writing import Log
from generator.model.merkle import consistency_proof, leaf_hash
from generator.model.problems import GongshiError, UsageError, VerificationError
from generator.service.server import make_witness_server
from tests.factory_log import ORIGIN, entries, make_log, signer
from tests.serving import running

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
PAPER = signer("newspaper.example", "paper")
OTHER = signer("other.example/log", "other")


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return make_log(tmp_path / "log", 300, 400)


@contextmanager
def at_work(folder: Path) -> Iterator[Witness]:
    """The newspaper, which follows our log and another one."""
    with Witness.at_work(folder, [signer().key, OTHER.key], PAPER, lambda: AT) as witness:
        yield witness


@contextmanager
def listening(answer: Callable[[bytes], Answer]) -> Iterator[str]:
    """The address of a witness."""
    with make_witness_server(answer, 0) as server, running(server) as address:
        yield address


def request(log: Log, old: int, size: int | None = None) -> Request:
    """What the log asks, as it is or as it was at a size."""
    note = (log.folder / "checkpoints" / str(size or log.size)).read_bytes()
    proof = consistency_proof(old, size or log.size, Folder(log.folder))
    return Request(old, tuple(proof), note)


def test_the_answers_of_the_specification(log: Log, tmp_path: Path) -> None:
    """Each has its status, in the order in which they are to be looked at."""
    forged = Checkpoint(ORIGIN, 700, leaf_hash(b"another history"))
    unknown = signer("unknown.example", "unknown")
    stolen = bytes(sign_note(forged.text(), signer(seed="thief")))
    foreign = bytes(sign_note(Checkpoint("unknown.example", 1, bytes(32)).text(), unknown))
    fork = bytes(sign_note(forged.text(), signer()))
    good = request(log, 300)
    with at_work(tmp_path / "held") as witness:

        def status(body: bytes) -> int:
            return witness.add_checkpoint(body).status

        assert status(b"nonsense") == 400
        assert status(bytes(request(log, 300)).replace(b"old 300", b"old 0300")) == 400
        assert status(b"old 0\n\n" + foreign) == 404
        assert status(b"old 0\n\n" + stolen) == 403
        assert status(b"old 701\n\n" + good.note) == 400
        first = witness.add_checkpoint(bytes(good))
        assert (first.status, first.text, first.media_type) == (409, "0\n", "text/x.tlog.size")
        assert status(bytes(Request(0, good.proof, good.note))) == 422
        assert status(bytes(request(log, 0, 300))) == 200
        assert witness.add_checkpoint(bytes(request(log, 0))).text == "300\n"
        assert status(bytes(Request(300, good.proof[::-1], good.note))) == 422
        assert status(bytes(Request(300, (), fork))) == 422
        answer = witness.add_checkpoint(bytes(good))
        assert answer.status == 200
        assert status(bytes(request(log, 700))) == 200
        assert status(bytes(Request(700, (), fork))) == 409
        assert status(bytes(request(log, 0, 300))) == 409
    note = good.note + answer.text.encode()
    opened = open_checkpoint(note, signer().key, [PAPER.witness_key])
    assert [one.at for one in opened.witnessed] == [AT]


def test_what_is_signed_is_kept_first(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full there is no signature; another run goes on from what was kept."""
    held = tmp_path / "held"
    with at_work(held) as witness:
        assert witness.add_checkpoint(bytes(request(log, 0, 300))).status == 200
        with monkeypatch.context() as patch:
            patch.setattr("generator.log.witness_state.replace_file", _no_room)
            answer = witness.add_checkpoint(bytes(request(log, 300)))
        assert answer.status == 500 and "—" not in answer.text
        assert witness.size(ORIGIN) == 300
        with pytest.raises(UsageError, match="another witness"), at_work(held):
            pass
    with at_work(held) as witness:
        assert witness.size(ORIGIN) == 300
        assert witness.add_checkpoint(bytes(request(log, 300))).status == 200
    (file := held / "gongshi.example%2F371500.checkpoint").write_bytes(b"damaged")
    with pytest.raises(VerificationError, match="is no checkpoint"), at_work(held):
        pass
    assert file.read_bytes() == b"damaged"


def _no_room(path: Path, data: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_two_logs_are_followed_apart(log: Log, tmp_path: Path) -> None:
    """Each by its own key and from its own size; a log's key does not sign another's checkpoint."""
    other = Log.open(tmp_path / "other", OTHER.key)
    other.append(entries(9), OTHER)
    stolen = sign_note(Checkpoint(OTHER.name, 700, log.root).text(), signer())
    with at_work(tmp_path / "held") as witness:
        assert witness.add_checkpoint(bytes(request(other, 0))).status == 200
        assert witness.add_checkpoint(bytes(request(log, 0))).status == 200
        assert (witness.size(OTHER.name), witness.size(ORIGIN)) == (9, 700)
        assert witness.add_checkpoint(b"old 9\n\n" + bytes(stolen)).status == 403
    with pytest.raises(UsageError, match="key of a witness"):
        Witness(tmp_path, [PAPER.witness_key], PAPER, lambda: AT)


def test_requests_at_one_time(tmp_path: Path) -> None:
    """Of many that start from the same size one is signed, and nothing is rolled back."""
    log = make_log(tmp_path / "log", *([7] * 12))
    sizes = Folder(log.folder).sizes()
    with at_work(tmp_path / "held") as witness, ThreadPoolExecutor(12) as pool:
        bodies = [bytes(request(log, 0, size)) for size in sizes]
        answers = list(pool.map(witness.add_checkpoint, bodies))
        signed = [size for size, one in zip(sizes, answers, strict=True) if one.status == 200]
        assert signed == [witness.size(ORIGIN)]
        assert {one.text for one in answers if one.status == 409} == {f"{signed[0]}\n"}


def test_over_http(log: Log, tmp_path: Path) -> None:
    """The client is told from where to start; what else is asked has no answer."""
    with at_work(tmp_path / "held") as witness, listening(witness.add_checkpoint) as address:
        for more in (0, 3, 600, 0):
            log.append(entries(more, log.size), signer())
            signed = log.add_cosignature(ask_witness(log, f"{address}/"), PAPER.witness_key)
            assert signed.checkpoint.size == witness.size(ORIGIN) == log.size
        port = int(address.rpartition(":")[2])
        for method, path, body, status in (
            ("GET", "/add-checkpoint", b"", 405), ("POST", "/other", b"x", 404),
            ("POST", "/add-checkpoint", b"x" * 70_000, 400),
        ):  # fmt: skip
            connection = HTTPConnection("127.0.0.1", port)
            connection.request(method, path, body)
            assert connection.getresponse().status == status
            connection.close()


def test_a_log_that_was_rolled_back_is_told(log: Log, tmp_path: Path) -> None:
    """The witness holds more than the log has, or as much of something else."""
    longer, fork = make_log(tmp_path / "longer", 300, 401), Log.open(tmp_path / "f", signer().key)
    fork.append([b"another", *entries(699)], signer())
    with at_work(tmp_path / "held") as witness, listening(witness.add_checkpoint) as address:
        ask_witness(fork, address)
        with pytest.raises(VerificationError, match="rolled back or rewritten"):
            ask_witness(log, address)
        with pytest.raises(GongshiError, match="422"):
            ask_witness(longer, address)


def _serving(status: int, text: str) -> HTTPServer:
    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return HTTPServer(("127.0.0.1", 0), Odd)


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [(302, "", "answers 302"), (403, "no key", "answers 403 no key"), (409, "many", "answers 409"),
     (409, "5\n", "names another size|another history"), (500, "", "answers 500")],
)  # fmt: skip
def test_odd_answers(log: Log, status: int, text: str, said: str) -> None:
    """Each is said with its status; a redirect is not followed, and nothing is asked for ever."""
    with (
        _serving(status, text) as server,
        running(server) as address,
        pytest.raises(GongshiError, match=said),
    ):
        ask_witness(log, address)


def test_no_address(log: Log) -> None:
    """Nobody there, and what is no address over HTTP."""
    with pytest.raises(GongshiError, match="refused"):
        ask_witness(log, "http://127.0.0.1:1")
    for address in ("file:///etc/passwd", "witness.example", "http://"):
        with pytest.raises(UsageError, match="no address"):
            ask_witness(log, address)


def test_all_are_asked_and_none_is_waited_for(log: Log, tmp_path: Path) -> None:
    """One signs; one is not there, one signs nothing, one is silent: each is told, in time."""
    gone, wrong, silent = (f"{name}.example" for name in ("gone", "wrong", "silent"))
    keys = {name: signer(name, name).witness_key for name in (gone, wrong, silent)}
    with (
        at_work(tmp_path / "held") as witness,
        listening(witness.add_checkpoint) as good,
        listening(lambda body: Answer(HTTPStatus.OK, "\n")) as empty,
        socket.create_server(("127.0.0.1", 0)) as hole,
    ):
        addresses = {
            gone: "http://127.0.0.1:1",
            wrong: empty,
            silent: f"http://127.0.0.1:{hole.getsockname()[1]}",
        }
        asked = [(PAPER.witness_key, good), *((keys[name], addresses[name]) for name in keys)]
        missing = ask_all(log, asked, 2)
        assert ask_all(log, asked[:1], 2) == ()
    assert [one.key.name for one in log.witnessed()] == ["newspaper.example"]
    assert sorted(str(why).partition(":")[0] for why in missing) == [gone, silent, wrong]
