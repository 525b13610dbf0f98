"""The portfolio's pages: files sent one by one, turned in the page, several works at once, what is reserved."""

import json
import uuid

import pytest
from django.core import signing
from django.urls import reverse

from attendance import services
from attendance.forms.work_files import MOST_FILES, SALT, token_of
from attendance.forms.works import MOST_IN_WORK
from attendance.models import Work, WorkFile
from attendance.views import work_files
from patients.enums import AuthorizationPurpose
from seho.accounts.models import AccessEvent
from seho.files import Busy
from tests.attendance.factories import SessionFactory, WorkFactory, small_photo
from tests.ground.pictures import acting_pdf, opened, pdf, saved, upload
from tests.ground.sounds import tone
from tests.patients.factories import AuthorizationFactory

JSON = {"headers": {"accept": "application/json"}}
TURN = {"quarters": "1", "left": "10", "top": "0", "right": "40", "bottom": "0"}


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


def text(response):
    return b"".join(response).decode("utf-8", "replace") if response.streaming else response.content.decode()


@pytest.fixture
def work(world, episode):
    return WorkFactory(episode=episode, created_by=world.teacher, made_on=world.ago(2), files=2)


@pytest.fixture
def shown(world, episode):
    """A work that shows the pupil, of a family that authorises it."""
    AuthorizationFactory(guardian=episode.patient.guardians.get(), seho=world.seho, purpose=AuthorizationPurpose.IMAGES)
    return WorkFactory(episode=episode, created_by=world.teacher, made_on=world.ago(2), shows_pupil=True)


def revoke(world):
    from patients.models import Authorization

    Authorization.objects.filter(purpose=AuthorizationPurpose.IMAGES).update(revoked_on=world.today)


def send(client, episode, content, name):
    return client.post(url("work_upload", episode.patient_id), {"files": upload(content, name)}, **JSON)


def opens(client, file, size):
    """Whether it is a photo, read to its end."""
    answer = client.get(url("work_file", file.pk, size))
    return answer.streaming and b"".join(answer.streaming_content).startswith(b"\xff\xd8")


def token_in(line):
    return line.split('name="kept" value="')[1].split('"')[0]


def values(world, **changes):
    return {
        "client_id": str(uuid.uuid4()), "title": "Mi maqueta", "made_on": world.today.isoformat(), "in_book": "on",
        "not_shown": "on", **changes,
    }  # fmt: skip


# --- Sent one by one ------------------------------------------------------------


def test_files_are_sent_one_by_one_and_saved_in_their_order_with_their_captions(world, episode, enter):
    client = enter(world.teacher)
    sent = [
        send(client, episode, content, name).json()
        for content, name in ((small_photo(1), "uno.jpg"), (tone("m4a"), "voz.m4a"), (saved(pdf(2)), "hoja.pdf"))
    ]
    assert "Grabación de audio, 2 s" in sent[1]["line"]
    assert "PDF, 2 páginas" in sent[2]["line"]
    assert 'src="data:image/jpeg;base64,' in sent[0]["line"]
    form = values(world, kept=[token_in(one["line"]) for one in sent])
    for place, one in enumerate(reversed(sent), start=1):
        form |= {f"order-{one['key']}": place, f"caption-{one['key']}": f"Lugar {place}"}
    client.post(url("work_new", episode.patient_id), form)
    files = Work.objects.get().files.all()
    assert [(file.kind, file.caption) for file in files] == [
        ("PDF", "Lugar 1"), ("AUDIO", "Lugar 2"), ("PHOTO", "Lugar 3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ" + b"\x00" * 900, "foto.jpg", "foto.jpg: No es una foto que podamos abrir"),
        (b"<svg onload='x'/>", "dibujo.png", "dibujo.png: No es una foto que podamos abrir"),
        (small_photo(1)[:900], "cortada.jpg", "cortada.jpg: La foto está dañada o incompleta"),
        (b"", "nada.jpg", "nada.jpg: El archivo está vacío"),
        (b"%PDF-1.7 nada", "hoja.pdf", "hoja.pdf: El PDF está dañado"),
        (tone("m4a", with_video=True), "voz.m4a", "voz.m4a: El archivo es un video"),
        (b"PK\x03\x04", "tarea.docx", "tarea.docx: Un archivo «.docx» no se puede adjuntar aquí"),
    ],
    ids=["program", "svg", "truncated", "empty", "pdf", "video", "word"],
)
def test_a_bad_file_is_told_by_its_name(world, episode, enter, content, name, sentence):
    answer = send(enter(world.teacher), episode, content, name)
    assert sentence in answer.json()["error"]
    assert "line" not in answer.json()


