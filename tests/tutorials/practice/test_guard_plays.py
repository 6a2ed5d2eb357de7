"""Random texts, shown to both guards: what is a real person's, what is nobody's, and anything else."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutorials.practice.guard import real_data

from .player import PLAYS

CNP, ACCOUNT, CARD_NUMBER = "2540101000005", "RO49AAAA1B31007593840000", "4111111111111111"
PHONES = ["0722333444", "40722333444", "0040722333444"]
gaps = st.text(" \t\n\u00a0\u2009\u200b-\u2013\u2011./\\_*()+,|'’•", max_size=3)
scripts = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
around = st.sampled_from(["", "CNP: ", "meu:", "Scrieți: ", "(", "nr", "12; ", "„"])


@st.composite
def with_gaps(draw, text: str) -> str:
    written = "".join(sign + draw(gaps) for sign in text)
    return draw(around) + written.translate(str.maketrans("0123456789", draw(scripts)))


@st.composite
def hidden(draw) -> tuple[str, str]:
    """What is a real person's, as one might write it, and its kind."""
    kind = draw(st.sampled_from(["cnp", "iban", "card", "phone"]))
    match kind:
        case "cnp" | "card":
            text = draw(with_gaps(CNP if kind == "cnp" else CARD_NUMBER))
        case "iban":
            written = "RO" + draw(gaps) + "49" + draw(gaps) + "".join(
                sign + draw(gaps) for sign in ACCOUNT[4:]
            )  # fmt: skip
            text = draw(around) + draw(st.sampled_from([written, written.lower()]))
        case "phone":
            phone = draw(st.sampled_from(PHONES))
            body = draw(gaps).join([phone[-9:-6], phone[-6:-3], phone[-3:]])
            text = draw(around) + phone[:-9] + draw(gaps) + body
    return text, kind


@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(case=hidden())
def test_a_real_persons_data_is_seen_however_it_is_written(played, case):
    text, kind = case
    seen = real_data(text)
    assert seen, (text, kind)
    assert played({"texts": [text], "allowed": [text]}) == [""]
    assert played({"texts": [text], "allowed": []}) == [seen]


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def harmless(draw) -> str:
    """What is nobody's: a date with an hour, a span of days, a sum, a registration number."""
    one, other, time = draw(DAYS), draw(DAYS), draw(st.times())
    number = draw(st.integers(1, 999_999))
    return draw(
        st.sampled_from(
            [
                f"{one:%d.%m.%Y} {time:%H:%M}",
                f"{one:%d.%m.%Y}, ora {time:%H.%M}",
                f"{one:%d/%m/%Y} {time:%H.%M}",
                f"{one:%Y-%m-%d} {time:%H:%M:%S}",
                f"{one:%d.%m.%Y} - {other:%d.%m.%Y}",
                f"{number / 100:.2f} lei".replace(".", ","),
                f"{number:,}.00 lei".replace(",", "."),
                f"nr. {number}/{one:%Y}",
                f"nr. {number:06}/{one:%Y}",
                f"nr. {number:04}/{one:%d.%m.%Y}",
            ]
        )
    )


@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(text=harmless())
def test_dates_sums_and_registration_numbers_pass(played, text):
    assert real_data(text) == ""
    assert played({"texts": [text], "allowed": []}) == [""]


pieces = st.sampled_from(
    [CNP, CNP[:4], CNP[4:], ACCOUNT, ACCOUNT[:9], ACCOUNT[9:], CARD_NUMBER, CARD_NUMBER[:8], *PHONES]
    + ["RO", "DE89370400440532013000", "DE", "@", "ion", "x.ro", "ion@x.ro"]
    + ["ș", "ß", "İ", "ﬁ", "½", "２", "٣", "\ud83d\ude00", "\u0301", "/2026", ".2026", "0", "1"]
)


@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(
    texts=st.lists(st.lists(pieces | gaps | st.text(max_size=4), max_size=12).map("".join), max_size=8),
    allowed=st.lists(pieces, max_size=2),
)
def test_both_guards_see_the_same(played, texts, allowed):
    seen = [real_data(text, allowed) for text in texts]
    assert played({"texts": texts, "allowed": allowed}) == seen
