"""Papers: versions, withdrawal, search, and files that changed on disk."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories import make_organisation, make_user, member_of, today

from ezhen.archive.actions.document import (
    Subject,
    add_document,
    replace_document,
    withdraw_document,
)
from ezhen.archive.actions.fixity import check_due, check_file
from ezhen.archive.errors import DocumentChanged, DocumentRefused, FileTypeWrong
from ezhen.archive.models import Document, FixityCheck, StoredFile
from ezhen.archive.queries.document import documents_for, find_documents
from ezhen.archive.queries.file import path_of
from ezhen.archive.queries.fixity import num_broken
from ezhen.archive.signals import documents_changed
from ezhen.core.errors import AlreadyDone

pytestmark = pytest.mark.django_db
TASK = Subject("task", "4.8")


def pdf(name="方案.pdf", text=b"plan"):
    """A small file that is what its name says."""
    return SimpleUploadedFile(name, b"%PDF-1.4\n" + text + b"\n%%EOF\n")


def make_document(by=None, **facts):
    facts = {"type": "plan", "subject": TASK, "file": pdf(), "title": "双十一直播方案"} | facts
    return add_document(by=by or make_user(role="operator"), **facts)


@pytest.fixture
def told():
    """The types that the archive told about."""
    heard = []

    def listen(types, **_rest):
        heard.append(types)

    documents_changed.connect(listen)
    yield heard
    documents_changed.disconnect(listen)


@pytest.mark.django_db(transaction=True)
def test_document_is_found_by_what_it_belongs_to_and_told_about(told):
    made = make_document()

    assert list(documents_for("task", "4.8")) == [made]
    assert told == [{"plan"}]


def test_document_of_tomorrow_is_refused(db):
    with pytest.raises(DocumentRefused) as refusal:
        make_document(dated_on=today() + dt.timedelta(days=1))
    assert refusal.value.field == "dated_on"
    assert not Document.objects.exists()


def test_document_whose_content_is_not_its_name_is_refused(db):
    with pytest.raises(FileTypeWrong):
        make_document(file=SimpleUploadedFile("方案.pdf", b"\x89PNG\r\n\x1a\n" + bytes(40)))


def test_replace_keeps_the_earlier_version(db):
    made = make_document()
    newer = replace_document(
        document=made, file=pdf(text=b"second"), expects=1, by=made.added_by, note="补了预算"
    )

    assert newer.version == 2
    assert [row.number for row in newer.versions.order_by("number")] == [1, 2]
    hashes = {row.file.sha256 for row in newer.versions.all()}
    assert len(hashes) == 2


def test_replace_says_when_somebody_was_faster(db):
    made = make_document()
    replace_document(document=made, file=pdf(text=b"second"), expects=1, by=made.added_by)

    with pytest.raises(DocumentChanged, match="2"):
        replace_document(document=made, file=pdf(text=b"third"), expects=1, by=made.added_by)
    assert made.versions.count() == 2


def test_withdrawn_document_no_longer_counts_but_stays(db):
    made = make_document()
    with pytest.raises(DocumentRefused):
        withdraw_document(document=made, reason=" ", by=made.added_by)
    withdraw_document(document=made, reason="传错了", by=made.added_by)

    assert not documents_for("task", "4.8")
    assert Document.objects.get(pk=made.pk).withdrawn_why == "传错了"
    with pytest.raises(AlreadyDone):
        withdraw_document(document=made, reason="again", by=made.added_by)


def test_two_characters_find_a_document(db):
    user = make_user(role="operator")
    made = make_document(by=user)
    make_document(by=user, title="培训通知", file=pdf("通知.pdf"))

    assert list(find_documents(user, text="直播")) == [made]
    assert list(find_documents(user, text="双十 方案")) == [made]
    assert not find_documents(user, text="挂面")


def test_business_sees_the_papers_of_its_own_people_only(db):
    mine, other = make_organisation(), make_organisation()
    made = make_document(by=member_of(mine))

    assert list(Document.objects.visible_to(member_of(mine))) == [made]
    assert not Document.objects.visible_to(member_of(other))
    assert list(Document.objects.visible_to(make_user(role="auditor"))) == [made]


def test_flipped_byte_on_disk_marks_the_document_broken_and_whole_again(db):
    made = make_document()
    file = made.versions.get().file
    assert check_file(file=file).is_intact
    original = path_of(file).read_bytes()
    path_of(file).write_bytes(original[:-2] + b"X\n")

    check = check_file(file=file)

    assert not check.is_intact
    assert check.found not in {"", file.sha256}
    assert Document.objects.get(pk=made.pk).is_broken
    assert num_broken() == 1
    path_of(file).write_bytes(original)
    check_file(file=file)
    assert not Document.objects.get(pk=made.pk).is_broken
    assert num_broken() == 0


def test_file_that_is_gone_is_found(db):
    file = make_document(file=pdf(text=b"gone")).versions.get().file
    path_of(file).unlink()

    assert check_file(file=file).found == ""
    assert num_broken() == 1


def test_files_are_checked_again_after_a_week_not_before(db):
    make_document(file=pdf(text=b"weekly"))
    assert check_due() == 1
    assert check_due() == 0
    later = FixityCheck.objects.get().at + dt.timedelta(days=8)
    assert check_due(at=later) == 1


def test_page_shows_versions_hash_and_who(client_as):
    user = make_user(role="operator")
    made = make_document(by=user)
    page = client_as(user).get(made.get_absolute_url()).text

    assert made.versions.get().file.sha256 in page
    assert "双十一直播方案" in page
    assert "上传新版本" in page


def test_auditor_reads_but_cannot_change(client_as):
    made = make_document()
    client = client_as("auditor")
    page = client.get(made.get_absolute_url()).text

    assert "上传新版本" not in page
    answer = client.post(reverse("archive:withdraw", args=[made.uuid]), {"reason": "no"})
    assert answer.status_code == 403


def test_page_of_another_business_is_not_found(client_as):
    made = make_document(by=member_of(make_organisation()))
    assert client_as(member_of(make_organisation())).get(made.get_absolute_url()).status_code == 404


def test_requirements_are_named_to_a_business_and_linked_for_the_offices(client_as):
    by = member_of(make_organisation())
    made = make_document(by=by)
    link = 'href="/standard/requirements/4.8.'
    for user, is_linked in ((by, False), ("bureau", True)):
        page = client_as(user).get(made.get_absolute_url()).text
        assert "4.8." in page
        assert (link in page) is is_linked


def test_upload_form_puts_a_paper_in_and_returns_to_its_task(client_as):
    from ezhen.archive.queries.document import register_types

    register_types({"plan": "策划方案"}.get, lambda: ["plan"])
    client = client_as("operator")
    address = reverse("archive:new_document") + "?kind=task&id=4.8&type=plan&next=/home/"
    facts = {"type": "plan", "title": "方案", "file": pdf(), "dated_on": today().isoformat()}

    answer = client.post(address, facts)

    assert answer.status_code == 302
    assert answer["Location"] == "/home/"
    assert documents_for("task", "4.8").get().title == "方案"


def test_upload_form_names_the_field_of_a_wrong_file(client_as):
    client = client_as("operator")
    address = reverse("archive:new_document") + "?kind=task&id=4.8&type=plan"
    wrong = SimpleUploadedFile("方案.pdf", b"no pdf at all")
    answer = client.post(
        address, {"type": "plan", "title": "留住我", "file": wrong, "dated_on": today().isoformat()}
    )

    assert answer.status_code == 422
    assert "留住我" in answer.text
    assert not Document.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client_as, django_assert_num_queries, settings, count
):
    user = make_user(role="operator")
    for number in range(count):
        make_document(by=user, title=f"方案{number}", file=pdf(text=str(number).encode()))
    client = client_as(user)
    client.get(reverse("archive:documents"))
    settings.COUNTER_SECONDS = 30  # how many numbers stand in the navigation is no matter here
    client.get(reverse("archive:documents"))
    with django_assert_num_queries(5):
        page = client.get(reverse("archive:documents")).text
    assert page.count("<tr>") == count + 1


def bomb() -> bytes:
    """A small .xlsx that unpacks to 600 MB."""
    buffer = io.BytesIO()
    xlsxwriter.Workbook(buffer).close()
    packed = zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED)
    with packed, packed.open("xl/media/image1.png", "w", force_zip64=True) as member:
        for _ in range(600):
            member.write(bytes(1_000_000))
    return buffer.getvalue()


def sent_file(client, upload):
    """The answer to an upload of a task's plan."""
    address = reverse("archive:new_document") + "?kind=task&id=4.8&type=plan"
    facts = {"type": "plan", "title": "方案", "dated_on": today().isoformat()}
    return client.post(address, facts | {"file": upload})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("方案.xlsx", bomb, "损坏"),
        ("方案.pdf", bytes, "空"),
        ("方案.pdf", lambda: b"MZ no paper", "不符"),
    ],
)
def test_an_upload_that_is_no_paper_is_refused_at_its_field(client_as, name, content, said):
    page = sent_file(client_as("operator"), SimpleUploadedFile(name, content()))
    assert page.status_code == 422
    (error,) = page.context["form"].errors["file"]
    assert said in error
    assert StoredFile.objects.count() == 0


def test_an_upload_over_the_limit_is_refused_at_its_field(client_as, settings):
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    page = sent_file(client_as("operator"), pdf(text=b"0" * 5_000_000))
    assert page.status_code == 422
    (error,) = page.context["form"].errors["file"]
    assert "MB" in error
    assert StoredFile.objects.count() == 0


def test_of_an_upload_over_the_limit_only_the_beginning_is_kept(rf, settings):
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    for size in (900_000, 5_000_000):
        kept = rf.post("/", {"file": pdf(text=b"0" * size)}).FILES["file"]
        assert (kept.size > settings.UPLOAD_LIMIT_BYTES) == (size > settings.UPLOAD_LIMIT_BYTES)
        assert kept.size <= settings.UPLOAD_LIMIT_BYTES + kept.DEFAULT_CHUNK_SIZE
