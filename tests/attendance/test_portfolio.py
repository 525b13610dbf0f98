"""The portfolio's services: files in their order, turned and cropped, taken out and back, several works at once."""

import uuid
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from attendance import services
from attendance.models import Work, WorkFile
from attendance.queries import book_works
from attendance.queries.works import removed_works, storage_of
from attendance.rules import DAYS_TO_RESTORE, file_words, length_words, opens_files
from attendance.services import Arrangement, ManyChange, WorkEntry
from patients.enums import AuthorizationPurpose
from seho.accounts.models import AuditEvent
from seho.files import PhotoEdit, open_stored
from tests.attendance.factories import SessionFactory, WorkFactory, small_photo
from tests.ground.pictures import opened, pdf, saved, upload
from tests.ground.sounds import tone
from tests.patients.factories import AuthorizationFactory

TURNED = PhotoEdit(1, 0, 0, 5000, 10_000)


@pytest.fixture
def work(episode, world):
    return WorkFactory(episode=episode, created_by=world.teacher, made_on=world.today, files=3)


def entry(world, **changes):
    return replace(WorkEntry(client_id=uuid.uuid4(), title="Mi maqueta", made_on=world.today), **changes)


def edit(world, work, files=(), **arrangement):
    return services.edit_work(
        by=world.teacher, work=work, entry=entry(world), files=files, today=world.today,
        arrangement=Arrangement(**arrangement),
    )  # fmt: skip


def content_of(path):
    with open_stored(path) as stored:
        return stored.read()


# --- Rules ------------------------------------------------------------


@pytest.mark.parametrize(
    ("purposes", "shows_pupil", "is_team", "opens"),
    [
        ({"IMAGES"}, True, False, True),
        (set(), False, False, True),
        (set(), True, False, False),
        (set(), True, True, True),
    ],
    ids=["authorised", "shows-nobody", "blocked", "team-crops-it"],
)
def test_ley_29733_blocked_files_are_opened_by_the_team_alone(purposes, shows_pupil, is_team, opens):
    assert opens_files(purposes, shows_pupil=shows_pupil, is_team=is_team) is opens


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 s"), (59, "59 s"), (60, "1 min"), (80, "1 min 20 s"), (600, "10 min")]
)
def test_a_length_in_words(seconds, words):
    assert length_words(seconds) == words


def test_a_file_in_words():
    assert file_words("Grabación de audio", seconds=80, pages=None) == "Grabación de audio, 1 min 20 s"
    assert file_words("PDF", seconds=None, pages=1) == "PDF, 1 página"
    assert file_words("PDF", seconds=None, pages=2) == "PDF, 2 páginas"
    assert file_words("Foto", seconds=None, pages=None) == "Foto"


# --- What is kept ------------------------------------------------------------


def test_each_kind_is_kept_with_what_it_takes_in_the_store(media):
    photo = services.keep_file(upload(small_photo(), "a.jpg"))
    paper = services.keep_file(upload(saved(pdf(3)), "b.pdf"))
    voice = services.keep_file(upload(tone("m4a"), "c.m4a"))
    assert [(file.kind, file.pages, file.seconds) for file in (photo, paper, voice)] == [
        ("PHOTO", None, None), ("PDF", 3, None), ("AUDIO", None, 2),
    ]  # fmt: skip
    stored = sum(path.stat().st_size for path in Path(media).rglob("works/*/*"))
    assert photo.bytes + paper.bytes + voice.bytes == stored


def test_what_the_camera_made_is_not_kept(media):
    heavy = small_photo(5, width=4000, height=3000)
    kept = services.keep_file(upload(heavy, "a.jpg"))
    assert (kept.width, kept.height) == (2000, 1500)
    assert opened(content_of(kept.print_path)).size == (1200, 900)
    assert heavy not in {path.read_bytes() for path in Path(media).rglob("works/*/*")}


# --- Order, captions, taking out -------------------------------------------------------------------------------------


def test_files_stand_in_the_order_wanted_with_their_captions(world, work):
    first, second, third = (file.sha256 for file in work.files.all())
    fresh = services.keep_file(upload(small_photo(8)))
    edit(world, work, [fresh], places=(third, fresh.sha256, first), captions={third: "Mi casa"}, removed={second})
    assert [(file.sha256, file.order, file.caption) for file in work.files.all()] == [
        (third, 1, "Mi casa"), (fresh.sha256, 2, ""), (first, 3, ""),
    ]  # fmt: skip


