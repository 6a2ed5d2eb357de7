from django.urls import path

from tutorials import views

urlpatterns = [
    path("schemas/practice-service-1.json", views.practice_schema, name="practice_schema"),
]
