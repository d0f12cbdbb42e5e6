"""The look of a city and the pictures of its pages: the same in every language."""

from django.urls import path

from cms import pictures, views

urlpatterns = [
    path("<slug:slug>/look.css", views.look, name="look"),
    path("media/images/<str:name>", pictures.picture, name="picture"),
]
