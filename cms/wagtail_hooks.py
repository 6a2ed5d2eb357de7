"""What Wagtail asks of the house."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page, Site

from cms.models import BasePage
from cms.pagecache import public
from cms.publishing.bulk import RuledPublishBulkAction
from cms.publishing.rules import refuse_unsound, refuse_unsound_copies

# After Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", RuledPublishBulkAction, order=100)


@hooks.register("on_serve_page")
def keep_public_pages(serve):
    """Marks every answer of ours as public, whichever of the page's views gave it."""
    serve_public = public(serve)

    def serve_marked(page, request, args, kwargs):
        answer = serve_public if isinstance(page, BasePage) else serve
        return answer(page, request, args, kwargs)

    return serve_marked


@hooks.register("before_publish_page")
def publish_sound_pages_only(request, page):
    """The edit form publishes without `Page.publish`, and a draft saved meanwhile loosens its check."""
    refuse_unsound(page)


@hooks.register("before_copy_page")
def copy_sound_pages_only(request, page):
    asked = request.POST
    if request.method == "POST" and (asked.get("publish_copies") or asked.get("alias")):
        refuse_unsound_copies(page, recursive=bool(asked.get("copy_subpages")))


@hooks.register("before_delete_page")
def keep_the_homes(request, page):
    """A home takes its site with it, in every language."""
    return refuse_homeless(request, [page])


@hooks.register("before_bulk_action")
def keep_the_homes_in_bulk(request, action_type, objects, action):
    return refuse_homeless(request, objects) if action_type == "delete" else None


def refuse_homeless(request, pages):
    """A way back with the reason, if one of `pages` is a home or holds one; otherwise None."""
    keys = Site.objects.values("root_page__translation_key")
    homes = list(Page.objects.filter(translation_key__in=keys))
    held = [page for page in pages if isinstance(page, Page)]
    if any(home.path.startswith(page.path) for home in homes for page in held):
        messages.error(request, _("A home cannot be deleted: its whole site would go with it."))
        return redirect("wagtailadmin_explore_root")
    return None


@hooks.register("construct_admin_api")
def publish_by_the_rules(router):
    from cms.publishing.api import RuledPagesAPIViewSet

    router.register_endpoint("pages", RuledPagesAPIViewSet)


@hooks.register("register_log_actions")
def refused_publishing(actions):
    @actions.register_action("cms.publish_refused")
    class RefusedFormatter(LogFormatter):
        label = _("Publishing refused")

        def format_message(self, log_entry):
            problems = log_entry.data.get("problems", [])
            return " ".join([str(_("Not published on schedule.")), *problems])
