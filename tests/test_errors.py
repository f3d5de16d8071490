"""The pages for what went wrong."""

import pytest
from django.db import InternalError, OperationalError
from django.test import RequestFactory

from cpip_site.errors import server_error


def answer_to(path, error):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InternalError("cannot execute UPDATE in a read-only transaction")]
)
def test_editors_are_told_in_plain_words_that_the_database_is_away(error):
    response = answer_to("/admin/pages/3/edit/", error)
    page = response.content.decode()
    assert response.status_code == 503
    assert "Everything that you had saved is safe" in page
    assert "Traceback" not in page
    assert str(error) not in page


def test_visitors_get_the_numbers_and_no_word_for_editors():
    page = answer_to("/search/", OperationalError("gone")).content.decode()
    assert 'href="tel:999"' in page
    assert "saved" not in page


def test_a_fault_of_our_own_is_a_500():
    assert answer_to("/admin/", RuntimeError("ours")).status_code == 500
