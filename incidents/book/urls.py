"""Addresses of this slice."""

from django.urls import path

from incidents.book import views

app_name = "book"
urlpatterns = [
    path("", views.list_books, name="list"),
    path("<uuid:book_id>/", views.show_book, name="book"),
    path("<uuid:book_id>/write/", views.write, name="write"),
    path("<uuid:book_id>/take-in/", views.take_in, name="take_in"),
    path("<uuid:book_id>/book.pdf", views.print_book, name="printed"),
    path("entries/<uuid:entry_id>/", views.show_entry, name="entry"),
    path("entries/<uuid:entry_id>/correct/", views.correct, name="correct"),
    path("entries/<uuid:entry_id>/discussed/", views.discuss, name="discuss"),
]
