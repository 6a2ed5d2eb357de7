"""Which answers may be kept: only those that say so."""

from functools import wraps


def public(view):
    """Marks what `view` answers as the same for everyone, a function of its path alone."""

    @wraps(view)
    def marked(*args, **kwargs):
        response = view(*args, **kwargs)
        response.is_public = True
        return response

    return marked
