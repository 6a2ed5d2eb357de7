"""Facts carried by hand: sealed, bounded, read twice without harm; and the answer that comes back."""

import contextlib
import hashlib
import itertools
import json
import stat
import tracemalloc

import pytest
from django.core.management import CommandError

from progress import relay, sealing
from progress.models import Mark, Parent
from tests.progress.houses import manage


def carry_out(box, path) -> str:
    with box:
        return manage("carry_out", str(path))


def carry_in(house, path, answer=None) -> str:
    with house:
        return manage("carry_in", str(path), *(["--answer", str(answer)] if answer else []))


def refused(house, path, answer=None) -> str:
    with pytest.raises(CommandError) as error:
        carry_in(house, path, answer)
    return str(error.value)


# --- there and back -----------------------------------------------------------------------------


def test_there_and_back(box, parent, held, stick):
    up, down = stick / "up", stick / "down"
    assert carry_out(box, up) == f"Carry {up} to the parent: 3 facts, 1 learners.\n"
    assert carry_in(parent, up, down).startswith("3 facts taken, 0 refused, of 1 learners")
    assert parent.facts() == box.facts()
    assert parent.states(held.person) == box.states(held.person)
    assert carry_in(box, down) == "3 facts acknowledged, 1 learners asked about.\n"
    assert carry_out(box, up) == f"Carry {up} to the parent: 0 facts, 1 learners.\n"
    assert sorted(path.name for path in stick.iterdir()) == ["down", "up"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in stick.iterdir())


def test_twice_does_no_harm(box, parent, held, stick):
    up, down, again = stick / "up", stick / "down", stick / "again"
    carry_out(box, up)
    carry_in(parent, up, down)
    carry_in(parent, up, again)
    assert parent.states(held.person) == box.states(held.person)
    assert "3 facts" in carry_in(box, down)
    for answer in (down, again):
        assert "was read before" in carry_in(box, answer)


def test_without_an_answer_all_is_carried_again(box, parent, held, stick):
    carry_out(box, stick / "one")
    carry_in(parent, stick / "one")
    box.push(held, held.fact())
    assert ": 4 facts" in carry_out(box, stick / "two")
    carry_in(parent, stick / "two", stick / "down")
    carry_in(box, stick / "down")
    assert parent.facts() == box.facts()


def test_nothing_to_carry(box, stick):
    assert carry_out(box, stick / "up") == "There is nothing to carry.\n"
    assert list(stick.iterdir()) == []


def test_by_hand_and_by_line_together(box, parent, held, stick):
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    late = held.fact()
    box.push(held, late)
    box.relay()
    carry_in(box, stick / "down")
    assert relay_is_done(box)
    assert parent.facts() == box.facts()


def relay_is_done(box) -> bool:
    with box:
        return relay.due() == []


def test_many_records(box, parent, held, stick, new_tablet, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 2)
    other = new_tablet()
    box.push(other, *(other.fact() for _ in range(5)))
    assert ": 8 facts, 2 learners" in carry_out(box, stick / "up")
    assert "8 facts taken" in carry_in(parent, stick / "up", stick / "down")
    assert "8 facts" in carry_in(box, stick / "down")
    assert parent.facts() == box.facts()
    assert relay_is_done(box)


def test_erasures_are_carried_both_ways(box, parent, held, stick, new_tablet):
    other = new_tablet()
    box.push(other, other.fact())
    box.relay()
    with box:
        held.erase()
    with parent:
        other.sync(enrol=True)
        other.erase()
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    assert "1 learners erased here too" in carry_in(box, stick / "down")
    assert parent.erased() == box.erased() == {held.person.id, other.person.id}
    assert (parent.facts(), box.facts()) == ([], [])


def test_a_parent_that_was_restored(box, parent, held, stick):
    kept = parent.backup()
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    carry_in(box, stick / "down")
    parent.restore(kept)
    box.push(held, held.fact())
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    assert "everything is to be carried again" in refused(box, stick / "down")
    assert ": 4 facts" in carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    carry_in(box, stick / "down")
    assert parent.facts() == box.facts()


