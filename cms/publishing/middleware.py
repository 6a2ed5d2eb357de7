"""A refusal that reaches no form becomes messages and a way back to the page."""

from django.contrib import messages
from django.shortcuts import redirect
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.modal_workflow import render_modal_workflow

from .rules import PublishRefused


class RefusedPublishingMiddleware:
    """Answers PublishRefused in the editors' rooms: workflow approval and whatever comes later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, PublishRefused):
            return None
        messages.error(request, str(exception))
        page = AdminURLFinder().get_edit_url(exception.page)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # “Approve with comment” asks from a dialog, whose script follows this answer.
            answer = {"step": "success", "redirect": page}
            return render_modal_workflow(request, "", None, {}, json_data=answer)
        return redirect(page)
