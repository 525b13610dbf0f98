from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("convalidation", "0001_packets_and_answers"),
        ("network", "0001_offices_hospitals_schools_and_services"),
    ]

    operations = [
        migrations.RenameField("issueddocument", "previous_sha256", "previous_seal"),
        migrations.AddField(
            "issueddocument", "seal", models.CharField(max_length=64, unique=True, default=""), preserve_default=False
        ),
        migrations.AddConstraint(
            "issueddocument",
            models.UniqueConstraint(fields=["seho", "previous_seal"], name="issued_document_chain_never_forks"),
        ),
    ]