def test_a_pdf_that_acts_is_taken_without_its_acts(world, episode, enter):
    client = enter(world.teacher)
    line = send(client, episode, acting_pdf(), "hoja.pdf").json()["line"]
    client.post(url("work_new", episode.patient_id), values(world, kept=[token_in(line)]))
    answer = client.get(url("work_file", WorkFile.objects.get().pk, "completo"))
    assert b"/JavaScript" not in b"".join(answer.streaming_content)


def test_a_busy_server_says_so_at_once(world, episode, enter, monkeypatch):
    def busy(wait):
        raise Busy

    monkeypatch.setattr(work_files, "turn", busy)
    answer = send(enter(world.teacher), episode, small_photo(), "a.jpg")
    assert (answer.status_code, answer.json()["retry"], answer["Retry-After"]) == (429, True, "1")


def test_what_was_typed_of_the_files_stays_when_the_form_comes_again(world, episode, enter):
    client = enter(world.teacher)
    one = send(client, episode, small_photo(1), "uno.jpg").json()
    two = send(client, episode, small_photo(2), "dos.jpg").json()
    sent = values(world, title="", kept=[token_in(one["line"]), token_in(two["line"])])
    sent |= {f"caption-{one['key']}": "Mi sol", f"order-{one['key']}": "2", f"order-{two['key']}": "1"}
    page = text(client.post(url("work_new", episode.patient_id), sent))
    assert "Mi sol" in page
    assert page.index("dos.jpg") < page.index("uno.jpg")
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("caption", "sentence"), [("x" * 161, "uno.jpg: "), ("nulo\x00", "uno.jpg: ")], ids=["long", "null"]
)
def test_a_caption_that_cannot_be_is_told_with_its_file(world, episode, enter, caption, sentence):
    client = enter(world.teacher)
    one = send(client, episode, small_photo(1), "uno.jpg").json()
    sent = values(world, kept=[token_in(one["line"])]) | {f"caption-{one['key']}": caption}
    answer = client.post(url("work_new", episode.patient_id), sent)
    assert sentence in str(answer.context["form"].errors["files"])
    assert not Work.objects.exists()


def test_a_work_holds_so_many_files_and_no_more(world, episode, enter):
    kept = services.keep_file(upload(small_photo()))
    owner = f"{world.teacher.pk}-{episode.pk}"
    tokens = [
        token_of(owner, f"{number}.jpg", services.KeptFile(**{**vars(kept), "sha256": f"{number:064x}"[::-1]}))
        for number in range(MOST_IN_WORK + 1)
    ]
    answer = enter(world.teacher).post(url("work_new", episode.patient_id), values(world, kept=tokens))
    assert f"hasta {MOST_IN_WORK} archivos" in text(answer)
    assert MOST_FILES < MOST_IN_WORK


def test_a_token_is_of_one_person_and_one_pupil(world, episode, enter):
    client = enter(world.coordinator)
    line = send(client, episode, small_photo(), "a.jpg").json()["line"]
    other = world.pupil()
    for who, where in ((world.teacher, episode), (world.coordinator, other)):
        address = url("work_upload_adjust", where.patient_id)
        answer = enter(who).post(address, {"kept": token_in(line), **TURN}, **JSON)
        assert "ya no está aquí" in answer.json()["error"]
        enter(who).post(url("work_new", where.patient_id), values(world, kept=[token_in(line)]))
    assert not Work.objects.exists()


def test_a_stranger_and_a_specialist_send_nothing(world, episode, enter):
    assert send(enter(world.stranger), episode, small_photo(), "a.jpg").status_code == 404
    assert send(enter(world.specialist), episode, small_photo(), "a.jpg").status_code == 403


# --- Turned and cropped ------------------------------------------------------------


def test_a_photo_is_turned_before_it_is_saved_and_its_original_can_be_looked_at(world, episode, enter):
    client = enter(world.teacher)
    line = send(client, episode, small_photo(width=120, height=90), "a.jpg").json()["line"]
    address = url("work_upload_adjust", episode.patient_id)
    changed = client.post(address, {"kept": token_in(line), "caption": "Mi «casa»", **TURN}, **JSON).json()
    assert 'data-quarters="1"' in changed["line"]
    assert "Mi «casa»" in changed["line"]
    looked = client.post(address, {"kept": token_in(changed["line"])}, **JSON)
    assert opened(b"".join(looked.streaming_content)).size == (120, 90)
    client.post(url("work_new", episode.patient_id), values(world, kept=[token_in(changed["line"])]))
    file = WorkFile.objects.get()
    assert (file.quarters, file.width, file.height) == (1, 45, 120)


@pytest.mark.parametrize("sent", [{**TURN, "right": "90"}, {**TURN, "quarters": "7"}, {**TURN, "left": "nan"}])
def test_a_frame_that_cannot_be_is_told(world, episode, work, enter, sent):
    file = work.files.first()
    answer = enter(world.teacher).post(url("work_file_adjust", file.pk), sent, **JSON)
    assert answer.json().keys() == {"error"}
    file.refresh_from_db()
    assert file.quarters == 0


