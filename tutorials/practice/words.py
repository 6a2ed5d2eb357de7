"""What the painter says, by the code of the reducer's feedback; with {screen}, {label}, {value}."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # after a press
    "moved": _("You are now on the screen “{screen}”."),
    "astray": _("This is the screen “{screen}”. No harm done: you can go one step back."),
    "answer": _("Nothing has happened. Try another place."),
    "done": _("You have done it."),
    "undone": _("We went one step back. You are on the screen “{screen}”."),
    "restarted": _("We begin again. You are on the screen “{screen}”."),
    "nothing": _("There is nothing to take back: this is the beginning."),
    # when something is missing
    "empty": _("Something is still missing: “{label}”."),
    "differs": _("Almost. Look at “{label}” once more and compare it with the card."),
    "long": _("That is too long for “{label}”. Nothing is lost."),
    "unmarked": _("Something else here is suspicious. Read slowly."),
    # marks
    "found": _("Well seen."),
    "innocent": _("Nothing is wrong here."),
    # data of a real person
    "cnp": _(
        "This looks like a real personal code. Write only what is on the card. We have not kept it."
    ),
    "iban": _("This looks like a real account. Write only what is on the card. We have not kept it."),
    "card": _("This looks like a real bank card. Write only what is on our card. We have not kept it."),
    "email": _(
        "This looks like a real e-mail address. Write only what is on the card. We have not kept it."
    ),
    "phone": _(
        "This looks like a real phone number. Write only what is on the card. We have not kept it."
    ),
    "secret": _("Do not write a password or a code of your own. Write only what is on the card."),
    # hints by degrees: in words, then where, then what
    "fill1": _("Look for the place “{label}”."),
    "fill2": _("Here: “{label}”."),
    "fill3": _("Here: “{label}”. It takes “{value}”."),
    "tick3": _("Here: “{label}”. Put the tick."),
    "press1": _("Look for “{label}”"),
    "press2": _("Press here: “{label}”"),
    "press3": _("Press here: “{label}”"),
    "mark1": _("Read each line slowly. Something is suspicious."),
    "mark2": _("Touch here."),
    "mark3": _("Touch here: “{label}”."),
    "free": _("Look around as you like: nothing is asked of you here."),
    # at the end
    "alone": _("You did it without help and without a slip."),
    "helped": _("You asked for help, and that is good: this is the place for it."),
    "slipped": _("You lost your way for a moment and found it again. That is what practice is for."),
    "points": _("{points} of {most}"),
}


def spoken() -> dict[str, str]:
    """The words in the language at hand."""
    return {code: str(words) for code, words in WORDS.items()}
