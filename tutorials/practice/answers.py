"""Whether what is expected of a field can be given at all, by one whom the guard lets through. Pure."""

import re
import unicodedata

from .guard import digits, real_data

PICKS = frozenset({"choice", "slot", "upload", "place"})
NUMERIC = frozenset({"digits", "phone", "date", "money"})
BY_DIGITS = frozenset({"digits", "phone"})  # of what is written there, only the digits count
DEFAULT_MAX = 2_000
# What a browser's trim takes away; Python's strip means other signs.
SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def possible(expected: dict, element: dict, card: list[dict]) -> bool:
    """Whether a learner can give what `expected` asks of the element."""
    kind = element["type"]
    if kind == "check":
        return isinstance(expected.get("is"), bool) or "any" in expected
    if kind == "field":
        values = [row["value"] for row in card]
        is_exact = "mask" in expected and element.get("input") not in BY_DIGITS
        return any(
            _enters(written, element, values) and _counts(written, element)
            for value in _candidates(expected, element, card)
            for written in ([value] if is_exact else [value, _shortest(value, element)])
        )
    if kind not in PICKS:
        return False
    offered = {item["key"] for item in element.get("items", ()) if not item.get("off")}
    return bool(offered if "any" in expected else offered & set(_named(expected)))


def suits(mask: str, value: str, element: dict) -> bool:
    """Whether the value is of the mask. Where only digits count, so they do in the mask, and a letter
    fits nothing: the keyboard that a phone shows there has none."""
    if element.get("input") in BY_DIGITS:
        return fits(re.sub("[^0-9A]", "", mask), digits(value))
    return fits(mask, value.strip(SPACE))


def fits(mask: str, value: str) -> bool:
    """`9` is a digit, `A` a letter, anything else itself: one look at each sign, whatever is typed."""
    return len(mask) == len(value) and all(
        _SIGNS.get(sign, sign.__eq__)(given) for sign, given in zip(mask, value, strict=True)
    )


_SIGNS = {
    "9": lambda sign: sign in "0123456789",
    "A": lambda sign: unicodedata.category(sign).startswith("L"),
}


def _named(expected: dict) -> list[str]:
    return [value for value in (expected.get("is"), *expected.get("in", ())) if isinstance(value, str)]


def _candidates(expected: dict, element: dict, card: list[dict]) -> list[str]:
    """Values of which one is right if any is: the card's, those named, or some that fit the mask."""
    values = [row["value"] for row in card]
    if "card" in expected:
        return [row["value"] for row in card if row["key"] == expected["card"]][:1]
    if mask := expected.get("mask"):
        made = [mask.replace("9", digit).replace("A", "a") for digit in "0123456789"]
        return [value for value in [*values, *made] if suits(mask, value, element)]
    return [*values, "1"] if "any" in expected else _named(expected)


def _enters(value: str, element: dict, card: list[str]) -> bool:
    """Whether the field takes the value: not too long, no real person's, no secret but the card's."""
    kind = element.get("input")
    size = len(digits(value)) if kind == "digits" else _utf16(value)
    if not value.strip(SPACE) or size > element.get("max", DEFAULT_MAX) or real_data(value, card):
        return False
    return kind != "secret" or value.strip(SPACE) in card


def _shortest(value: str, element: dict) -> str:
    """What is as right as `value` and takes the least room: a phone without its spaces."""
    kind = element.get("input")
    if kind in ("digits", "secret"):
        return value
    if kind == "phone":
        return digits(value)
    if kind == "date":
        return ".".join(re.sub("^0(?=[0-9]$)", "", part) for part in re.findall("[0-9]+", value))
    if kind == "money":
        written = re.sub("[^0-9.,]", "", value).rstrip(".,")
        whole, cents = re.fullmatch("(.*?)(?:[.,]([0-9]{1,2}))?", written).groups("")
        whole, cents = re.sub("[.,]", "", whole).lstrip("0"), cents.rstrip("0")
        return whole + (f".{cents}" if cents else "") or digits(value)[:1]
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", value))
    return re.sub(f"[{SPACE}]+", " ", bare).strip(SPACE)


def _counts(value: str, element: dict) -> bool:
    """Whether anything is left of the value as it is compared: a date of letters alone is empty."""
    if element.get("input") in NUMERIC:
        return re.search("[0-9]", value) is not None
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", value))
    return element.get("input") == "secret" or bare.strip(SPACE) != ""


def _utf16(text: str) -> int:
    """The length that a browser counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
