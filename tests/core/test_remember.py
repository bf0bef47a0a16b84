"""One page asks once; actions, and the next page, ask anew."""

from django.http import HttpResponse
from django.test import RequestFactory

from ezhen.core.remember import RememberMiddleware, remembered

asked = []


@remembered
def double(number):
    asked.append(number)
    return number * 2


def page(method):
    """The answers of a page that asks three times, and the questions that went through."""
    asked.clear()

    def view(request):
        return HttpResponse(f"{double(2)} {double(2)} {double(3)}")

    response = RememberMiddleware(view)(RequestFactory().generic(method, "/"))
    return response.content, [*asked]


def test_a_page_that_is_read_asks_once_a_question():
    assert page("GET") == (b"4 4 6", [2, 3])


def test_the_next_page_asks_anew():
    page("GET")
    assert page("HEAD") == (b"4 4 6", [2, 3])


def test_a_page_that_acts_asks_each_time():
    assert page("POST") == (b"4 4 6", [2, 2, 3])


def test_outside_a_page_each_question_is_asked():
    asked.clear()
    assert (double(2), double(2), asked) == (4, 4, [2, 2])
