import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def tell_kinds(apps, schema_editor):
    """What was no photo was a PDF; a photo is shown as it was kept."""
    files = apps.get_model("attendance", "WorkFile").objects
    files.filter(is_photo=False).update(kind="PDF")
    files.filter(is_photo=True).update(original_path=F("path"))


class Migration(migrations.Migration):
    """Photos are turned and cropped from what was kept, recordings join them, and what was taken out can come back."""

    dependencies = [
        ("attendance", "0005_evaluation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workfile",
            name="caption",
            field=models.CharField(blank=True, max_length=160, verbose_name="pie de foto"),
        ),
        migrations.AddField(
            model_name="workfile",
            name="crop_height",
            field=models.PositiveSmallIntegerField(default=10000),
        ),
        migrations.AddField(
            model_name="workfile",
            name="crop_left",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="workfile",
            name="crop_top",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="workfile",
            name="crop_width",
            field=models.PositiveSmallIntegerField(default=10000),
        ),
        migrations.AddField(
            model_name="workfile",
            name="kind",
            field=models.CharField(
                choices=[("PHOTO", "Foto"), ("PDF", "PDF"), ("AUDIO", "Grabación de audio")],
                default="PHOTO",
                max_length=6,
                verbose_name="tipo",
            ),
        ),
        migrations.AddField(
            model_name="workfile",
            name="original_path",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="workfile",
            name="pages",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="páginas"),
        ),
        migrations.AddField(
            model_name="workfile",
            name="quarters",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="cuartos de vuelta"),
        ),
        migrations.AddField(
            model_name="workfile",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="workfile",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="workfile",
            name="seconds",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="segundos"),
        ),
        migrations.AlterField(
            model_name="work",
            name="shows_pupil",
            field=models.BooleanField(default=False, verbose_name="se reconoce o se escucha a la o el estudiante"),
        ),
        migrations.RunPython(tell_kinds, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="workfile",
            name="is_photo",
        ),
        migrations.AddConstraint(
            model_name="workfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="work_file_removed_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="workfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quarters__lte", 3),
                    (
                        "crop_left__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(10000), "-", models.F("crop_width")
                        ),
                    ),
                    (
                        "crop_top__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(10000), "-", models.F("crop_height")
                        ),
                    ),
                ),
                name="work_file_frame_inside",
            ),
        ),
        migrations.AddConstraint(
            model_name="workfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "AUDIO"), ("seconds__isnull", False)),
                    models.Q(models.Q(("kind", "AUDIO"), _negated=True), ("seconds", None)),
                    _connector="OR",
                ),
                name="work_file_sound_lasts",
            ),
        ),
    ]
