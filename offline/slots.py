"""What `offline` puts into places that lower rooms name."""

from django.template.loader import render_to_string


def head(context: dict) -> str:
    """What makes the site an app that can be installed."""
    return render_to_string("offline/head.html", request=context.get("request"))


def foot(context: dict) -> str:
    """The way to what is saved."""
    return render_to_string("offline/foot.html")


def news(context: dict) -> str:
    """What a new version of the app says; hidden until there is one."""
    return render_to_string("offline/news.html")
