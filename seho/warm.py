"""What a process that answers requests does once, before the first of them."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load every page, and let the collector of unreachable objects pass over what stays for as long as the process.

    Else it looks now and then at the whole program, some 200,000 objects, in the midst of a request: a tenth of a
    second for whoever happened to ask.
    """
    get_resolver().reverse_dict  # noqa: B018  # read, it imports the addresses of every room with their views
    gc.collect()
    gc.freeze()
