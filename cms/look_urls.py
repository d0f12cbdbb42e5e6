"""The look of a city: the same in every language."""

from django.urls import path

from cms import views

urlpatterns = [path("<slug:slug>/look.css", views.look, name="look")]
