"""Pages are compressed for who can read that; files go as they are."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from seho.compress import PageCompressionMiddleware

LONG = b"<p>Demo</p>" * 100


def answer(response, accepts="gzip, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts} if accepts else {})
    return PageCompressionMiddleware(lambda _: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_pages_and_what_scripts_ask_for_are_compressed(kind):
    response = answer(HttpResponse(LONG, content_type=kind))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == LONG
    assert "Accept-Encoding" in response["Vary"]


def test_two_answers_of_one_page_differ_in_length():
    """So that the length says nothing of what stands in it."""
    assert len({len(answer(HttpResponse(LONG)).content) for _ in range(20)}) > 1


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/zip"])
def test_files_go_as_they_are(kind):
    response = answer(HttpResponse(LONG, content_type=kind))
    assert "Content-Encoding" not in response
    assert response.content == LONG


def test_what_streams_is_left_alone():
    assert "Content-Encoding" not in answer(StreamingHttpResponse([LONG], content_type="text/html"))


def test_who_cannot_read_it_gets_the_page_itself():
    assert answer(HttpResponse(LONG), accepts="").content == LONG


def test_the_program_compresses_its_pages(client, db):
    response = client.get("/cuentas/ingresar/", headers={"accept-encoding": "gzip"}, follow=True)
    assert response["Content-Encoding"] == "gzip"
    assert b"Contrase" in gzip.decompress(response.content)
