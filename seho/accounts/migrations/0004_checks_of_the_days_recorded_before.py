from django.db import migrations

from seho.accounts.enums import CheckLaw
from seho.accounts.rules import check_valid_until

# The term of a check when this was written; who keeps another one records new checks.
MONTHS = 12
NOTE = "Verificación única registrada antes de separarlas por ley"


def tell_by_law(apps, schema_editor):
    """One day stood for the three laws: each gets its own check of that day."""
    membership, check = (apps.get_model("accounts", name) for name in ("Membership", "BackgroundCheck"))
    told = membership.objects.exclude(checked_on=None).exclude(seho=None).order_by("pk")
    check.objects.bulk_create(
        [
            check(
                membership=post,
                law=law,
                checked_on=post.checked_on,
                valid_until=check_valid_until(post.checked_on, MONTHS),
                note=NOTE,
                checked_by_id=post.created_by_id,
            )
            for post in told.iterator(500)
            for law in CheckLaw.values
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_background_checks")]

    operations = [migrations.RunPython(tell_by_law, migrations.RunPython.noop, elidable=True)]