def test_without_script_buttons_turn_a_saved_photo_and_the_notice_undoes_it(world, episode, work, enter):
    client, file = enter(world.teacher), work.files.first()
    address = url("work_file_adjust", file.pk)
    page = client.post(address, {"quarters": "0", "left": "20", "turn": "1"}, follow=True)
    file.refresh_from_db()
    assert (file.quarters, file.crop_top, file.crop_height) == (1, 2000, 8000)
    [message] = page.context["messages"]
    undo = message.extra_tags.removeprefix("undo=")
    client.post(undo)
    file.refresh_from_db()
    assert file.edit.is_nothing
    client.post(address, {"quarters": "2", "left": "20"})
    client.post(address, {"quarters": "2", "left": "20", "whole": "1"})
    file.refresh_from_db()
    assert (file.edit.is_nothing, file.path) == (True, file.original_path)


def test_a_pdf_is_not_turned_and_a_photo_of_others_is_not_found(world, episode, work, enter):
    paper = services.keep_file(upload(saved(pdf()), "b.pdf"))
    row = WorkFile.objects.create(work=work, order=9, **vars(paper))
    assert enter(world.teacher).get(url("work_file_adjust", row.pk)).status_code == 404
    photo = work.files.first()
    assert enter(world.stranger).post(url("work_file_adjust", photo.pk), TURN).status_code == 404
    assert enter(world.specialist).post(url("work_file_adjust", photo.pk), TURN).status_code == 403


# --- Corrected ------------------------------------------------------------


def test_files_are_taken_out_in_the_form_and_come_back_from_the_notice(world, episode, work, enter):
    client = enter(world.teacher)
    first, second = work.files.all()
    sent = values(world) | {f"remove-{first.sha256[:16]}": "on", f"caption-{second.sha256[:16]}": "Mi perro"}
    page = client.post(url("work_edit", work.pk), sent, follow=True)
    assert [(file.pk, file.caption) for file in work.files.all()] == [(second.pk, "Mi perro")]
    assert client.get(url("work_file", first.pk, "completo")).status_code == 404
    [message] = page.context["messages"]
    client.post(message.extra_tags.removeprefix("undo="))
    assert work.files.count() == 2


def test_taking_out_all_of_them_is_refused_and_said(world, episode, work, enter):
    sent = values(world) | {f"remove-{file.sha256[:16]}": "on" for file in work.files.all()}
    page = text(enter(world.teacher).post(url("work_edit", work.pk), sent))
    assert "Adjunte al menos una foto, un PDF o una grabación." in page
    assert work.files.count() == 2


# --- Several at once ------------------------------------------------------------


def test_chosen_works_get_competency_session_and_their_place_in_the_book(world, episode, enter):
    works = [WorkFactory(episode=episode, created_by=world.teacher, files=0) for _ in range(3)]
    session = SessionFactory(seho=world.seho, held_on=world.ago(3), created_by=world.teacher, pupils=[episode])
    client, address = enter(world.teacher), url("works_set", episode.patient_id)
    page = text(client.get(url("portfolio", episode.patient_id), {"elegir": "1"}))
    assert page.count('name="works"') == 3
    sent = {"works": [works[0].pk, works[1].pk], "competency": world.read.pk, "session": session.pk, "in_book": "no"}
    answer = client.post(address, sent, follow=True)
    assert "Se cambiaron 2 trabajos." in text(answer)
    rows = dict(Work.objects.values_list("pk", "in_book"))
    assert rows == {works[0].pk: False, works[1].pk: False, works[2].pk: True}
    assert Work.objects.filter(competency=world.read, session=session).count() == 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"in_book": "no"}, "Elija al menos un trabajo."),
        ({"works": ["own"]}, "Elija qué quiere cambiar en los trabajos marcados."),
        ({"works": ["foreign"], "in_book": "no"}, "Elija de la lista."),
    ],
    ids=["none", "nothing", "of-others"],
)
def test_nothing_chosen_or_nothing_to_change_is_told(world, episode, enter, sent, sentence):
    own = [WorkFactory(episode=episode, created_by=world.teacher, files=0) for _ in range(2)]
    foreign = WorkFactory(episode=world.pupil(), files=0)
    keys = {"own": own[0].pk, "foreign": foreign.pk}
    sent = {**sent, "works": [keys[one] for one in sent.get("works", ())]}
    assert sentence in text(enter(world.teacher).post(url("works_set", episode.patient_id), sent))
    assert not Work.objects.filter(in_book=False).exists()


