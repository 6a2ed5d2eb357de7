"""What is asked by machines: the shape of a practice service."""

from django.http import HttpRequest, JsonResponse

from cms.http import read_only
from cms.pagecache import public
from tutorials.practice.shape import schema


@read_only
@public
def practice_schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of `practice-service/1`."""
    return JsonResponse(schema(), content_type="application/schema+json")
