"""Who looks after the site hears what is refused: counts and codes, nothing that anybody did."""

import pytest

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture
def told(caplog):
    """``told()``: what was logged about refusals."""
    return lambda: [each.getMessage() for each in caplog.records if each.name == "progress.refusals"]


def test_refusals_are_counted_by_code_kind_version_and_device(tablet, told):
    tablet.sync(
        tablet.fact("step", PAGE, "s1", seq=0),
        tablet.fact("step", PAGE, "s2", seq=0),
        tablet.fact("answer", PAGE, "q1", {"given": "Ghiocel"}, at="ieri"),
        tablet.fact(),
    )
    assert told() == [
        f"refused=2 code=seq kind=step version=a1b2c3 device={tablet.id}",
        f"refused=1 code=at kind=answer version=a1b2c3 device={tablet.id}",
    ]


def test_good_facts_are_nobodys_business(tablet, told):
    tablet.sync(tablet.fact(), tablet.fact("step", PAGE, "s1"))
    assert told() == []


def test_what_others_wrote_is_not_in_the_log(tablet, told):
    odd = [
        "Ghiocel",
        7,
        None,
        [],
        {"kind": "Ghiocel\nERROR", "version": "Ghiocel", "data": {"given": "Ghiocel"}},
    ]
    tablet.sync(*odd)
    assert sum(int(line.split()[0].removeprefix("refused=")) for line in told()) == len(odd)
    for line in told():
        assert "Ghiocel" not in line
        assert "kind=- version=-" in line


def test_a_call_fills_no_log(tablet, told):
    tablet.sync(*(tablet.fact("step", PAGE, "s1", seq=0, version=f"{n:x}") for n in range(200)))
    assert len(told()) == 20
