"""Our addresses as a platform; none has a language, since tools keep them."""

from django.urls import path

from lti.platform import access, authorize, deep, going, grades

app_name = "platform"
urlpatterns = [
    path("begin/", going.begin, name="begin"),
    path("go/", going.go, name="go"),
    path("authorize/", authorize.authorize, name="authorize"),
    path("token/", access.token, name="token"),
    path("deep/", deep.answer, name="deep"),
    path("contexts/<uuid:page>/lineitems", grades.line_items, name="line_items"),
    path("lineitems/<int:pk>", grades.line_item, name="line_item"),
    path("lineitems/<int:pk>/scores", grades.scores, name="scores"),
    path("lineitems/<int:pk>/results", grades.results, name="results"),
]
