"""Calls to a platform, over a real socket: to whom, how long, how much, and following nowhere."""

import contextlib
import socket
import threading
import time

import pytest
from makers import RegistrationFactory
from wire import says, serving

from lti import outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def near(settings):
    settings.LTI_HTTP_ON_LOOPBACK = True


def registered_at(address):
    return RegistrationFactory(
        issuer=address, auth_url=f"{address}/a", token_url=f"{address}/t", keyset_url=f"{address}/k"
    )


def test_an_answer(near):
    def handle(request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        says(
            request, body + request.headers["X-Name"].encode() + request.path.encode(), 201, Link="<x>"
        )

    with serving(handle) as address:
        answer = outgoing.fetch(
            registered_at(address), "POST", f"{address}/a?b=c", headers={"X-Name": "d"}, body=b"e"
        )
    assert (answer.status, answer.body, answer.headers["Link"]) == (201, b"ed/a?b=c", "<x>")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_a_refusal_is_an_answer(status, near):
    with serving(lambda request: says(request, b"no", status)) as address:
        assert outgoing.fetch(registered_at(address), "GET", f"{address}/x").status == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status, near):
    asked = []

    def handle(request):
        asked.append(request.path)
        says(request, b"", status, Location="/elsewhere")

    with serving(handle) as address, pytest.raises(outgoing.Unreachable, match="follow nowhere"):
        outgoing.fetch(registered_at(address), "GET", f"{address}/x")
    assert asked == ["/x"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.exemplu/",
        "https://moodle.scoala.exemplu.evil.exemplu/",
        "https://moodle.scoala.exemplu@evil.exemplu/",
        "https://evil.exemplu#@moodle.scoala.exemplu/",
        "https://moodle.scoala.exemplu:8443/",
        "http://moodle.scoala.exemplu/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://0x7f000001/",
        "file:///etc/passwd",
        "gopher://moodle.scoala.exemplu/",
        "//moodle.scoala.exemplu/",
        "https://",
        "https://moodle.scoala.exemplu:x/",
        "https://[moodle.scoala.exemplu/",
        "https://moodle.scoala.exemplu/ă",
        "",
    ],
)
def test_nobody_else_is_called(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("it called"))
    with pytest.raises(outgoing.Forbidden):
        outgoing.fetch(RegistrationFactory(), "GET", address)


def test_hosts_that_an_admin_listed_are_called(monkeypatch):
    registration = RegistrationFactory()
    registration.platform.further_hosts = "servicii.scoala.exemplu"
    called = []
    monkeypatch.setattr(outgoing, "_fetch", lambda method, address, *rest: called.append(address))
    outgoing.fetch(registration, "GET", "https://servicii.scoala.exemplu/ags")
    assert called == ["https://servicii.scoala.exemplu/ags"]


@pytest.mark.parametrize("path", ["/a b", "/a\r\nHost: evil", "/a\x00"])
def test_an_address_that_would_be_another_request(path, near):
    with serving(lambda request: says(request, b"")) as address, pytest.raises(outgoing.Unreachable):
        outgoing.fetch(registered_at(address), "GET", address + path)


def test_a_header_that_would_be_another_request(near):
    with serving(lambda request: says(request, b"")) as address, pytest.raises(outgoing.Unreachable):
        outgoing.fetch(registered_at(address), "GET", address, headers={"Authorization": "a\r\nb: c"})


def bounded(silence, longest):
    return {"bounds": outgoing.Bounds(silence, longest)}


def test_whoever_says_nothing_is_left(near):
    started = time.monotonic()
    with (
        serving(lambda request: request.connection.recv(1)) as address,
        pytest.raises(outgoing.Unreachable),
    ):
        outgoing.fetch(registered_at(address), "GET", address, **bounded(0.2, 9))
    assert time.monotonic() - started < 15


