"""The shapes of what is typed about the network."""

from seho.network.forms.schools import ContactForm, SchoolForm
from seho.network.forms.sehos import AgreementForm, CodeForm, SehoForm, SpaceForm

__all__ = ["AgreementForm", "CodeForm", "ContactForm", "SchoolForm", "SehoForm", "SpaceForm"]
