"""What a locked profile sends: sealed facts among others, and an enrolment nobody else reads."""

import base64
import json
import re
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.pagecache.memo import memo
from progress import sealing
from progress.models import Device, Fact
from progress.schemas import MOST_SEALED, LearnerCall
from progress.sealed import ABOUT, LONGEST, opened

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
# Seals texts to a key as the browser does.
IN_A_BROWSER = """
import { sealer, toBase64url } from "./static/src/progress/hpke.ts";
const [key, about, ...texts] = JSON.parse(process.argv[1]);
const seal = await sealer(key, about);
const sealed = [];
for (const text of texts) sealed.push(toBase64url(await seal(new TextEncoder().encode(text))));
console.log(JSON.stringify(sealed));
"""


def seal(value, key: str | None = None, about: bytes = ABOUT) -> str:
    plain = value if isinstance(value, bytes) else json.dumps(value).encode()
    sealed = sealing.seal(plain, key or sealing.public_key(), about)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


@pytest.fixture
def send(said):
    """``send(tablet, **entry)``: what is said to its learner."""

    def send(tablet, facts=(), **entry) -> dict:
        response = tablet.send(tablet.call(tablet.entry(facts, **entry)))
        assert response.status_code == 200, response.content
        return response.json()["learners"][0]

    return send


def test_sealed_facts_are_kept_like_others(tablet, phone, send):
    plain, *sealed = (tablet.fact("time", data={"seconds": n}) for n in range(1, 4))
    answer = send(tablet, [plain], sealed=[seal(fact) for fact in sealed])
    assert answer["accepted"] == [fact["id"] for fact in [plain, *sealed]]
    assert answer["refused"] == []
    (state,) = tablet.person.states.values()
    assert state["seconds"] == 6
    again = send(tablet, sealed=[seal(fact) for fact in sealed])
    assert again["accepted"] == [fact["id"] for fact in sealed]
    assert Fact.objects.count() == 3
    assert len(phone.sync(pull=True)["facts"]) == 3


def test_whoever_was_never_here_comes_by_a_sealed_enrolment(new_tablet, send, said):
    tablet = new_tablet()
    fact = tablet.fact()
    assert said(tablet.send(tablet.call(tablet.entry(sealed=[seal(fact)])))) == (403, "forbidden")
    assert not Fact.objects.exists()
    enrolment = {"enrolment": {"secret": tablet.person.secret}}
    answer = send(tablet, sealed=[seal(fact), seal(enrolment)])
    assert (answer["accepted"], answer["refused"]) == ([fact["id"]], [])
    assert tablet.sync(tablet.fact(), pull=True)["status"] == "ok"


def test_a_sealed_enrolment_proves_what_any_other_does(tablet, new_tablet, send, said):
    stranger = new_tablet(tablet.person)
    wrong = seal({"enrolment": {"secret": "0" * 32}})
    call = stranger.call(stranger.entry(sealed=[wrong, seal(stranger.fact())]))
    assert said(stranger.send(call)) == (403, "forbidden")
    assert Device.objects.count() == 1
    # Beside a plain one it is no enrolment, and no fact either.
    answer = send(
        stranger, enrolment={"secret": tablet.person.secret}, sealed=[wrong, seal(stranger.fact())]
    )
    assert [(each["index"], each["code"]) for each in answer["refused"]] == [(0, "learner")]
    assert len(answer["accepted"]) == 1


def test_what_cannot_be_opened_is_refused_by_its_index(tablet, send, settings, tmp_path):
    good = tablet.fact()
    ours = seal(good)
    theirs = (settings.SEALING_KEY, str(tmp_path / "other.pem"))
    settings.SEALING_KEY = theirs[1]
    other = seal(tablet.fact())
    settings.SEALING_KEY = theirs[0]
    flawed = [
        other,
        seal(tablet.fact(), about=b"pascupas facts 2"),
        ours[:-2],
        ours + "=",
        ours + "\n",
        "",
        "ă",
        "A" * (LONGEST + 1),
        seal(b"no json"),
        seal(b"[" * 10_000),
        seal(b"NaN"),
        seal(b"\xff"),
        7,
        None,
        {},
    ]
    plain = tablet.fact()
    answer = send(tablet, [plain, 7], sealed=[*flawed, ours])
    assert answer["accepted"] == [plain["id"], good["id"]]
    codes = {each["index"]: each["code"] for each in answer["refused"]}
    assert codes == {1: "fact"} | {2 + index: "sealed" for index in range(len(flawed))}
    for each in answer["refused"][1:]:
        assert each["id"] is None
        assert each["message"]


