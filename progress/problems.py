"""What the API says when it takes nothing: a code for programs, a sentence for people."""

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

# code → (HTTP status, what to say)
PROBLEMS = {
    "json": (400, _("This is not JSON that we can read.")),
    "encoding": (400, _("This is not gzip that we can unpack.")),
    "forbidden": (403, _("These credentials do not fit.")),
    "card": (403, _("No card is known by this handle and this code.")),
    "course": (404, _("This course certifies nothing.")),
    "heir": (409, _("Who takes over is not known here yet; ask again later.")),
    "method": (405, _("This method is not answered here.")),
    "too_large": (413, _("This is too much for one call; send it in smaller parts.")),
    "shape": (422, _("The call has not the agreed shape.")),
    "too_many": (429, _("Too many wrong credentials; wait a little.")),
}


class Problem(Exception):
    """The whole call is refused; `code` is one of PROBLEMS."""

    def __init__(self, code: str, **headers: str):
        super().__init__(code)
        self.code = code
        self.headers = headers

    def response(self) -> JsonResponse:
        status, message = PROBLEMS[self.code]
        answer = JsonResponse({"code": self.code, "message": str(message)}, status=status)
        for name, value in self.headers.items():
            answer[name.replace("_", "-")] = value
        return answer