def test_an_answer_from_before_a_restore_that_we_heard_of(box, parent, held, stick):
    kept = parent.backup()
    box.relay()
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    parent.restore(kept)
    box.relay(everyone=True)
    assert "everything is to be carried again" in refused(box, stick / "down")
    assert parent.facts() == box.facts()


def test_a_box_restored_to_before_it_knew_the_learner(box, parent, stick, held, new_tablet):
    kept = box.backup()
    other = new_tablet()
    box.push(other, other.fact())
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    box.raw().deserialize(kept)  # nobody noticed
    carry_in(box, stick / "down")
    assert relay_is_done(box)


# --- only for whom it is for --------------------------------------------------------------------


def test_nothing_can_be_read_on_the_way(box, parent, held, stick):
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    hashed = hashlib.sha256(held.person.secret.encode()).hexdigest()
    private = [held.person.id, held.id, hashed, box.settings["RELAY_TOKEN"], *box.facts()]
    for path in stick.iterdir():
        content = path.read_bytes()
        assert not any(text.encode() in content for text in private)


def test_another_server_cannot_read_it(box, held, stick, new_house):
    carry_out(box, stick / "up")
    assert refused(new_house(), stick / "up") == "The file was sealed for another server."


def test_a_head_that_lies_about_the_server(box, held, stick, new_house):
    carry_out(box, stick / "up")
    other = new_house()
    with other:
        mine = sealing.fingerprint(sealing.public_key()).encode()
    theirs = sealing.fingerprint(box.settings["RELAY_KEY"]).encode()
    (stick / "up").write_bytes((stick / "up").read_bytes().replace(theirs, mine))
    assert "damaged, or was sealed with another key" in refused(other, stick / "up")


@pytest.mark.parametrize("flaw", ["revoked", "wrong token", "unknown"])
def test_a_relay_that_may_not(flaw, box, parent, held, stick):
    if flaw == "wrong token":
        box.settings["RELAY_TOKEN"] = "0" * 32
    if flaw == "unknown":
        box.settings["RELAY_ID"] = "aaaaaaaa-0000-4000-8000-000000000001"
    carry_out(box, stick / "up")
    if flaw == "revoked":
        with parent:
            manage("register_relay", "--revoke", box.settings["RELAY_ID"])
    assert "not let in" in refused(parent, stick / "up", stick / "down")
    assert parent.facts() == []
    assert not (stick / "down").exists()


def test_an_answer_is_for_one_box(box, parent, held, stick, new_house, new_tablet):
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    other = new_house().below(parent)
    assert refused(other, stick / "down") == "This is an answer to another relay."
    assert "RELAY_ID is not set" in refused(parent, stick / "down")
    assert "none is written" in refused(box, stick / "down", stick / "more")


def test_nobody_forges_an_answer(box, parent, held, stick):
    """Who has the file, and the box's id, but not its token."""
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    for old, new in ((b'"number": 1', b'"number": 2'), (b'"generation": 0', b'"generation": 1')):
        whole = (stick / "down").read_bytes()
        assert old in whole
        (stick / "forged").write_bytes(whole.replace(old, new))
        assert "damaged, or was sealed with another key" in refused(box, stick / "forged")
    box.settings["RELAY_TOKEN"] = "0" * 32
    assert "damaged, or was sealed with another key" in refused(box, stick / "down")
    with box:
        assert not Mark.objects.exists()


# --- files that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no file of a relay"),
        (b"\0" * 5_000, "no file of a relay"),
        (b"x" * 5_000, "no file of a relay"),
        (b"pascupas-relay 2 facts\n{}\n", "of version 2; we read version 1"),
        (b"pascupas-relay 1 facts\n", "cut off"),
        (b'pascupas-relay 1 facts\n{"a": ', "cut off"),
        (b"pascupas-relay 1 facts\nnonsense\n", "damaged"),
        (b"pascupas-relay 1 facts\n[]\n", "damaged"),
        (b"pascupas-relay 1 facts\n{}\n", "another server"),
        (b"pascupas-relay 1 songs\n{}\n", "kind"),
        (b"pascupas-relay 1 answer\n{}\n", "another relay"),
    ],
)
def test_what_is_no_file(content, said, box, stick):
    (stick / "file").write_bytes(content)
    assert said in refused(box, stick / "file")


