"""The line to the parent, over a real socket: what is an answer, and what changes nothing."""

import contextlib
import socket
import threading
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from progress import uplink
from progress.uplink import NotNow, post


@pytest.fixture
def answering(settings):
    """``answering(bytes)``: a server on loopback says these, one to a call; returns what it heard."""
    with contextlib.ExitStack() as stack:

        def answering(*answers: bytes, path="") -> list[bytes]:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            settings.RELAY_TO = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
            heard: list[bytes] = []

            def serve():
                for answer in answers:
                    line, _ = listener.accept()
                    with line:
                        said = b""
                        while b"\r\n\r\n" not in said or not said.endswith(b"END"):
                            said += line.recv(65536)
                        heard.append(said)
                        line.sendall(answer)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            stack.callback(thread.join, 10)
            return heard

        yield answering


def http(status="200 OK", body=b"{}", kind="application/json", **headers) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_a_call_and_its_answer(answering):
    heard = answering(http(body=b'{"epoch": "x"}', kind="application/json; charset=utf-8"), path="/pcp")
    assert post(b"packed END") == b'{"epoch": "x"}'
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /pcp/api/v1/sync HTTP/1.1\r\n")
    assert b"Content-Encoding: gzip" in head
    assert body == b"packed END"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http(kind="text/html", body=b"<html>"), "Somebody else"),
        (http("302 Found", Location="http://127.0.0.1/elsewhere"), "we follow nowhere"),
        (http("307 Temporary Redirect", Location="/elsewhere"), "we follow nowhere"),
        (http("403 Forbidden"), "does not let this relay in"),
        (http("502 Bad Gateway"), "answered 502"),
        (http("500 Internal Server Error"), "answered 500"),
        (http("413 Payload Too Large"), "answered 413"),
        (b"", "cannot be reached"),
        (b"nonsense\r\n\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1_000, "cannot be reached"),
        (http(body=b" " * 64).replace(b"Length: 64", b"Length: x"), None),
    ],
)
def test_what_is_no_answer(answer, said, answering):
    answering(answer)
    if said is None:  # the body is all that came; whether it is an answer, the relay sees
        assert post(b"END") == b" " * 64
        return
    with pytest.raises(NotNow, match=said):
        post(b"END")


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_how_long_to_stay_away(status, answering):
    later = format_datetime(datetime(2100, 1, 1, tzinfo=UTC), usegmt=True)
    waits = []
    for said in ("17", later, "soon", "-3"):
        answering(http(status, Retry_After=said))
        with pytest.raises(NotNow) as refused:
            post(b"END")
        waits.append(refused.value.wait)
    assert waits[0] == 17
    assert waits[1] > 10_000
    assert waits[2:] == [None, None]


def test_an_answer_that_never_ends(answering, monkeypatch):
    monkeypatch.setattr(uplink, "LARGEST_ANSWER", 1000)
    answering(http(body=b" " * 1001))
    with pytest.raises(NotNow, match="longer"):
        post(b"END")
    monkeypatch.setattr(uplink, "LONGEST", -1)
    answering(http(body=b" "))
    with pytest.raises(NotNow, match="too long"):
        post(b"END")


def test_silence(settings, monkeypatch):
    monkeypatch.setattr(uplink, "SILENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.RELAY_TO = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(NotNow, match="timed out"):
            post(b"END")
    with pytest.raises(NotNow, match="refused"):
        post(b"END")


def test_a_name_that_leads_nowhere(settings):
    settings.RELAY_TO = "https://parent.invalid"
    with pytest.raises(NotNow, match="cannot be reached"):
        post(b"END")


def test_plain_http_goes_to_no_public_address(answering, monkeypatch):
    for address, near in {
        "127.0.0.1": True, "192.168.1.10": True, "10.0.0.1": True, "::1": True, "fe80::1%eth0": True,
        "::ffff:192.168.1.10": True, "8.8.8.8": False, "::ffff:8.8.8.8": False, "2a00::1": False,
    }.items():  # fmt: skip
        assert uplink._is_near(address) is near, address
    monkeypatch.setattr(uplink, "_is_near", lambda address: False)
    heard = answering()
    with pytest.raises(NotNow, match="must be https"):
        post(b"END")
    assert heard == []


def test_https_believes_no_certificate_of_nobody(settings, answering):
    answering()
    settings.RELAY_TO = settings.RELAY_TO.replace("http:", "https:").replace("127.0.0.1", "localhost")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.RELAY_TO = f"https://localhost:{listener.getsockname()[1]}"
        thread = threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True)
        thread.start()
        with pytest.raises(NotNow, match="cannot be reached"):
            post(b"END")
        thread.join(10)
