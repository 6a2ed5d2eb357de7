"""Knows a real person's data when it sees it: CNP, IBAN, card number, phone, e-mail. Pure.

Its twin in the browser is `static/src/practice/guard.ts`; both hold to
`tests/vectors/practice/guard.json`.
Every pattern looks a bounded number of times at each sign.
"""

import re
from collections.abc import Collection, Iterator

# The control digit of a CNP: Government Decision 1375/2006, annex.
CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)

# What JavaScript's \s stands for, written out: Python's means other signs.
SPACE = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
SPACES = re.compile(f"[{SPACE}]+")
EMAIL = re.compile("[^ @<>,;]{1,64}@[^ @<>,;.]{1,63}(?:[.][^ @<>,;.]{1,63}){1,8}")
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}", re.ASCII)
NUMBER = re.compile("[0-9](?:[ ./-]{0,3}[0-9]){9,}")
ROMANIAN_IBAN = 24  # signs
CARD_NUMBER = 16  # digits, of almost every card
LONGEST_NUMBER = 19


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
    """14 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B); none begins with a nought."""
    if not re.fullmatch("[1-9][0-9]{13,18}", number):
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
    known = {form for value in allowed for form in (digits(value), *map(_form, _suspects(value)))}
    return next(
        (kind for kind, form in _suspects(text) if form not in known and _KINDS[kind](form)), ""
    )


def _form(suspect: tuple[str, str]) -> str:
    return suspect[1]


def _suspects(text: str) -> Iterator[tuple[str, str]]:
    """What in the text may be of a kind, as (kind, the sign row without separators)."""
    text = SPACES.sub(" ", text)
    for found in EMAIL.findall(text):
        yield "email", found.lower()
    for found in IBAN.findall(text.upper()):
        run = re.sub("[ .-]", "", found)
        yield "iban", run
        if run.startswith("RO"):  # whatever words may follow it
            yield "iban", run[:ROMANIAN_IBAN]
    for found in NUMBER.findall(text):
        yield from _numbers(re.findall("[0-9]+", found))


def _numbers(groups: list[str]) -> Iterator[tuple[str, str]]:
    """Numbers that stand in groups of digits, alone or one after another."""
    whole = "".join(groups)
    yield "card", whole
    for start in range(len(groups)):
        number = ""
        for group in groups[start:]:
            number += group
            if len(number) > LONGEST_NUMBER:
                break
            yield "cnp", number
            if len(number) == CARD_NUMBER:
                yield "card", number
            yield "phone", number


_KINDS = {"cnp": is_cnp, "iban": is_iban, "card": is_card_number, "phone": is_phone, "email": bool}