def test_whoever_is_nowhere_is_left(near, monkeypatch):
    """Its name is not told, or leads to addresses at which nobody answers."""
    asked = threading.Event()
    monkeypatch.setattr(outgoing, "CONNECT", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *of, **how: asked.wait(30))
    with pytest.raises(outgoing.Unreachable, match="TimeoutError"):
        outgoing.fetch(registered_at("http://127.0.0.1:9"), "GET", "http://127.0.0.1:9/k")
    asked.set()


def test_a_first_address_that_is_silent_leaves_the_others_their_time(near, monkeypatch):
    tried = []

    def look_up(host, port, **how):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{n}", port)) for n in range(1, 9)
        ]

    def connect(address, seconds):
        tried.append(seconds)
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outgoing.Unreachable):
        outgoing.fetch(registered_at("http://127.0.0.1:9"), "GET", "http://127.0.0.1:9/k")
    assert len(tried) == outgoing.MOST_ADDRESSES
    assert all(0 < seconds < outgoing.CONNECT for seconds in tried)


def test_the_second_address_answers(near, monkeypatch):
    monkeypatch.setattr(outgoing, "_addresses", lambda *at: [("127.0.0.1", 9), at])
    with serving(lambda request: says(request, b"here")) as address:
        assert outgoing.fetch(registered_at(address), "GET", address).body == b"here"


@pytest.mark.parametrize("where", ["head", "body"])
def test_whoever_drips_is_left(where, near):
    """Each piece comes in time, and there is no end of them."""

    def handle(request):
        if where == "head":
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        else:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        for _ in range(600):
            request.wfile.write(b"a")
            request.wfile.flush()
            time.sleep(0.05)

    started = time.monotonic()
    with serving(handle) as address, pytest.raises(outgoing.Unreachable):
        outgoing.fetch(registered_at(address), "GET", address, **bounded(9, 0.5))
    assert time.monotonic() - started < 15


def test_whoever_drips_while_tls_shakes_hands_is_left():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 kB
                for _ in range(600):
                    line.sendall(b"a")
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        address, started = f"https://127.0.0.1:{server.getsockname()[1]}", time.monotonic()
        with pytest.raises(outgoing.Unreachable):
            outgoing.fetch(registered_at(address), "GET", address, **bounded(9, 0.5))
        assert time.monotonic() - started < 15
        dripping.join()


def test_what_went_wrong_can_be_kept_by_every_database(near):
    def handle(request):
        request.wfile.write(b"no\0 HTTP\x1b[31m\r\n\r\n")

    with serving(handle) as address, pytest.raises(outgoing.Unreachable, match="no  HTTP") as error:
        outgoing.fetch(registered_at(address), "GET", address)
    assert str(error.value).isprintable()


def test_no_more_is_read_than_there_can_be(near, monkeypatch):
    monkeypatch.setattr(outgoing, "LARGEST", 10_000)
    longer = pytest.raises(outgoing.Unreachable, match="longer")
    with serving(lambda request: says(request, b"a" * 10_001)) as address, longer:
        outgoing.fetch(registered_at(address), "GET", address)
    with serving(lambda request: says(request, b"a" * 10_000)) as address:
        assert len(outgoing.fetch(registered_at(address), "GET", address).body) == 10_000


def test_an_answer_that_is_cut_off(near):
    def handle(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")

    with serving(handle) as address, pytest.raises(outgoing.Unreachable):
        outgoing.fetch(registered_at(address), "GET", address)


def test_nobody_is_there(near):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(outgoing.Unreachable, match="cannot be reached"):
        outgoing.fetch(registered_at(address), "GET", address)


def test_a_certificate_must_be_vouched_for(tmp_path, settings):
    with serving(lambda request: says(request, b"it is me"), tls=tmp_path) as address:
        registration = registered_at(address)
        with pytest.raises(outgoing.Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            outgoing.fetch(registration, "GET", address)
        settings.LTI_CA_FILE = str(tmp_path / "cert.pem")
        assert outgoing.fetch(registration, "GET", address).body == b"it is me"
