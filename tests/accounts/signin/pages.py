"""The product's addresses and one page with a form, for the tests of what is kept of a form."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from boundaries import urls
from boundaries.access.doors import Door, opened_to
from boundaries.web.forms import PageForm
from boundaries.web.kept_forms import page_form


class StoryForm(PageForm):
    story = forms.CharField(widget=forms.Textarea)
    colours = forms.MultipleChoiceField(choices=[("red", "Red"), ("blue", "Blue")], widget=forms.CheckboxSelectMultiple)
    another = forms.CharField(label="Left out on purpose")


@opened_to(Door.STAFF)
def story(request: HttpRequest) -> HttpResponse:
    form = page_form(request, StoryForm)
    status = 200 if request.method != "POST" or form.is_valid() else 422
    return render(request, "base_question.html", {"form": form}, status=status)


urlpatterns = [path("story/", story, name="story"), *urls.urlpatterns]
handler403, handler404 = urls.handler403, urls.handler404