def test_what_was_taken_out_comes_back_together_and_stays_in_the_store_until_then(world, work, media):
    first, second, third = work.files.all()
    edit(world, work, removed={first.sha256})
    edit(world, work, removed={second.sha256, third.sha256} - {third.sha256})
    assert [file.pk for file in work.files.all()] == [third.pk]
    with open_stored(second.path):
        pass
    services.restore_files(by=world.teacher, work=work)
    assert {file.pk for file in work.files.all()} == {second.pk, third.pk}
    services.restore_files(by=world.teacher, work=work)
    services.restore_files(by=world.teacher, work=work)
    assert work.files.count() == 3
    assert AuditEvent.objects.filter(act="Devolvió archivos a un trabajo del portafolio").count() == 2


def test_the_last_file_is_not_taken_out(world, work):
    with pytest.raises(ValidationError, match="Deje al menos un archivo"):
        edit(world, work, removed={file.sha256 for file in work.files.all()})
    assert work.files.count() == 3


def test_a_file_that_was_taken_out_and_is_sent_again_comes_back(world, work):
    kept = services.keep_file(upload(small_photo(1)))
    edit(world, work, removed={kept.sha256})
    edit(world, work, [kept])
    assert work.files.count() == 3
    assert WorkFile.every.count() == 3


# --- Turned and cropped ------------------------------------------------------------


def test_a_photo_is_turned_and_cropped_and_can_be_whole_again(world, work):
    file = work.files.first()
    whole = content_of(file.path)
    shown = services.edit_file(by=world.teacher, file=file, edit=TURNED)
    assert opened(content_of(shown.path)).size == (shown.width, shown.height) == (45, 120)
    assert opened(content_of(shown.thumb_path)).size == (45, 120)
    assert content_of(shown.original_path) == whole
    assert shown.bytes > len(whole)
    again = services.edit_file(by=world.teacher, file=shown, edit=PhotoEdit())
    assert (again.path, content_of(again.path)) == (again.original_path, whole)
    assert (again.width, again.height, again.edit) == (120, 90, PhotoEdit())
    told = AuditEvent.objects.filter(act="Giró o recortó una foto del portafolio")
    assert told.count() == 2
    assert told.first().after["edit"]["quarters"] in (0, 1)


def test_turning_ten_times_loses_nothing(world, work):
    file = work.files.first()
    once = services.edit_file(by=world.teacher, file=file, edit=PhotoEdit(2)).path
    for _ in range(2):
        for quarters in (0, 1, 3, 2):
            file = services.edit_file(by=world.teacher, file=file, edit=PhotoEdit(quarters))
    assert file.path == once


def test_a_photo_whose_file_is_lost_is_told(world, work, media):
    file = work.files.first()
    Path(media, file.original_path).unlink()
    with pytest.raises(ValidationError, match="vuelva a subirlo"):
        services.edit_file(by=world.teacher, file=file, edit=TURNED)


def test_the_book_shows_a_photo_as_it_was_turned(world, work, episode):
    services.edit_file(by=world.teacher, file=work.files.first(), edit=TURNED)
    [shown] = book_works(episode)
    assert opened(content_of(shown.photos[0].print_path)).size == (45, 120)


