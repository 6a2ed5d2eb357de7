"""Knows a real person's data when it sees it: CNP, IBAN, card number, phone, e-mail. Pure.

Its twin in the browser is `static/src/practice/guard.ts`; both hold to
`tests/vectors/practice/guard.json`.
Every pattern looks a bounded number of times at each sign.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

# The control digit of a CNP: Government Decision 1375/2006, annex.
CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)

OTHER_DIGITS = {first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)}
# Between the signs of one number people write anything; a colon or semicolon ends it: hours, lists.
GAP = r"(?:(?![:;])[\W_])*"
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+[.][\w.-]*[^\W_]")
IBAN = re.compile(f"(?=((?:RO{GAP}|[A-Z]{{2}})[0-9]{{2}}(?:{GAP}[A-Z0-9]){{11,30}}))")
NUMBER = re.compile(f"[0-9](?:{GAP}[0-9]){{9,}}")
# A date, or a registration number and its year: no part of any other number.
DATE = re.compile(
    r"\b(?:[0-9][0-9]?[./-][0-9][0-9]?[./-]|0[0-9]{1,6}/)(?:19|20)[0-9][0-9](?![0-9])", re.ASCII
)
# Of Romania, its neighbours, and where our readers' children work; of others, all that stands there.
IBAN_SIGNS = {
    "RO": 24, "MD": 24, "DE": 22, "IT": 27, "ES": 24, "FR": 27, "GB": 22, "HU": 28, "BG": 22, "AT": 20,
}  # fmt: skip
LONGEST_IBAN = 34
# As people write it, with or without the country's code.
PHONE = re.compile("(?:0|(?:00)?400?)[237][0-9]{8}")
CARD_NUMBER = 16  # digits, of almost every card
LONGEST_NUMBER = 19


def digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def is_cnp(number: str) -> bool:
    """Thirteen digits with a possible date of birth and the right control digit."""
    if len(number) != 13 or number[0] == "0":
        return False
    if not (1 <= int(number[3:5]) <= 12 and 1 <= int(number[5:7]) <= 31):
        return False
    control = sum(weight * int(digit) for weight, digit in zip(CNP_WEIGHTS, number, strict=False)) % 11
    return int(number[12]) == (1 if control == 10 else control)


def is_card_number(number: str) -> bool:
    """14 to 19 digits that begin as a bank's and pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    if not re.fullmatch("[2-6][0-9]{13,18}", number):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Letters and digits whose remainder modulo 97 is 1 (ISO 13616)."""
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def real_data(text: str, allowed: Collection[str] = ()) -> str:
    """The kind of real data in `text`: ``cnp``, ``iban``, ``card``, ``email``, ``phone``; or ``""``.

    What is on the card, `allowed`, is always welcome.
    """
    known = {form for value in allowed for _kind, form in _real_ones(value)}
    return next((kind for kind, form in _real_ones(text) if form not in known), "")


def _real_ones(text: str) -> Iterator[tuple[str, str]]:
    """What in the text is of a kind, as (kind, its signs without separators)."""
    text = unicodedata.normalize("NFKC", text).translate(OTHER_DIGITS)
    for found in EMAIL.findall(text):
        yield "email", found.lower()
    for found in IBAN.findall(text.upper()):
        run = re.sub("[^A-Z0-9]", "", found)
        form = run[: IBAN_SIGNS.get(run[:2], LONGEST_IBAN)]
        if is_iban(form):
            yield "iban", form
    for found in NUMBER.findall(DATE.sub("x", text)):
        yield from _numbers(found)


def _numbers(written: str) -> Iterator[tuple[str, str]]:
    """Numbers that stand in groups of digits, alone or one after another."""
    groups = re.findall("([0-9]+)([^0-9]*)", written)
    for start in range(len(groups)):
        number = part = ""
        for group, gap in groups[start : start + LONGEST_NUMBER]:
            number += group
            part += group + gap
            if is_cnp(number):
                yield "cnp", number
            if (len(number) == CARD_NUMBER or part == written) and is_card_number(number):
                yield "card", number
            if PHONE.fullmatch(number):
                yield "phone", number[-9:]  # the same abroad and at home
