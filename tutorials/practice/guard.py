"""Knows a real person's data when it sees it: CNP, IBAN, card number, phone, e-mail. Pure.

Its twin in the browser is `static/src/practice/guard.ts`; both hold to
`tests/vectors/practice/guard.json`.
"""

import re
from collections.abc import Collection, Iterable
from itertools import accumulate

# The control digit of a CNP: Government Decision 1375/2006, annex.
CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)

EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b", re.ASCII)
NUMBER = re.compile(r"[0-9](?:[ .\-/]?[0-9]){9,18}")
LONGEST = 2_000  # characters looked at; no field takes more


def digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def is_cnp(number: str) -> bool:
    """Thirteen digits with a possible date of birth and the right control digit."""
    if not re.fullmatch("[1-9][0-9]{12}", number):
        return False
    if not (1 <= int(number[3:5]) <= 12 and 1 <= int(number[5:7]) <= 31):
        return False
    control = sum(weight * int(digit) for weight, digit in zip(CNP_WEIGHTS, number, strict=False)) % 11
    return int(number[12]) == (1 if control == 10 else control)


def is_card_number(number: str) -> bool:
    """14 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    if not re.fullmatch("[0-9]{14,19}", number):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Letters and digits whose remainder modulo 97 is 1 (ISO 13616)."""
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def is_phone(number: str) -> bool:
    """A Romanian number as people write it, with or without the country's code."""
    return re.fullmatch("(0040|40|0)[237][0-9]{8}", number) is not None


def real_data(text: str, allowed: Collection[str] = ()) -> str:
    """The kind of real data in `text`: ``cnp``, ``iban``, ``card``, ``email``, ``phone``; or ``""``.

    What is on the card, `allowed`, is always welcome.
    """
    text = text[:LONGEST]
    known = {form for value in allowed for form in (value.lower(), digits(value))}
    if any(found.lower() not in known for found in EMAIL.findall(text)):
        return "email"
    if any(is_iban(start) for found in IBAN.findall(text.upper()) for start in _beginnings(found)):
        return "iban"
    numbers = (digits(found) for found in NUMBER.findall(text))
    return next(_kinds(number for number in numbers if number not in known), "")


def _beginnings(found: str) -> Iterable[str]:
    """What was found up to each of its spaces: words may follow an IBAN."""
    return accumulate(found.split(" "))


def _kinds(numbers: Iterable[str]):
    for number in numbers:
        for kind, is_kind in (("cnp", is_cnp), ("card", is_card_number), ("phone", is_phone)):
            if is_kind(number):
                yield kind