@pytest.mark.parametrize(
    "values",
    [
        {"quarters": 4},
        {"crop_left": 1},
        {"crop_top": 9000, "crop_height": 1001},
        {"seconds": 3},
        {"kind": "AUDIO"},
        {"removed_at": timezone.now()},
    ],
    ids=lambda values: "-".join(values),
)
def test_the_database_holds_no_frame_outside_of_the_photo_and_no_silent_recording(work, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkFile.objects.filter(pk=work.files.first().pk).update(**values)


# --- Several at once ------------------------------------------------------------


def test_several_works_are_set_at_once_and_each_tells_it(world, episode):
    works = [WorkFactory(episode=episode, files=0, in_book=True) for _ in range(3)]
    works[2].in_book = False
    works[2].save()
    session = SessionFactory(seho=world.seho, pupils=[episode])
    change = ManyChange(competency_id=world.read.pk, session=session, in_book=False)
    assert services.set_for_many(by=world.teacher, works=works, change=change) == 3
    rows = Work.objects.values_list("competency", "session", "in_book")
    assert set(rows) == {(world.read.pk, session.pk, False)}
    told = AuditEvent.objects.filter(act="Corrigió un trabajo del portafolio")
    assert told.count() == 3
    assert services.set_for_many(by=world.teacher, works=works, change=change) == 0
    assert told.count() == 3


def test_what_is_not_said_stays_in_each(world, episode):
    one = WorkFactory(episode=episode, files=0, competency=world.write)
    services.set_for_many(by=world.teacher, works=[one], change=ManyChange(in_book=False))
    one.refresh_from_db()
    assert (one.competency, one.in_book) == (world.write, False)


# --- Space ------------------------------------------------------------


def test_what_was_taken_out_long_ago_is_forgotten_and_its_files_swept(world, work, media):
    keep = work.files.last()
    gone = work.files.first()
    edit(world, work, removed={gone.sha256})
    other = WorkFactory(episode=work.episode, created_by=world.teacher, files=0)
    kept = services.keep_file(upload(small_photo(9)))
    WorkFile.objects.create(work=other, order=1, **vars(kept))
    services.remove_work(by=world.teacher, work=other)
    moment = timezone.now()
    assert services.forget_removed(now=moment + timedelta(days=DAYS_TO_RESTORE - 1)) == 0
    assert services.forget_removed(now=moment + timedelta(days=DAYS_TO_RESTORE + 1)) == 2
    assert set(WorkFile.every.values_list("work", flat=True)) == {work.pk}
    assert keep in work.files.all()
    with pytest.raises(ValidationError, match="ya no puede volver"):
        services.restore_work(by=world.teacher, work=other)


def test_the_sweeper_asks_the_portfolio_first(world, work):
    edit(world, work, removed={work.files.first().sha256})
    WorkFile.every.filter(removed_at__isnull=False).update(removed_at=timezone.now() - timedelta(days=60))
    said = StringIO()
    call_command("sweep_files", stdout=said)
    assert "soltaron sus archivos: 1" in said.getvalue()
    assert WorkFile.every.count() == 2


def test_the_space_of_a_service_counts_what_is_kept_and_what_waits(world, work):
    from tests.network.factories import SehoFactory

    paper = services.keep_file(upload(saved(pdf()), "b.pdf"))
    WorkFile.objects.create(work=work, order=4, **vars(paper))
    gone = work.files.first()
    edit(world, work, removed={gone.sha256})
    WorkFactory(files=1)
    use = storage_of(world.seho)
    assert (use.works, use.files, use.waiting_files, use.waiting_bytes) == (1, 3, 1, gone.bytes)
    assert [(kind.label, kind.files) for kind in use.kinds] == [("Foto", 2), ("PDF", 1)]
    assert use.bytes == sum(kind.bytes for kind in use.kinds) == sum(file.bytes for file in work.files.all())
    assert use.there_is > use.bytes
    nothing = storage_of(SehoFactory())
    assert (nothing.files, nothing.bytes, nothing.kinds) == (0, 0, ())


def test_only_what_can_come_back_is_offered(world, work, episode):
    services.remove_work(by=world.teacher, work=work)
    assert removed_works(world.teacher, episode) == [work]
    assert removed_works(world.stranger, episode) == []
    assert removed_works(world.teacher, episode, timezone.now() + timedelta(days=DAYS_TO_RESTORE + 1)) == []


# --- Consent ------------------------------------------------------------


def test_a_recording_of_the_voice_needs_the_authorisation_and_leaves_the_book_with_it(world, episode):
    consent = AuthorizationFactory(
        guardian=episode.patient.guardians.get(), seho=world.seho, purpose=AuthorizationPurpose.IMAGES
    )
    voice = services.keep_file(upload(tone("ogg"), "voz.ogg"))
    work = services.keep_work(
        by=world.teacher, episode=type(episode).objects.get(), entry=entry(world, shows_pupil=True), files=[voice],
        today=world.today,
    )  # fmt: skip
    assert book_works(type(episode).objects.get()) == [work]
    consent.revoked_on = world.today
    consent.save()
    assert book_works(type(episode).objects.get()) == []