def test_what_was_sealed_is_checked_like_any_fact(tablet, phone, send):
    anothers = tablet.fact(learner="aaaaaaaa-0000-4000-8000-000000000001")
    values = [anothers, tablet.fact(seq=0), 7, [], {"enrolment": {"secret": "x"}}, {"enrolment": 7}]
    answer = send(tablet, sealed=[seal(value) for value in values])
    codes = [each["code"] for each in answer["refused"]]
    assert codes == ["learner", "seq", "fact", "fact", "learner", "learner"]
    assert answer["refused"][0]["id"] == anothers["id"]
    assert not Fact.objects.exists()


def test_a_token_is_needed_for_what_is_sealed_and_the_secret_is_not_enough(tablet, said):
    entry = tablet.entry(sealed=[seal(tablet.fact())], secret=tablet.person.secret)
    call = tablet.call(entry, token="0" * 32)
    assert said(tablet.send(call)) == (403, "forbidden")
    assert not Fact.objects.exists()


def test_while_our_key_cannot_be_read_nothing_is_refused(tablet, new_tablet, send, settings, tmp_path):
    """A device drops what is refused: they are told to come again, and the others of the call go on."""
    other = new_tablet()
    sealed, plain = tablet.fact(), other.fact()
    entry = tablet.entry([tablet.fact()], sealed=[seal(sealed)])
    theirs = other.entry([plain], enrolment={"secret": other.person.secret})
    key = settings.SEALING_KEY
    settings.SEALING_KEY = str(tmp_path / "broken.pem")
    (tmp_path / "broken.pem").write_text("nonsense")
    later, served = tablet.send(tablet.call(entry, theirs)).json()["learners"]
    assert (later["status"], later["accepted"], later["refused"]) == ("later", [], [])
    assert (served["status"], served["accepted"]) == ("ok", [plain["id"]])
    tablet.client.raise_request_exception = False
    assert tablet.send(tablet.call(entry)).status_code == 500
    assert (tmp_path / "broken.pem").read_text() == "nonsense"
    settings.SEALING_KEY = key
    assert sealed["id"] in send(tablet, entry["facts"], sealed=entry["sealed"])["accepted"]


@pytest.mark.parametrize("value", ["x", {}, 7, True])
def test_sealed_is_a_list(value, tablet, said):
    assert said(tablet.send(tablet.call(tablet.entry(sealed=value)))) == (422, "shape")


def test_six_hundred_in_a_call_whoever_they_are_of(tablet, new_tablet, said):
    """Each costs us a key agreement before we know who asks: 5,000 took more than a second."""
    stranger = new_tablet()
    entries = [tablet.entry([7], sealed=[7] * 300), stranger.entry(sealed=[7] * 300)]
    answer, _ = tablet.send(tablet.call(*entries)).json()["learners"]
    assert len(answer["refused"]) == 301
    entries[1]["sealed"].append(7)
    assert said(tablet.send(tablet.call(*entries))) == (413, "too_large")
    entries[1]["sealed"].pop()
    entries[0]["facts"] = [7] * 4_401  # counted together
    assert said(tablet.send(tablet.call(*entries))) == (413, "too_large")


def test_a_device_may_send_as_much_as_it_ever_does():
    """static/src/progress/outbox.ts: BATCH facts, and MOST learners who enrol."""
    told = (ROOT / "static" / "src" / "progress" / "outbox.ts").read_text()
    batch, most = (int(re.search(rf"const {name} = (\d+);", told)[1]) for name in ("BATCH", "MOST"))
    assert batch + most <= MOST_SEALED


def test_every_page_names_the_key_the_same_for_all(db, settings, tmp_path):
    def key() -> str | None:
        memo._values.clear()
        soup = BeautifulSoup(Client().get("/cine-invata/").content, "html.parser")
        return soup.select_one("[data-who]").get("data-server-key")

    assert key() == key() == sealing.public_key()
    (tmp_path / "broken.pem").write_text("nonsense")
    settings.SEALING_KEY = str(tmp_path / "broken.pem")
    assert key() is None


def test_what_the_browser_seals_is_opened():
    """Two makers of HPKE who never heard of each other: RFC 9180 has no vectors for this suite."""
    fact = {"id": "ș", "data": {"given": "așa"}}
    asked = json.dumps([sealing.public_key(), ABOUT.decode(), json.dumps(fact), "x" * 7_000])
    run = subprocess.run(
        [NODE, "--input-type=module", "-e", IN_A_BROWSER, asked],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, second = json.loads(run.stdout)
    entry = LearnerCall(learner="aaaaaaaa-0000-4000-8000-000000000001", facts=[7], sealed=[first])
    assert opened(entry).facts == [7, fact]
    raw = base64.urlsafe_b64decode(second + "=" * (-len(second) % 4))
    assert sealing.unseal(raw, ABOUT) == b"x" * 7_000
