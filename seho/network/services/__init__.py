"""What is written in the network: services, agreements, spaces, schools."""

from seho.network.services.schools import add_school, save_school_contact
from seho.network.services.sehos import (
    add_agreement,
    add_space,
    assign_code,
    change_agreement,
    change_space,
    save_seho,
)

__all__ = [
    "add_agreement",
    "add_school",
    "add_space",
    "assign_code",
    "change_agreement",
    "change_space",
    "save_school_contact",
    "save_seho",
]
