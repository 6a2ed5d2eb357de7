"""The process behind `paper.press`: a line of JSON in, a line of JSON and the bytes of a PDF out.

``python -m paper.pressing``. Its first line says that it is ready. It ends when nobody is at the other
end, or when nobody wanted anything for a while.
"""

import json
import logging
import os
import select
import sys

import django

IDLE = 300  # seconds; then its memory is given back
MANY = 500  # documents, after which a fresh one begins

logger = logging.getLogger("paper.press")


def serve(asked, answers) -> None:
    """Answers each line of `asked`, a binary file, to `answers`."""
    from paper import pdf

    pdf.make_pdf("<html lang='ro'><title>·</title><p>ă</p></html>", "https://pascupas.invalid/")
    answers.write(b"ready\n")
    answers.flush()
    for _time in range(MANY):
        ready, _, _ = select.select([asked], [], [], IDLE)
        line = ready and asked.readline()
        if not line:
            return
        try:
            made = pdf.make_pdf(**json.loads(line))
        except Exception as error:
            logger.exception("A document could not be made.")
            answers.write(json.dumps({"error": repr(error)[:300]}).encode() + b"\n")
        else:
            told = {"size": len(made.body), "pages": made.pages}
            answers.write(json.dumps(told).encode() + b"\n" + made.body)
        answers.flush()


def main() -> None:
    # What others print must not stand between our answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    django.setup()
    serve(asked, answers)


if __name__ == "__main__":
    main()
