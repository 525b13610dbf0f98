"""Letters that accounts send. Health and pupils are never named in one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from seho.accounts.models import User

LINK_DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def set_password_link(user: User) -> str:
    """A link with which this person sets a password: once, and within `LINK_DAYS` days."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=key)
    return f"{settings.SITE_URL}{path}"


def send_invitation(user: User) -> None:
    context = {
        "user": user,
        "link": set_password_link(user),
        "days": LINK_DAYS,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    text = render_to_string("accounts/email/invitation.txt", context)
    send_mail(f"Su cuenta en {settings.SITE_NAME}", text, None, [user.email])
