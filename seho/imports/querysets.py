from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import QuerySet

from seho.network.querysets import CATALOGUE_KEEPERS

if TYPE_CHECKING:
    from seho.accounts.models import User


class ImportQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The technical administrator and Minedu, who keep the catalogues of the country."""
        return self if user.scope.has(*CATALOGUE_KEEPERS) else self.none()
