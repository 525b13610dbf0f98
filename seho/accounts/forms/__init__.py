"""The forms of signing in (allauth's, in our words) and of people. They check the shape, services write."""

from seho.accounts.forms.people import (
    AccessFilterForm,
    CheckForm,
    DeactivateForm,
    EndPostForm,
    InviteForm,
    PeopleFilterForm,
    PersonForm,
    PostForm,
    WithdrawCheckForm,
)
from seho.accounts.forms.signing import ChangePasswordForm, ResetPasswordForm, SetPasswordForm, SignInForm

__all__ = [
    "AccessFilterForm",
    "ChangePasswordForm",
    "CheckForm",
    "DeactivateForm",
    "EndPostForm",
    "InviteForm",
    "PeopleFilterForm",
    "PersonForm",
    "PostForm",
    "ResetPasswordForm",
    "SetPasswordForm",
    "SignInForm",
    "WithdrawCheckForm",
]