def test_a_file_that_is_not_there(box, held, stick):
    assert "No such file" in refused(box, stick / "file")
    with box, pytest.raises(CommandError, match="cannot be written"):
        manage("carry_out", str(stick / "no" / "up"))


def test_cut_off_or_damaged_anywhere(box, parent, held, stick, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 1)
    carry_out(box, stick / "up")
    carry_in(parent, stick / "up", stick / "down")
    for house, path in ((parent, stick / "up"), (box, stick / "down")):
        whole = path.read_bytes()
        other = stick / "other"
        for cut in [*range(0, len(whole), 97), len(whole) - 1]:
            other.write_bytes(whole[:cut])
            assert "." in refused(house, other)
        other.write_bytes(whole + b"x")
        assert "follows after the end" in refused(house, other) if house is parent else True
        for place in range(0, len(whole), 97):
            other.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with contextlib.suppress(CommandError):
                carry_in(house, other)
                raise AssertionError(place)
    assert "3 facts" in carry_in(box, stick / "down") or relay_is_done(box)


def records(path) -> tuple[bytes, list[bytes]]:
    """A file taken apart: its two lines, and its records with what stands before each."""
    whole = path.read_bytes()
    top = b"".join(line + b"\n" for line in whole.split(b"\n", 2)[:2])
    rest, found = whole[len(top) :], []
    while rest:
        size = 5 + int.from_bytes(rest[1:5])
        found.append(rest[:size])
        rest = rest[size:]
    return top, found


def test_records_out_of_their_place(box, parent, held, stick, monkeypatch):
    monkeypatch.setattr(relay, "MOST_FACTS", 1)
    carry_out(box, stick / "up")
    top, parts = records(stick / "up")
    assert len(parts) == 3
    for order in itertools.permutations(range(3)):
        (stick / "mixed").write_bytes(top + b"".join(parts[number] for number in order))
        if order != (0, 1, 2):
            assert refused(parent, stick / "mixed")
    (stick / "mixed").write_bytes(top + parts[0] + parts[1])
    assert refused(parent, stick / "mixed") == "The file is cut off."
    (stick / "mixed").write_bytes(top + parts[0] + b"\1" + parts[1][1:])
    assert "damaged" in refused(parent, stick / "mixed")
    assert len(parent.facts()) == 2  # what was good stays


def test_no_record_is_larger_than_a_call(box, parent, held, stick):
    carry_out(box, stick / "up")
    top, _ = records(stick / "up")
    (stick / "bomb").write_bytes(top + b"\1" + (2**32 - 1).to_bytes(4) + b"\0" * 2**24)
    tracemalloc.start()
    try:
        assert refused(parent, stick / "bomb") == "The file is damaged."
        assert tracemalloc.get_traced_memory()[1] < 2**21
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("plain", [b"nonsense", b"null", b"{}"])
def test_what_is_sealed_but_no_call(plain, box, parent, held, stick, monkeypatch):
    import gzip

    for packed in (plain, gzip.compress(plain)):
        monkeypatch.setattr(relay.Batch, "packed", lambda batch, packed=packed: packed)
        carry_out(box, stick / "up")
        assert "something else than calls" in refused(parent, stick / "up")


def test_the_number_of_a_file_is_its_own(box, parent, held, stick):
    for number in (1, 2):
        carry_out(box, stick / "up")
        assert json.loads((stick / "up").read_bytes().split(b"\n")[1])["number"] == number
    carry_in(parent, stick / "up", stick / "down")
    carry_in(box, stick / "down")
    with box:
        assert (Parent.objects.get().carried, Parent.objects.get().answered) == (2, 2)
