"""The request of a view that asks for a signed-in person."""

from django.http import HttpRequest

from seho.accounts.models import User


class SignedRequest(HttpRequest):
    """For annotations only: behind `@signed_in` and `@roles` the user is one of ours, never anonymous."""

    user: User