def test_a_volunteer_sets_only_what_they_entered(world, episode, enter):
    world.assign(episode)
    WorkFactory(episode=episode, created_by=world.teacher, files=0)
    own = WorkFactory(episode=episode, created_by=world.volunteer, files=0)
    others = Work.objects.exclude(pk=own.pk).get()
    client, address = enter(world.volunteer), url("works_set", episode.patient_id)
    client.post(address, {"works": [own.pk, others.pk], "in_book": "no"})
    assert not Work.objects.filter(in_book=False).exists()
    client.post(address, {"works": [own.pk], "in_book": "no"})
    assert Work.objects.get(in_book=False) == own


# --- Reserved ------------------------------------------------------------


def test_ley_29733_without_authorisation_only_the_team_opens_what_shows_the_pupil(world, episode, shown, enter):
    world.assign(episode)
    Work.objects.update(created_by=world.volunteer)
    file = shown.files.get()
    readers = (world.teacher, world.psychologist, world.coordinator, world.specialist, world.volunteer)
    for size in ("mini", "impresion", "completo"):
        for who in readers:
            assert opens(enter(who), file, size)
    revoke(world)
    for size in ("mini", "impresion", "completo"):
        for who in readers[:3]:
            assert opens(enter(who), file, size)
        for who in readers[3:]:
            answer = enter(who).get(url("work_file", file.pk, size))
            assert (answer.status_code, "están reservados" in text(answer)) == (403, True)
    assert enter(world.volunteer).get(url("work_file_adjust", file.pk)).status_code == 403


def test_the_gallery_shows_no_reserved_photo_to_anybody(world, episode, shown, work, enter):
    file, free = shown.files.get(), work.files.first()
    address = url("portfolio", episode.patient_id)
    assert url("work_file", file.pk, "mini") in text(enter(world.teacher).get(address))
    revoke(world)
    for who, may_open in ((world.teacher, True), (world.specialist, False)):
        page = text(enter(who).get(address))
        assert url("work_file", file.pk, "mini") not in page
        assert url("work_file", free.pk, "mini") in page
        assert "Archivos reservados" in page
        assert (url("work_file", file.pk, "completo") in page) is may_open


def test_each_opening_of_a_reserved_file_is_logged_even_its_small_picture(world, episode, shown, enter):
    revoke(world)
    file = shown.files.get()
    assert opens(enter(world.teacher), file, "mini")
    assert AccessEvent.objects.filter(object_type="attendance.workfile").count() == 1


# --- Recordings ------------------------------------------------------------


def test_a_recording_is_played_in_pieces_and_logged_once(world, episode, work, enter):
    voice = services.keep_file(upload(tone("m4a"), "voz.m4a"))
    row = WorkFile.objects.create(work=work, order=9, **vars(voice))
    client, address = enter(world.teacher), url("work_file", row.pk, "completo")
    whole = b"".join(client.get(address).streaming_content)
    assert text(client.get(url("portfolio", episode.patient_id))).count("<audio controls") == 1
    first = client.get(address, headers={"range": "bytes=0-99"})
    rest = client.get(address, headers={"range": f"bytes=100-{len(whole) + 500}"})
    last = client.get(address, headers={"range": "bytes=-10"})
    assert [answer.status_code for answer in (first, rest, last)] == [206, 206, 206]
    assert first["Content-Range"] == f"bytes 0-99/{len(whole)}"
    assert b"".join(first.streaming_content) + b"".join(rest.streaming_content) == whole
    assert b"".join(last.streaming_content) == whole[-10:]
    assert client.get(address, headers={"range": f"bytes={len(whole)}-"}).status_code == 416
    assert first["Content-Type"] == "audio/mpeg"
    assert "no-store" in first["Cache-Control"]
    reads = AccessEvent.objects.filter(object_type="attendance.workfile", object_id=str(row.pk)).count()
    assert reads == 3  # whole, from its beginning, and from its end


# --- Space ------------------------------------------------------------


def test_a_coordinator_sees_the_space_and_how_to_get_there(world, episode, work, enter):
    client = enter(world.coordinator)
    assert url("portfolio_storage") in text(client.get(url("portfolio", episode.patient_id)))
    page = text(client.get(url("portfolio_storage")))
    assert "usados de" in page
    assert "2 archivos" in page
    assert enter(world.teacher).get(url("portfolio_storage")).status_code == 403


def test_a_forged_token_is_nothing(world, episode, enter):
    forged = signing.dumps(json.dumps({"x": 1}), salt=SALT)
    for token in (forged, "basura", signing.dumps([1], salt=SALT)):
        answer = enter(world.teacher).post(
            url("work_upload_adjust", episode.patient_id), {"kept": token, **TURN}, **JSON
        )
        assert answer.json().keys() == {"error"}
