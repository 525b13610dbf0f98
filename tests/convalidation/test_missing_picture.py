"""A photo that is lost in the store stops the papers with its sentence, and nothing is half issued."""

import uuid

import pytest
from django.urls import reverse

from attendance.models import WorkFile
from convalidation.models import Packet
from convalidation.services import issue_packet
from seho.accounts.enums import Role
from seho.files import remove_stored
from seho.papers.content import PaperError
from seho.papers.models import PaperCounter
from tests.accounts.factories import make_user
from tests.convalidation.factories import ISSUED_ON, ready_episode
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lost_photo_stops_the_issue_and_the_draft_and_says_which_work_it_was(client, today):
    seho = SehoFactory()
    by = make_user(Role.COORDINATOR, seho)
    episode = ready_episode(seho, by=by, days=5)
    remove_stored(WorkFile.objects.get(work__episode=episode).print_path)

    with pytest.raises(PaperError, match="Falta una imagen del trabajo «Mi cuento ilustrado»"):
        issue_packet(by=by, episode=episode, client_id=uuid.uuid4(), today=ISSUED_ON)
    assert not Packet.objects.exists()
    assert not PaperCounter.objects.filter(last__gt=0).exists()

    client.force_login(by)
    response = client.get(reverse("convalidation:preview_pdf", args=[episode.pk]), follow=True)
    assert response.status_code == 200
    assert "Falta una imagen del trabajo «Mi cuento ilustrado»" in response.content.decode()
